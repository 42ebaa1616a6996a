/** Gaps through the API: a session that was away for longer than BACKFILL_DAYS says what may be missing. */
import {
  HistoryGapDocument,
  MessageReceivedDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(120_000)

/** Some milliseconds: every absence is longer. */
const BACKFILL_DAYS = '0.0000001'

describe.each(FORMS)('gaps in the history, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let api: ApiClient

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, { ...form.env, BACKFILL_DAYS })
    api = new ApiClient(server.url)
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  it('are announced once, to who follows the session and to who follows one of its chats', async () => {
    const id = await connectedSession(api)
    const receive = (count: number) =>
      api.ask(SimulateMessagesDocument, { input: { sessionId: id, count, chats: 1, groups: 0 } })
    await synchronised(api, id)
    const messages = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await receive(1)
    const chatId = (await messages.find(() => true)).message.chat.id
    const away = async () => {
      await api.ask(StopDocument, { id })
      await receive(1)
      await api.ask(StartDocument, { input: { sessionId: id } })
      await synchronised(api, id)
    }
    await away()
    const ofSession = api.subscribe(HistoryGapDocument, { sessionId: id, after: BEGINNING })
    const ofChat = api.subscribe(HistoryGapDocument, { sessionId: id, chatId, after: BEGINNING })
    const [gap] = await ofSession.count(1)
    expect(gap).toMatchObject({ reason: 'ABSENCE_TOO_LONG', session: { id }, chat: null })
    expect(Date.parse(gap?.from ?? '')).toBeLessThan(Date.parse(gap?.until ?? ''))
    expect(await ofChat.count(1)).toEqual([gap])
    await away()
    const [, next] = await ofSession.count(2)
    expect(Date.parse(next?.from ?? '')).toBeGreaterThanOrEqual(Date.parse(gap?.until ?? ''))
    for (const events of [messages, ofSession, ofChat]) events.stop()
  })
})
