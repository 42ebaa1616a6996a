/** Two server processes on one MySQL and one Redis, each with a DATA_DIR of its own. */
import {
  ConnectionStateChangedDocument,
  DeleteDocument,
  LogoutDocument,
  MarkReadDocument,
  MessageReceivedDocument,
  MessageUpdatedDocument,
  NodeDocument,
  ReactDocument,
  ReconnectDocument,
  SendDocument,
  SimulateDisconnectDocument,
  SimulateLifeDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, ApiError, BEGINNING } from '../harness/client'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { createTestDatabase, redisUrl, type TestDatabase } from '../harness/services'
import { awaitingSession, connectedSession, stateOf, synchronised } from './simulated-sessions'

jest.setTimeout(90_000)

describe('two nodes', () => {
  let database: TestDatabase
  let env: Record<string, string>
  let folders: [string, string]
  let first: ServerProcess
  let second: ServerProcess
  let one: ApiClient
  let two: ApiClient

  beforeAll(async () => {
    database = await createTestDatabase()
    env = { DATABASE_URL: database.url, REDIS_URL: redisUrl() }
    folders = [await makeDataDir(), await makeDataDir()]
    // At once, on an empty database: both migrate it, and both make the workspace and the key.
    const servers = await Promise.all(folders.map((folder) => startServer(folder, env)))
    ;[first, second] = servers as [ServerProcess, ServerProcess]
    one = new ApiClient(first.url)
    two = new ApiClient(second.url)
  })

  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await Promise.all([first.stop(), second.stop()])
    await database.drop()
    await Promise.all(folders.map(removeDataDir))
  })

  const codeOf = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'answered',
      (error: unknown) => {
        if (error instanceof ApiError) return error.code
        throw error
      },
    )

  it('begin with one workspace, which both know by the same key', async () => {
    expect(await two.ask(ViewerDocument, {})).toEqual(await one.ask(ViewerDocument, {}))
  })

  it('a client at the second receives the messages of a session that runs in the first', async () => {
    const id = await connectedSession(one)
    const received = two.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const states = two.subscribe(ConnectionStateChangedDocument, { after: BEGINNING })
    await states.find(({ session, state }) => session.id === id && state === 'CONNECTED')
    await one.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 500, chats: 20, groups: 5 } })
    const there = await received.count(500)
    const here = one.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const local = await here.count(500)
    expect(there.map(({ cursor, message }) => [cursor, message.id])).toEqual(
      local.map(({ cursor, message }) => [cursor, message.id]),
    )
    for (const events of [received, states, here]) events.stop()
  })

  it('wake-ups reach the second long before its next look', async () => {
    const id = await connectedSession(one)
    const received = two.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await one.ask(SimulateMessagesDocument, { input: { sessionId: id } })
    await received.count(1)
    const begun = Date.now()
    for (let index = 2; index <= 6; index += 1) {
      await one.ask(SimulateMessagesDocument, { input: { sessionId: id } })
      await received.count(index)
    }
    // Five looks without a wake-up take 10 s.
    expect(Date.now() - begun).toBeLessThan(5_000)
    received.stop()
  })

  it('every command at the second reaches a session that runs in the first', async () => {
    const id = await connectedSession(one)
    await synchronised(two, id)
    const updated = two.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const { sendMessage } = await two.ask(SendDocument, {
      input: { sessionId: id, to: '+6281234500001', text: 'from afar' },
    })
    expect(sendMessage.message).toMatchObject({ deliveryState: 'QUEUED', body: 'from afar' })
    await updated.find(({ message }) => message.deliveryState === 'READ')
    const { reactToMessage } = await two.ask(ReactDocument, { id: sendMessage.message.id, emoji: '👍' })
    expect(reactToMessage.message.reactions).toEqual([{ emoji: '👍', fromMe: true }])
    expect((await two.ask(MarkReadDocument, { id: sendMessage.message.chat.id })).markChatRead.chat.unreadCount).toBe(0)
    updated.stop()

    const { simulateMessages } = await two.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 3 } })
    expect(simulateMessages.accepted).toBe(3)
    const { simulateLife } = await two.ask(SimulateLifeDocument, { input: { sessionId: id, pace: 0.01 } })
    expect(simulateLife.session).toMatchObject({ id, state: 'CONNECTED' })
    await two.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
    expect((await two.ask(ReconnectDocument, { id })).reconnectSession.session.id).toBe(id)
    expect((await two.ask(StopDocument, { id })).stopSession.session.state).toBe('STOPPED')
    expect((await two.ask(StartDocument, { input: { sessionId: id } })).startSession.session.state).toBe('CONNECTED')
    expect((await two.ask(LogoutDocument, { id })).logoutSession.session.state).toBe('LOGGED_OUT')
    const { startSession } = await two.ask(StartDocument, { input: { sessionId: id } })
    expect(startSession.session.qr?.code).toMatch(/^2@/)
    expect((await two.ask(SimulateLoginDocument, { id })).simulateLogin.session.state).toBe('CONNECTED')
    expect((await two.ask(DeleteDocument, { id })).deleteSession.deletedSessionId).toBe(id)
    expect((await one.refusal(NodeDocument, { id })).code).toBe('NOT_FOUND')
  })

  it('refusals travel with their code and field', async () => {
    const id = await awaitingSession(one)
    const refused = await two.refusal(SendDocument, { input: { sessionId: id, to: '+6281234500001', text: 'x' } })
    expect(refused).toMatchObject({ code: 'SESSION_NOT_CONNECTED', state: 'AWAITING_LOGIN' })
    expect(await two.refusal(SendDocument, { input: { sessionId: id, to: 'nobody', text: 'x' } })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'input.to' },
    })
    expect((await two.refusal(ReconnectDocument, { id })).code).toBe('CONFLICT')
  })

  it('a subscriber at the second of a session that the first deletes is told of the end', async () => {
    const id = await awaitingSession(one)
    const states = two.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    await states.find(({ state }) => state === 'AWAITING_LOGIN')
    await one.ask(DeleteDocument, { id })
    await states.ended
  })

  it('one idempotency key at both nodes at once is one message', async () => {
    const id = await connectedSession(one)
    const input = { sessionId: id, to: '+6281234500002', text: 'once', idempotencyKey: 'everywhere' }
    const sent = await Promise.all([one, two, one, two, one, two].map((api) => api.ask(SendDocument, { input })))
    expect(new Set(sent.map(({ sendMessage }) => sendMessage.message.id)).size).toBe(1)
    const updated = two.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    await updated.find(({ message }) => message.deliveryState === 'READ')
    expect(updated.received.filter(({ message }) => message.deliveryState === 'SENT')).toHaveLength(1)
    updated.stop()
  })

  it('one session started at both nodes at once runs in one of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await awaitingSession(round % 2 === 0 ? one : two)
      await one.ask(StopDocument, { id })
      const asked = [one, two, one, two].map((api) => api.ask(StartDocument, { input: { sessionId: id } }))
      const codes = (await Promise.all(asked)).map(({ startSession }) => startSession.session.qr?.code)
      expect(new Set(codes).size).toBe(1)
      expect((await two.ask(SimulateLoginDocument, { id })).simulateLogin.session.state).toBe('CONNECTED')
      expect((await one.ask(StopDocument, { id })).stopSession.session.state).toBe('STOPPED')
    }
  })

  it('one session deleted at both nodes at once is gone from both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await connectedSession(one)
      const codes = await Promise.all([one, two].map((api) => codeOf(api.ask(DeleteDocument, { id }))))
      expect(codes).toContain('answered')
      for (const code of codes) expect(['answered', 'NOT_FOUND']).toContain(code)
      for (const api of [one, two]) expect((await api.refusal(StopDocument, { id })).code).toBe('NOT_FOUND')
    }
  })

  describe('when the first is killed', () => {
    let id: string
    let cursor: string

    beforeAll(async () => {
      id = await connectedSession(one)
      await synchronised(one, id)
      const received = two.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
      await one.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 10 } })
      cursor = (await received.count(10))[9]?.cursor ?? ''
      received.stop()
      await first.kill()
    })

    it('the second answers everything that is stored, and refuses to send', async () => {
      expect(await stateOf(two, id)).toBeDefined()
      const received = two.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
      await received.count(10)
      received.stop()
      const to = '+6281234500001'
      expect((await two.refusal(SendDocument, { input: { sessionId: id, to, text: 'x' } })).code).toBe(
        'SESSION_NOT_CONNECTED',
      )
      expect((await two.refusal(ReconnectDocument, { id })).code).toBe('CONFLICT')
      expect((await two.refusal(SimulateLoginDocument, { id })).code).toBe('CONFLICT')
      expect((await two.refusal(SimulateMessagesDocument, { input: { sessionId: id } })).code).toBe('CONFLICT')
    })

    it('a restart of the second takes nothing from the first, whose DATA_DIR has the login', async () => {
      const others = await connectedSession(two)
      await two.close()
      await second.stop()
      second = await startServer(folders[1], env)
      two = new ApiClient(second.url)
      const states = two.subscribe(ConnectionStateChangedDocument, { after: cursor })
      await states.find(({ session, state }) => session.id === others && state === 'CONNECTED')
      expect(states.received.filter(({ session }) => session.id === id)).toEqual([])
      states.stop()
    })

    it('its sessions come back with it, and the client at the second goes on where it was', async () => {
      const received = two.subscribe(MessageReceivedDocument, { sessionId: id, after: cursor })
      const states = two.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: cursor })
      await one.close()
      first = await startServer(folders[0], env)
      one = new ApiClient(first.url)
      await states.find(({ state }) => state === 'CONNECTED')
      expect(states.received.map(({ state }) => state)).toEqual(['RECONNECTING', 'CONNECTED'])
      await one.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 5, body: 'after' } })
      const events = await received.count(5)
      expect(events.map(({ message }) => message.body)).toEqual(Array.from({ length: 5 }, () => 'after'))
      for (const events of [received, states]) events.stop()
    })
  })

  it('have no failure that nobody explains', () => {
    for (const { output } of [first, second]) {
      expect(output.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
    }
  })
})
