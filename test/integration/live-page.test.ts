/** What a page needs to stay right without reloading: it knows its own messages, and hears of what is read elsewhere. */
import {
  AllEventsDocument,
  ChatsDocument,
  ChatUpdatedDocument,
  MarkReadDocument,
  MessageReceivedDocument,
  MessageUpdatedDocument,
  SendDocument,
  SessionTotalsDocument,
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

  it('hears of a chat that was read elsewhere, as it was then, and resumes there', async () => {
    const id = await synchronisedSession()
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const receive = async (total: number) => {
      await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 2 } })
      const [{ message } = { message: { chat: { id: '' } } }] = await received.count(total)
      return message.chat.id
    }
    const chatId = await receive(2)
    const ofSession = api.subscribe(ChatUpdatedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(MarkReadDocument, { id: chatId })
    const [read] = await ofSession.count(1)
    expect(read).toMatchObject({ sessionId: id, chat: { id: chatId, unreadCount: 0 } })
    await receive(4)
    await api.ask(MarkReadDocument, { id: chatId })
    await receive(6)
    const all = api.subscribe(AllEventsDocument, { sessionId: id, types: ['CHAT_UPDATED'], after: read?.cursor ?? '' })
    const ofChat = api.subscribe(ChatUpdatedDocument, { chatId, after: read?.cursor ?? '' })
    const [again] = await ofChat.count(1)
    expect(again?.chat).toMatchObject({ id: chatId, unreadCount: 0 })
    expect(await all.count(1)).toMatchObject([
      { __typename: 'ChatUpdated', cursor: again?.cursor, chat: { id: chatId } },
    ])
    expect(await ofSession.count(2)).toEqual([read, again])
    for (const events of [received, ofSession, all, ofChat]) events.stop()
  })

  it('finds what is unread, and how much of it there is', async () => {
    const id = await synchronisedSession()
    const totals = async () => (await api.ask(SessionTotalsDocument, { id })).session
    const unread = async () => (await api.ask(ChatsDocument, { id, unread: true })).session?.chats
    const before = await unread()
    const sum = before?.nodes.reduce((total, { unreadCount }) => total + unreadCount, 0) ?? 0
    expect(sum).toBeGreaterThan(0)
    expect(await totals()).toEqual({ unreadCount: sum, lastActivityAt: expect.any(String) as string })
    const [{ id: chatId = '', unreadCount = 0 } = {}] = before?.nodes ?? []
    await api.ask(MarkReadDocument, { id: chatId })
    expect(await totals()).toMatchObject({ unreadCount: sum - unreadCount })
    const after = await unread()
    expect(after?.nodes.map((chat) => chat.id)).toEqual(before?.nodes.slice(1).map((chat) => chat.id))
    expect(after?.totalCount).toBe((before?.totalCount ?? 0) - 1)
  })
})
