/** The main job with the simulated engine, in both forms: start, scan, receive, find, send, restart. */
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import {
  ChatsDocument,
  ConnectionStateChangedDocument,
  ContactsDocument,
  DeleteDocument,
  EditDocument,
  LogoutDocument,
  MarkReadDocument,
  MessageReceivedDocument,
  MessagesDocument,
  MessageUpdatedDocument,
  NodeDocument,
  ReactDocument,
  ReconnectDocument,
  RevokeDocument,
  SendDocument,
  SessionDocument,
  SimulateDisconnectDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
  ViewerDocument,
} from '../generated/operations'

jest.setTimeout(60_000)

describe.each(FORMS)('the main job, $name', ({ prepare }) => {
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

  /** A session that waits for its scan, and its id. */
  const start = async (input = {}) => {
    const { startSession } = await api.ask(StartDocument, { input: { engine: 'SIMULATED', ...input } })
    return startSession.session
  }

  /** A session that is CONNECTED and has synchronised. */
  const connected = async (): Promise<string> => {
    const { id } = await start()
    await api.ask(SimulateLoginDocument, { id })
    return id
  }

  const synchronised = async (id: string): Promise<void> => {
    for (;;) {
      const { session } = await api.ask(SessionDocument, { id })
      if (session?.sync?.phase === 'DONE') return
    }
  }

  it('tells who asks', async () => {
    const { viewer } = await api.ask(ViewerDocument, {})
    expect(viewer).toEqual({
      workspace: { id: expect.stringMatching(/^wks_/) as string, name: 'Default' },
      scopes: ['ADMIN'],
    })
  })

  it('shows a QR code as text, picture and block characters', async () => {
    const session = await start({ name: 'Front desk' })
    expect(session).toMatchObject({ name: 'Front desk', engine: 'SIMULATED', state: 'AWAITING_LOGIN', me: null })
    expect(session.qr?.code).toMatch(/^2@/)
    expect(session.qr?.image).toMatch(/^data:image\/png;base64,/)
    expect(session.qr?.text).toMatch(/[█▀▄]/)
    expect(new Date(session.qr?.expiresAt ?? 0).getTime()).toBeGreaterThan(Date.now())
  })

  it('shows a pairing code instead where a phone is named', async () => {
    const session = await start({ pairingPhone: '+6281234567890' })
    expect(session).toMatchObject({ state: 'AWAITING_LOGIN', qr: null })
    expect(session.pairingCode).toMatch(/^[A-Z0-9]{8}$/)
    const again = await start({ sessionId: session.id })
    expect(again).toMatchObject({ state: 'AWAITING_LOGIN', pairingCode: null })
    expect(again.qr?.code).toMatch(/^2@/)
  })

  it('is CONNECTED after the scan, and every change was pushed', async () => {
    const { id } = await start()
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    const { simulateLogin } = await api.ask(SimulateLoginDocument, { id })
    expect(simulateLogin.session).toMatchObject({ state: 'CONNECTED', qr: null })
    expect(simulateLogin.session.me?.phone).toMatch(/^\+\d+$/)
    await states.find(({ state }) => state === 'CONNECTED')
    expect(states.received.map(({ previousState, state }) => [previousState, state])).toEqual([
      ['STOPPED', 'STARTING'],
      ['STARTING', 'AWAITING_LOGIN'],
      ['AWAITING_LOGIN', 'AUTHENTICATING'],
      ['AUTHENTICATING', 'CONNECTED'],
    ])
    expect(states.received[1]?.qr?.code).toMatch(/^2@/)
    states.stop()
  })

  it('synchronises chats, contacts and history quietly', async () => {
    const { id } = await start()
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateLoginDocument, { id })
    await synchronised(id)
    const { session } = await api.ask(ChatsDocument, { id })
    expect(session?.chats.totalCount).toBeGreaterThan(5)
    const chat = session?.chats.nodes.find(({ kind }) => kind === 'PRIVATE')
    expect(chat?.contact?.name).toBe(chat?.name)
    const { chat: page } = await api.ask(MessagesDocument, { id: chat?.id ?? '' })
    expect(page?.messages.nodes.length).toBeGreaterThan(0)
    const { session: people } = await api.ask(ContactsDocument, { id })
    expect(people?.contacts.totalCount).toBeGreaterThan(5)
    expect(received.received).toEqual([])
    received.stop()
  })

  it('pushes private and group messages that are stored by then', async () => {
    const id = await connected()
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 40, chats: 4, groups: 2 } })
    const events = await received.count(40)
    expect(new Set(events.map(({ message }) => message.chat.id)).size).toBe(4)
    expect(new Set(events.map(({ message }) => message.chat.kind))).toEqual(new Set(['PRIVATE', 'GROUP']))
    for (const { origin, message } of events) {
      expect(origin).toBe('LIVE')
      expect(message.sender?.name).toBeTruthy()
    }
    const group = events.find(({ message }) => message.chat.kind === 'GROUP')
    const { chat } = await api.ask(MessagesDocument, { id: group?.message.chat.id ?? '' })
    expect(chat?.messages.nodes.map(({ id }) => id)).toContain(group?.message.id)
    received.stop()
  })

  it('sends text, and follows it from QUEUED to READ', async () => {
    const id = await connected()
    const updated = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const { sendMessage } = await api.ask(SendDocument, {
      input: { sessionId: id, to: '+6281234500001', text: 'halo 👋' },
    })
    expect(sendMessage.message).toMatchObject({ deliveryState: 'QUEUED', body: 'halo 👋', type: 'TEXT' })
    await updated.find(({ message }) => message.deliveryState === 'READ')
    expect(updated.received.map(({ message }) => message.deliveryState)).toEqual([
      'QUEUED',
      'SENDING',
      'SENT',
      'DELIVERED',
      'READ',
    ])
    expect(new Set(updated.received.map(({ message }) => message.id))).toEqual(new Set([sendMessage.message.id]))
    updated.stop()
  })

  it('sends the same idempotency key once', async () => {
    const id = await connected()
    const input = { sessionId: id, to: '+6281234500002', text: 'once', idempotencyKey: 'k1' }
    const sent = await Promise.all([1, 2, 3].map(() => api.ask(SendDocument, { input })))
    expect(new Set(sent.map(({ sendMessage }) => sendMessage.message.id)).size).toBe(1)
    const refusal = await api.refusal(SendDocument, { input: { ...input, text: 'twice' } })
    expect(refusal.code).toBe('IDEMPOTENCY_MISMATCH')
  })

  it('tells why a message could not be sent', async () => {
    const id = await connected()
    const updated = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SendDocument, { input: { sessionId: id, to: '+6280000000', text: 'nobody' } })
    const { message } = await updated.find((event) => event.message.deliveryState === 'FAILED')
    expect(message.failure).toMatch(/WhatsApp/)
    updated.stop()
  })

  it('replies, reacts, edits, revokes and marks as read', async () => {
    const id = await connected()
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, body: 'question' } })
    const { message: question } = await received.find(({ message }) => message.body === 'question')
    const input = { sessionId: id, to: question.chat.id, text: 'answer', replyTo: question.id }
    const updated = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const { sendMessage } = await api.ask(SendDocument, { input })
    const answer = sendMessage.message.id
    await updated.find(({ message }) => message.id === answer && message.deliveryState === 'READ')

    const { reactToMessage } = await api.ask(ReactDocument, { id: question.id, emoji: '👍' })
    expect(reactToMessage.message.reactions).toEqual([{ emoji: '👍', fromMe: true }])
    const { editMessage } = await api.ask(EditDocument, { id: answer, body: 'better answer' })
    expect(editMessage.message.body).toBe('better answer')
    expect(editMessage.message.editedAt).not.toBeNull()
    const { chat } = await api.ask(MessagesDocument, { id: question.chat.id })
    expect(chat?.messages.nodes[0]).toMatchObject({ body: 'better answer', quoted: { id: question.id } })
    const { revokeMessage } = await api.ask(RevokeDocument, { id: answer })
    expect(revokeMessage.message.revokedAt).not.toBeNull()
    const { markChatRead } = await api.ask(MarkReadDocument, { id: question.chat.id })
    expect(markChatRead.chat.unreadCount).toBe(0)
    const changes = new Set(updated.received.map(({ change }) => change))
    expect(changes).toEqual(new Set(['DELIVERY', 'REACTION', 'EDIT', 'REVOKE']))
    received.stop()
    updated.stop()
  })

  it('reconnects by itself, and fetches what came meanwhile', async () => {
    const id = await connected()
    await synchronised(id)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 7, chats: 2, body: 'missed' } })
    await states.find(({ state, previousState }) => state === 'CONNECTED' && previousState === 'RECONNECTING')
    const events = await received.count(7)
    expect(events.every(({ origin, message }) => origin === 'BACKFILL' && message.body === 'missed')).toBe(true)
    expect(states.received.slice(-2).map(({ state }) => state)).toEqual(['RECONNECTING', 'CONNECTED'])
    states.stop()
    received.stop()
  })

  it('resumes a subscription where it was, with every event once and in order', async () => {
    const id = await connected()
    const first = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 300, chats: 5, groups: 1 } })
    const all = await first.count(300)
    const from = all[99]
    const again = api.subscribe(MessageReceivedDocument, { sessionId: id, after: from?.cursor ?? '' })
    const rest = await again.count(200)
    expect(rest.map(({ message }) => message.id)).toEqual(all.slice(100).map(({ message }) => message.id))
    expect(rest.map(({ cursor }) => cursor)).toEqual(all.slice(100).map(({ cursor }) => cursor))
    const { id: chatId } = all[0]?.message.chat ?? { id: '' }
    const ofChat = api.subscribe(MessageReceivedDocument, { chatId, after: from?.cursor ?? '' })
    const expected = all.slice(100).filter(({ message }) => message.chat.id === chatId)
    const found = await ofChat.count(expected.length)
    expect(found.map(({ message }) => message.id)).toEqual(expected.map(({ message }) => message.id))
    for (const events of [first, again, ofChat]) events.stop()
  })

  it('stops, starts again without a code, reconnects, logs out and deletes', async () => {
    const id = await connected()
    expect((await api.ask(StopDocument, { id })).stopSession.session.state).toBe('STOPPED')
    expect((await api.refusal(SendDocument, { input: { sessionId: id, to: '+6281234500001', text: 'x' } })).code).toBe(
      'SESSION_NOT_CONNECTED',
    )
    const { startSession } = await api.ask(StartDocument, { input: { sessionId: id } })
    expect(startSession.session).toMatchObject({ id, state: 'CONNECTED', qr: null })
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    const connections = () => states.received.filter(({ state }) => state === 'CONNECTED').length
    await states.find(() => connections() === 2)
    await api.ask(ReconnectDocument, { id })
    await states.find(() => connections() === 3)
    expect((await api.ask(LogoutDocument, { id })).logoutSession.session.state).toBe('LOGGED_OUT')
    const { startSession: anew } = await api.ask(StartDocument, { input: { sessionId: id } })
    expect(anew.session.state).toBe('AWAITING_LOGIN')
    states.stop()
    expect((await api.ask(DeleteDocument, { id })).deleteSession.deletedSessionId).toBe(id)
    expect((await api.refusal(SessionDocument, { id })).code).toBe('NOT_FOUND')
    expect((await api.refusal(NodeDocument, { id })).code).toBe('NOT_FOUND')
  })

  it('is LOGGED_OUT when the phone unlinks it, and stays so', async () => {
    const id = await connected()
    const { simulateDisconnect } = await api.ask(SimulateDisconnectDocument, { id, reason: 'LOGGED_OUT' })
    expect(simulateDisconnect.session.state).toBe('LOGGED_OUT')
    const { session } = await api.ask(SessionDocument, { id })
    expect(session?.me).toBeNull()
  })

  it.each([
    ['SIGTERM', async () => expect(await server.stop()).toBe(0)],
    ['SIGKILL', () => server.kill()],
  ] as const)('brings sessions back after %s, without a code and without a gap', async (_signal, end) => {
    const id = await connected()
    await synchronised(id)
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 3, body: 'before' } })
    const cursor = (await received.count(3))[2]?.cursor ?? ''
    await end()
    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: cursor })
    await states.find(({ state }) => state === 'CONNECTED')
    expect(states.received.map(({ state }) => state)).not.toContain('AWAITING_LOGIN')
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 2, body: 'after' } })
    const resumed = api.subscribe(MessageReceivedDocument, { sessionId: id, after: cursor })
    const events = await resumed.count(2)
    expect(events.map(({ message }) => message.body)).toEqual(['after', 'after'])
    states.stop()
    resumed.stop()
  })
})
