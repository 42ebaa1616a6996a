/** Lists and what subscriptions add to them make a whole, however fast events come meanwhile. */
import {
  ChatSnapshotDocument,
  type ChatSnapshotQuery,
  EventCursorDocument,
  EverythingDocument,
  MessageReceivedDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { ApiClient, type ApiError, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { prune } from './prune'
import { connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(120_000)

const FLOOD = 1_000
/** Messages a second: slow enough that lists are read while it lasts. */
const PACE = 300
const SNAPSHOTS = 4

describe.each(FORMS)('snapshots, $name', ({ prepare }) => {
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

  const session = async (): Promise<string> => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    return id
  }

  const simulate = (sessionId: string, count: number) =>
    api.ask(SimulateMessagesDocument, { input: { sessionId, count, chats: 1, groups: 1, perSecond: PACE } })

  /** The ids of all messages of a chat, page by page, and the cursor of the first page. */
  const snapshotOf = async (id: string) => {
    const ids: string[] = []
    let cursor: string | null = null
    for (let after: string | null = null, more = true; more;) {
      const answer: ChatSnapshotQuery = await api.ask(ChatSnapshotDocument, { id, after })
      const chat = answer.chat
      if (!chat) throw new Error('the chat is not there')
      const { nodes, pageInfo, eventCursor } = chat.messages
      cursor ??= eventCursor
      ids.push(...nodes.map((node) => node.id))
      after = pageInfo.endCursor
      more = pageInfo.hasNextPage
    }
    return { ids, cursor }
  }

  /** The group that the flood of a session goes to, once it has begun. */
  const floodedChat = async (sessionId: string): Promise<string> => {
    const events = api.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    await simulate(sessionId, FLOOD)
    const [first] = await events.count(1)
    events.stop()
    return first?.message.chat.id ?? ''
  }

  it.each(['the session', 'the workspace'])('a list and a subscription to %s miss nothing', async (scope) => {
    const sessionId = await session()
    const chatId = await floodedChat(sessionId)
    const during: Awaited<ReturnType<typeof snapshotOf>>[] = []
    while (during.length < SNAPSHOTS) during.push(await snapshotOf(chatId))
    const sizes = during.map(({ ids }) => ids.length)
    // Else nothing was proven: the flood was over, or had not begun.
    expect(sizes.some((size) => size > 0 && size < FLOOD)).toBe(true)
    for (const { ids, cursor } of during) {
      const variables = { after: cursor, ...(scope === 'the session' && { sessionId }) }
      const events = api.subscribe(MessageReceivedDocument, variables)
      const seen = new Set(ids)
      expect(seen.size).toBe(ids.length)
      if (seen.size < FLOOD) await events.find(({ message }) => seen.add(message.id).size === FLOOD)
      const told = events.received.map(({ message }) => message.id)
      expect(new Set(told).size).toBe(told.length)
      expect(seen.size).toBe(FLOOD)
      events.stop()
    }
  })

  it('after CURSOR_EXPIRED a client reads the list again and goes on without a hole', async () => {
    const sessionId = await session()
    const chatId = await floodedChat(sessionId)
    await prune(dataDir, form.env, { count: 1 })
    const refused = api.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    const error = await refused.ended.catch((thrown: unknown) => thrown)
    expect((error as ApiError).code).toBe('CURSOR_EXPIRED')
    const { ids, cursor } = await snapshotOf(chatId)
    const events = api.subscribe(MessageReceivedDocument, { sessionId, after: cursor })
    const seen = new Set(ids)
    await simulate(sessionId, 1)
    await events.find(({ message }) => seen.add(message.id).size === FLOOD + 1)
    events.stop()
  })

  it('every list and Query tell it, and it fits every subscription', async () => {
    const sessionId = await session()
    const { sessions, session: one, eventCursor } = await api.ask(EverythingDocument, { sessionId })
    const { eventCursor: alone } = await api.ask(EventCursorDocument, {})
    const cursors = [sessions.eventCursor, one?.chats.eventCursor, one?.contacts.eventCursor, eventCursor, alone]
    await simulate(sessionId, 3)
    for (const after of cursors) {
      for (const variables of [{ after }, { after, sessionId }]) {
        const events = api.subscribe(MessageReceivedDocument, variables)
        const received = await events.count(3)
        expect(received).toHaveLength(3)
        events.stop()
      }
    }
  })
})
