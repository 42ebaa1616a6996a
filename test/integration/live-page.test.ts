/** What a page needs to stay right without reloading: it knows its own messages, and hears of what is read elsewhere. */
import {
  MessageReceivedDocument,
  MessageUpdatedDocument,
  SendDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(60_000)

describe.each(FORMS)('a page that follows events, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let api: ApiClient

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  const synchronisedSession = async (): Promise<string> => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    return id
  }

  it('knows its own message in every event of it, from QUEUED on, by the idempotency key', async () => {
    const id = await synchronisedSession()
    const variables = { sessionId: id, after: BEGINNING }
    const updated = api.subscribe(MessageUpdatedDocument, variables)
    const received = api.subscribe(MessageReceivedDocument, variables)
    const input = { sessionId: id, to: '+6281234500001', text: 'halo' }
    const own = (await api.ask(SendDocument, { input: { ...input, idempotencyKey: 'of the page' } })).sendMessage
    expect(own.message.idempotencyKey).toBe('of the page')
    const without = (await api.ask(SendDocument, { input })).sendMessage
    expect(without.message.idempotencyKey).toBeNull()
    const isRead = (messageId: string) =>
      updated.find(({ message }) => message.id === messageId && message.deliveryState === 'READ')
    await Promise.all([isRead(own.message.id), isRead(without.message.id)])
    for (const { message } of updated.received) {
      expect(message.idempotencyKey).toBe(message.id === own.message.id ? 'of the page' : null)
    }
    expect(updated.received.map(({ message }) => message.deliveryState)).toContain('QUEUED')
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, body: 'from elsewhere' } })
    const { message } = await received.find((event) => event.message.body === 'from elsewhere')
    expect(message.idempotencyKey).toBeNull()
    for (const events of [updated, received]) events.stop()
  })
})
