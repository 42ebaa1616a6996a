/** MySQL and Redis go away and come back while a server runs: it stays, says so, and goes on where it was. */
import {
  ConnectionStateChangedDocument,
  type MessageReceivedSubscription,
  MessageReceivedDocument,
  MessageUpdatedDocument,
  SendDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { ADMIN_KEY, makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { createTestDatabase, redisUrl, type TestDatabase } from '../harness/services'
import { connectedSession, stateOf, synchronised } from './simulated-sessions'
import { Client } from './socket-client'
import { TcpProxy } from './tcp-proxy'

jest.setTimeout(120_000)

type Received = MessageReceivedSubscription['messageReceived']

describe('outages', () => {
  let dataDir: string
  let database: TestDatabase
  let mysql: TcpProxy
  let redis: TcpProxy
  let server: ServerProcess
  let api: ApiClient

  beforeAll(async () => {
    dataDir = await makeDataDir()
    database = await createTestDatabase()
    mysql = await TcpProxy.start(database.url)
    redis = await TcpProxy.start(redisUrl())
    server = await startServer(dataDir, { DATABASE_URL: mysql.url, REDIS_URL: redis.url })
    api = new ApiClient(server.url)
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await Promise.all([mysql.cut(), redis.cut()])
    await database.drop()
    await removeDataDir(dataDir)
  })

  interface Readiness {
    status: number
    failing: string[]
  }
  const readiness = async (): Promise<Readiness> => {
    const response = await fetch(`${server.url}/readyz`)
    const { checks } = (await response.json()) as { checks: { name: string; ok: boolean }[] }
    return { status: response.status, failing: checks.filter(({ ok }) => !ok).map(({ name }) => name) }
  }
  const NOT_READY = (name: string): Readiness => ({ status: 503, failing: [name] })
  const READY: Readiness = { status: 200, failing: [] }
  /** Asks until it is so; each look takes a request, and a hanging check up to 2 s. */
  const becomes = async (wanted: Readiness): Promise<void> => {
    for (;;) {
      const found = await readiness()
      if (found.status === wanted.status && String(found.failing) === String(wanted.failing)) return
    }
  }
  const simulate = (sessionId: string, count: number, perSecond: number | null = null) =>
    api.ask(SimulateMessagesDocument, { input: { sessionId, count, chats: 8, groups: 2, perSecond } })
  const begun = async () => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    return { id, received: api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING }) }
  }
  /** What a client that was there all the time got is what one gets that comes now, each message once. */
  const expectWhole = async (id: string, pushed: readonly Received[], count: number): Promise<void> => {
    expect(new Set(pushed.map(({ message }) => message.id)).size).toBe(count)
    expect(new Set(pushed.map(({ message }) => message.whatsappId)).size).toBe(count)
    const stored = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const all = await stored.count(count)
    stored.stop()
    expect(pushed.map(({ cursor, message }) => [cursor, message.id])).toEqual(
      all.map(({ cursor, message }) => [cursor, message.id]),
    )
  }

  it('Redis killed: messages reach subscribers, /readyz says so, and it is found again', async () => {
    const { id, received } = await begun()
    await redis.cut()
    await becomes(NOT_READY('redis'))
    await simulate(id, 100)
    await received.count(100)
    expect((await api.ask(StopDocument, { id })).stopSession.session.state).toBe('STOPPED')
    expect((await api.ask(StartDocument, { input: { sessionId: id } })).startSession.session.state).toBe('CONNECTED')
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await redis.resume()
    await becomes(READY)
    await simulate(id, 100)
    await expectWhole(id, await received.count(200), 200)
    received.stop()
  })

  it('Redis frozen: the same', async () => {
    const { id, received } = await begun()
    redis.freeze()
    await becomes(NOT_READY('redis'))
    await simulate(id, 100)
    await received.count(100)
    await redis.resume()
    await becomes(READY)
    await simulate(id, 100)
    await expectWhole(id, await received.count(200), 200)
    received.stop()
  })

  it('MySQL killed in the middle of a flood: everything is stored and pushed once, in order', async () => {
    const { id, received } = await begun()
    await simulate(id, 2_000)
    await received.count(200)
    await mysql.cut()
    await becomes(NOT_READY('database'))
    expect((await api.refusal(ViewerDocument, {})).code).toBe('INTERNAL_SERVER_ERROR')
    const { closed } = await new Client(`${server.url.replace('http', 'ws')}/graphql`).init({
      authorization: `Bearer ${ADMIN_KEY}`,
    })
    expect(await closed).toMatchObject({ code: 1013 })
    const health = await fetch(`${server.url}/healthz`)
    expect(health.status).toBe(200)
    await mysql.resume()
    await becomes(READY)
    await expectWhole(id, await received.count(2_000), 2_000)
    expect(await stateOf(api, id)).toBe('CONNECTED')
    received.stop()
  })

  it('MySQL frozen for a while in the middle of a flood: the same', async () => {
    const { id, received } = await begun()
    await simulate(id, 2_000)
    await received.count(200)
    mysql.freeze()
    await becomes(NOT_READY('database'))
    await mysql.resume()
    await becomes(READY)
    await expectWhole(id, await received.count(2_000), 2_000)
    received.stop()
  })

  it('answers of MySQL lost, over and over, so that nobody knows what was committed: the same', async () => {
    const { id, received } = await begun()
    await simulate(id, 2_000)
    for (const count of [100, 400, 700, 1_000, 1_300]) {
      await received.count(count)
      mysql.loseAnswers()
    }
    await expectWhole(id, await received.count(2_000), 2_000)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    await states.find(({ state }) => state === 'CONNECTED')
    expect(states.received.map(({ state }) => state)).toEqual([
      ...['STARTING', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED'],
    ])
    for (const events of [received, states]) events.stop()
  })

  it('own messages that were accepted before MySQL was killed are sent once', async () => {
    const { id, received } = await begun()
    const updated = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const sends = Array.from({ length: 20 }, (_, index) =>
      api.ask(SendDocument, {
        input: { sessionId: id, to: '+6281234500001', text: `message ${index}`, idempotencyKey: `key ${index}` },
      }),
    )
    await Promise.race(sends)
    await mysql.cut()
    await becomes(NOT_READY('database'))
    await mysql.resume()
    await becomes(READY)
    await Promise.allSettled(sends)
    const again = await Promise.all(
      sends.map((_, index) =>
        api.ask(SendDocument, {
          input: { sessionId: id, to: '+6281234500001', text: `message ${index}`, idempotencyKey: `key ${index}` },
        }),
      ),
    )
    const ids = new Set(again.map(({ sendMessage }) => sendMessage.message.id))
    expect(ids.size).toBe(20)
    const ended = () => new Set(updated.received.filter(isOver).map(({ message }) => message.id))
    await updated.find(() => ended().size === 20)
    const sent = updated.received.filter(({ message }) => message.deliveryState === 'SENT')
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(sent.length)
    for (const events of [received, updated]) events.stop()
  })

  it('SIGTERM while MySQL is away ends it within 10 s, and the next start has everything', async () => {
    const { id, received } = await begun()
    await simulate(id, 300)
    const pushed = await received.count(300)
    received.ended.catch(() => undefined) // the server ends it
    await mysql.cut()
    await becomes(NOT_READY('database'))
    const begunAt = Date.now()
    await server.stop()
    expect(Date.now() - begunAt).toBeLessThan(11_000)
    await mysql.resume()
    server = await startServer(dataDir, { DATABASE_URL: mysql.url, REDIS_URL: redis.url })
    api = new ApiClient(server.url)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: pushed[299]?.cursor ?? '' })
    await states.find(({ state }) => state === 'CONNECTED')
    states.stop()
    await expectWhole(id, pushed, 300)
  })

  it('costs no more memory and time than before', async () => {
    const { id, received } = await begun()
    await simulate(id, 1)
    await received.count(1)
    const before = (await metrics())['process_resident_memory_bytes'] ?? 0
    await Promise.all([mysql.cut(), redis.cut()])
    const cpu = (await metrics())['process_cpu_seconds_total'] ?? 0
    const looks = 10
    for (let look = 0; look < looks; look += 1) await readiness()
    const after = await metrics()
    expect((after['process_cpu_seconds_total'] ?? 0) - cpu).toBeLessThan(looks)
    expect((after['process_resident_memory_bytes'] ?? 0) - before).toBeLessThan(200 * 1024 * 1024)
    await Promise.all([mysql.resume(), redis.resume()])
    await becomes(READY)
    await simulate(id, 10)
    await expectWhole(id, await received.count(11), 11)
    received.stop()
  })

  const metrics = async (): Promise<Record<string, number>> => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    const pairs = [...text.matchAll(/^(\w+) ([\d.e+]+)$/gm)].map(
      ([, name, value]) => [name ?? '', Number(value)] as const,
    )
    return Object.fromEntries(pairs)
  }
})

const isOver = ({ message }: { message: { deliveryState: string | null } }): boolean =>
  ['READ', 'FAILED', 'UNKNOWN'].includes(message.deliveryState ?? '')
