import { Connections } from '../../../test/conformance/engine-harness'
import type { Connection } from '../../../test/conformance/engine-harness'
import type { SimulatedHarness } from '../../../test/conformance/simulated-harness'
import { makeSimulatedHarness } from '../../../test/conformance/simulated-harness'
import type { EngineMessage } from '../../domain/engine'
import type { Flood } from './batch'

const flood = (some: Partial<Flood>): Flood => ({ count: 1, chats: 1, groups: 0, perSecond: null, body: null, ...some })

const messagesOf = ({ recorder }: Connection): EngineMessage[] => recorder.all('message').map(({ message }) => message)

describe('a flood', () => {
  let harness: SimulatedHarness
  let connections: Connections
  /** What the server does while messages come; at once ready for more unless a test says otherwise. */
  let room: () => Promise<void>

  beforeEach(async () => {
    room = () => Promise.resolve()
    harness = await makeSimulatedHarness(() => room())
    connections = new Connections(harness)
  })
  afterEach(async () => {
    await connections.closeAll()
    await harness.dispose()
  })

  /** Resolves to the messages once `count` have come. */
  async function arrived(connection: Connection, count: number): Promise<EngineMessage[]> {
    await connection.event('message', () => connection.recorder.count('message') >= count)
    return messagesOf(connection)
  }

  it('goes in turn over private chats and groups, the same ones each time', async () => {
    const connection = await connections.ready()
    const known = (await connection.engine.chats()).length
    expect(await harness.factory.receive(connection.sessionId, flood({ count: 10, chats: 5, groups: 2 }))).toBe(10)
    const first = await arrived(connection, 10)
    expect(first.map(({ chat }) => chat.kind).slice(0, 5)).toEqual(['PRIVATE', 'PRIVATE', 'PRIVATE', 'GROUP', 'GROUP'])
    expect(new Set(first.map(({ chat }) => chat.whatsappId)).size).toBe(5)
    await harness.factory.receive(connection.sessionId, flood({ count: 10, chats: 5, groups: 2 }))
    const both = await arrived(connection, 20)
    expect(new Set(both.map(({ chat }) => chat.whatsappId)).size).toBe(5)
    expect(await connection.engine.chats()).toHaveLength(known + 5)
    expect(new Set(both.map(({ key }) => key.stanzaId)).size).toBe(20)
  })

  it('names who wrote in a group, in turn', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 10, chats: 1, groups: 1 }))
    const messages = await arrived(connection, 10)
    expect(new Set(messages.map(({ sender }) => sender?.whatsappId)).size).toBe(5)
    expect(messages.every(({ chat }) => chat.person === null)).toBe(true)
  })

  it('carries the body that is given, else sentences', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 3, body: 'ping' }))
    expect((await arrived(connection, 3)).map(({ body }) => body)).toEqual(['ping', 'ping', 'ping'])
    await harness.factory.receive(connection.sessionId, flood({ count: 30 }))
    const made = (await arrived(connection, 33)).slice(3).map(({ body }) => body)
    expect(new Set(made).size).toBeGreaterThan(15)
    expect(made).not.toContain('')
  })

  it('keeps its pace by the clock', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 100, chats: 3, perSecond: 10 }))
    const start = harness.clock.now().getTime()
    await harness.clock.advance(950)
    expect(messagesOf(connection)).toHaveLength(10)
    await harness.clock.advance(3_000)
    expect(messagesOf(connection)).toHaveLength(40)
    await harness.clock.advance(60_000)
    const times = messagesOf(connection).map(({ sentAt }) => sentAt.getTime() - start)
    expect(times).toEqual(Array.from({ length: 100 }, (_, index) => index * 100))
  })

  it('keeps a pace faster than timers by little groups', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 10_000, chats: 3, perSecond: 5_000 }))
    await harness.clock.advance(995)
    expect(messagesOf(connection).length).toBeGreaterThan(4_900)
    expect(messagesOf(connection).length).toBeLessThanOrEqual(5_000)
  })

  it('lets everything else have its turn while 20,000 messages come', async () => {
    const connection = await connections.ready()
    const { sessionId, recorder } = connection
    await harness.factory.receive(sessionId, flood({ count: 20_000, chats: 50, groups: 10 }))
    let [most, before] = [0, recorder.count('message')]
    while (recorder.count('message') < 20_000) {
      await new Promise(setImmediate)
      most = Math.max(most, recorder.count('message') - before)
      before = recorder.count('message')
    }
    expect(new Set(messagesOf(connection).map(({ key }) => key.stanzaId)).size).toBe(20_000)
    expect(most).toBeLessThanOrEqual(400)
  })

  it('waits until the server can take more', async () => {
    const connection = await connections.ready()
    const waiting: (() => void)[] = []
    room = () => new Promise((resolve) => waiting.push(resolve))
    await harness.factory.receive(connection.sessionId, flood({ count: 500, chats: 2 }))
    await harness.clock.advance(10_000)
    expect(messagesOf(connection)).toHaveLength(200)
    waiting.splice(0).forEach((go) => go())
    await harness.clock.advance(10_000)
    expect(messagesOf(connection)).toHaveLength(400)
    waiting.splice(0).forEach((go) => go())
    await arrived(connection, 500)
    await harness.clock.advance(0)
    waiting.splice(0).forEach((go) => go())
  })

  it('changes LIDs and numbers as they become known, and stays one chat', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 7 * 8, chats: 7 }))
    const messages = await arrived(connection, 56)
    const senders = (turn: number): string[] =>
      messages
        .filter((_, index) => index % 7 === turn)
        .map(({ sender }) => sender?.whatsappId.replace(/.*@/, '@') ?? '')
    expect(new Set(senders(0))).toEqual(new Set(['@c.us']))
    expect(new Set(senders(3))).toEqual(new Set(['@lid']))
    expect(new Set(senders(5))).toEqual(new Set(['@lid']))
    expect(senders(6)).toEqual([...new Array<string>(3).fill('@c.us'), ...new Array<string>(5).fill('@lid')])

    const phones = (turn: number) => messages.filter((_, i) => i % 7 === turn).map(({ sender }) => sender?.phone)
    expect(phones(3)).not.toContain(null)
    expect(phones(5).slice(0, 4)).toEqual([null, null, null, expect.any(String)])

    const people = connection.recorder.all('person').map(({ person }) => person)
    expect(people).toHaveLength(2)
    for (const { lid, phone } of people) expect([lid, phone]).toEqual([expect.any(String), expect.any(String)])
    const switched = messages.filter((_, index) => index % 7 === 6)
    expect(switched.slice(3, 5).map(({ sender }) => sender?.phone)).toEqual([null, null])
    expect(switched[5]?.sender?.phone).toBe(switched[0]?.sender?.phone)
    const [byNumber, byLid] = [switched[0]?.chat.whatsappId ?? '', switched[4]?.chat.whatsappId ?? '']
    expect(await connection.engine.history(byNumber, 100, null)).toHaveLength(8)
    expect(await connection.engine.history(byLid, 100, null)).toHaveLength(8)
    expect((await connection.engine.chats()).map((chat) => chat.whatsappId)).not.toContain(byNumber)
  })

  it('tells unread counts, gathered', async () => {
    const connection = await connections.ready()
    await harness.factory.receive(connection.sessionId, flood({ count: 100, chats: 2 }))
    await arrived(connection, 100)
    await harness.clock.advance(1_000)
    expect(connection.recorder.all('unread').map(({ unreadCount }) => unreadCount)).toEqual([50, 50])
  })
})
