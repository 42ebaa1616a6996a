/** Commands for one session that come at once or in an unusual order: it ends in one clear state, and nothing leaks. */
import {
  ChatsDocument,
  ConnectionStateChangedDocument,
  DeleteDocument,
  LogoutDocument,
  MessageReceivedDocument,
  NodeDocument,
  ReconnectDocument,
  SendDocument,
  SessionDocument,
  SessionsDocument,
  SimulateDisconnectDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
} from '../generated/operations'
import { ApiClient, ApiError, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession, connectedSession, stateOf, synchronised } from './simulated-sessions'

jest.setTimeout(60_000)

describe.each(FORMS)('races for one session, $name', ({ prepare }) => {
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

  /** The codes of those that were refused. */
  const refusals = async (asked: Promise<unknown>[]): Promise<string[]> => {
    const settled = await Promise.allSettled(asked)
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    return reasons.map((reason) => {
      if (reason instanceof ApiError) return reason.code
      throw reason
    })
  }
  const statesSince = async (id: string, cursor: string) => {
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: cursor })
    const head = await states.find(() => true)
    return { states, head }
  }

  it('starts once, however many ask at once, and shows all of them the same code', async () => {
    const id = await awaitingSession(api)
    await api.ask(StopDocument, { id })
    const started = await Promise.all(
      Array.from({ length: 8 }, () => api.ask(StartDocument, { input: { sessionId: id } })),
    )
    expect(new Set(started.map(({ startSession }) => startSession.session.qr?.code)).size).toBe(1)
    const { states } = await statesSince(id, BEGINNING)
    await states.find(() => states.received.length >= 5)
    expect(states.received.map(({ state }) => state)).toEqual([
      ...['STARTING', 'AWAITING_LOGIN', 'STOPPED', 'STARTING', 'AWAITING_LOGIN'],
    ])
    states.stop()
    const { simulateLogin } = await api.ask(SimulateLoginDocument, { id })
    expect(simulateLogin.session.state).toBe('CONNECTED')
  })

  it('leaves no connection behind when starts and stops cross', async () => {
    const id = await connectedSession(api)
    for (let round = 0; round < 10; round += 1) {
      await refusals([
        api.ask(StopDocument, { id }),
        api.ask(StartDocument, { input: { sessionId: id, waitSeconds: 0 } }),
        api.ask(StopDocument, { id }),
        api.ask(ReconnectDocument, { id }),
        api.ask(StopDocument, { id }),
      ])
      await api.ask(StopDocument, { id })
      expect(await stateOf(api, id)).toBe('STOPPED')
      // A connection that still ran could be lost; there is none.
      expect((await api.refusal(SimulateDisconnectDocument, { id, reason: 'NETWORK' })).code).toBe('CONFLICT')
    }
    const { startSession } = await api.ask(StartDocument, { input: { sessionId: id } })
    expect(startSession.session.state).toBe('CONNECTED')
  })

  it('is LOGGED_OUT for good when logouts and starts cross', async () => {
    const id = await connectedSession(api)
    await refusals([
      api.ask(LogoutDocument, { id }),
      api.ask(StartDocument, { input: { sessionId: id, waitSeconds: 0 } }),
      api.ask(LogoutDocument, { id }),
    ])
    await api.ask(LogoutDocument, { id })
    expect((await api.ask(SessionDocument, { id })).session).toMatchObject({ state: 'LOGGED_OUT', me: null, qr: null })
    const { startSession } = await api.ask(StartDocument, { input: { sessionId: id } })
    expect(startSession.session.state).toBe('AWAITING_LOGIN')
  })

  it('reconnects from STOPPED, from RECONNECTING at once, and from CONNECTED', async () => {
    const id = await connectedSession(api)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    const connections = (count: number) =>
      states.find(() => states.received.filter(({ state }) => state === 'CONNECTED').length === count)
    await api.ask(StopDocument, { id })
    await api.ask(ReconnectDocument, { id })
    await connections(2)
    await api.ask(SimulateDisconnectDocument, { id, reason: 'CRASH' })
    await api.ask(ReconnectDocument, { id })
    await connections(3)
    await api.ask(ReconnectDocument, { id })
    await connections(4)
    expect(states.received.map(({ state }) => state)).not.toContain('FAILED')
    expect(states.received.at(-1)?.state).toBe('CONNECTED')
    states.stop()
  })

  it('tells everybody the same of one idempotency key, also when the contents differ', async () => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    const input = { sessionId: id, to: '+6281234500002', idempotencyKey: 'at once' }
    const asked = Array.from({ length: 10 }, (_, index) =>
      api.ask(SendDocument, { input: { ...input, text: index % 2 === 0 ? 'even' : 'odd' } }),
    )
    const settled = await Promise.allSettled(asked)
    const ids = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.sendMessage.message.id] : []))
    expect(ids).toHaveLength(5)
    expect(new Set(ids).size).toBe(1)
    expect(await refusals(asked)).toEqual(Array.from({ length: 5 }, () => 'IDEMPOTENCY_MISMATCH'))
  })

  it('deletes a session in the middle of a flood, with all that is stored of it', async () => {
    const id = await connectedSession(api)
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 5_000, chats: 50, groups: 10 } })
    const [first] = await received.count(500)
    if (!first) throw new Error('no event')
    const { message } = first
    const answers = await refusals([
      api.ask(DeleteDocument, { id }),
      api.ask(SendDocument, { input: { sessionId: id, to: '+6281234500001', text: 'too late?' } }),
      api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 1_000 } }),
    ])
    for (const code of answers) expect(['NOT_FOUND', 'SESSION_NOT_CONNECTED', 'CONFLICT']).toContain(code)
    for (const { ended } of [received, states]) {
      // The last event may be told when its chat is gone already.
      const how = await ended.then(
        () => 'completed',
        (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
      )
      expect(['completed', 'NOT_FOUND']).toContain(how)
    }
    for (const gone of [id, message.id, message.chat.id]) {
      expect((await api.refusal(NodeDocument, { id: gone })).code).toBe('NOT_FOUND')
    }
    expect((await api.refusal(ChatsDocument, { id })).code).toBe('NOT_FOUND')
    const { sessions } = await api.ask(SessionsDocument, { first: 100 })
    expect(sessions.nodes.map((session) => session.id)).not.toContain(id)
  })

  it('deletes once, when several delete and start at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await connectedSession(api)
      const codes = await refusals([
        api.ask(DeleteDocument, { id }),
        api.ask(StartDocument, { input: { sessionId: id, waitSeconds: 1 } }),
        api.ask(DeleteDocument, { id }),
        api.ask(StopDocument, { id }),
        api.ask(ReconnectDocument, { id }),
      ])
      for (const code of codes) expect(['NOT_FOUND', 'CONFLICT']).toContain(code)
      await refusals([api.ask(DeleteDocument, { id })])
      expect((await api.refusal(SessionDocument, { id })).code).toBe('NOT_FOUND')
      expect((await api.refusal(StopDocument, { id })).code).toBe('NOT_FOUND')
    }
  })

  it('goes on telling of the other sessions when one of them is deleted', async () => {
    const [gone, kept] = [await connectedSession(api), await connectedSession(api)]
    const all = api.subscribe(ConnectionStateChangedDocument, {})
    const messages = api.subscribe(MessageReceivedDocument, { after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: gone } })
    await messages.count(1)
    await api.ask(DeleteDocument, { id: gone })
    await api.ask(StopDocument, { id: kept })
    await all.find(({ session, state }) => session.id === kept && state === 'STOPPED')
    all.stop()
    messages.stop()
  })

  it('has no failure that nobody explains', () => {
    expect(server.output.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
  })
})
