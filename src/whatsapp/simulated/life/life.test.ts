import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSimulatedHarness } from '../../../../test/conformance/simulated-harness'
import { LivingPhones, messagesOf } from '../../../../test/harness/living-phones'
import type { EngineMessage } from '../../../domain/engine'
import { Life } from './life'
import { BEATS_PER_ROUND } from './timeline'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('a life', () => {
  let phones: LivingPhones
  let room: () => Promise<void>
  beforeEach(async () => {
    room = () => Promise.resolve()
    phones = new LivingPhones(await makeSimulatedHarness(() => room()))
  })
  afterEach(() => phones.dispose())

  it('is the same for the same seed, in whichever session, and another one for another', async () => {
    const script = async (seed: string): Promise<string[]> => {
      const connection = await phones.linked(seed)
      const begun = phones.harness.clock.now().getTime()
      await phones.pace(connection, 5)
      await phones.harness.clock.advance(MINUTE)
      await phones.pace(connection, 0)
      return messagesOf(connection).map(({ chat, sender, body, sentAt }) =>
        [chat.whatsappId, sender?.whatsappId, body, sentAt.getTime() - begun].join(),
      )
    }
    const [one, same, other] = [await script('x'), await script('x'), await script('y')]
    expect(one.length).toBeGreaterThan(20)
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
  })

  it('has, within a round, everything that happens on WhatsApp', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 20)
    const heard = await phones.lived(first, HOUR / 20)
    const events = heard.flatMap(({ recorder }) => recorder.events)
    const types = new Set(events.map(({ type }) => type))
    for (const type of ['message', 'edit', 'revoke', 'reaction', 'ack', 'unread', 'person', 'closed'] as const) {
      expect(types).toContain(type)
    }
    const messages = heard.flatMap(messagesOf)
    expect(messages.length).toBeGreaterThan(300)
    expect(new Set(messages.map(({ type }) => type)).size).toBe(10)
    expect(new Set(messages.map(({ chat }) => chat.kind)).size).toBe(2)
    expect(messages.some(({ key }) => key.fromMe)).toBe(true)
    expect(messages.filter(({ quotedStanzaId }) => quotedStanzaId !== null).length).toBeGreaterThan(10)
    for (const { body } of messages) expect(body ?? '').not.toMatch(/[{}|]/u)
    const media = messages.filter((message) => message.media !== null).map(({ type }) => type)
    expect(new Set(media)).toEqual(new Set(['IMAGE', 'VIDEO', 'VOICE', 'STICKER', 'DOCUMENT']))
    const reactions = heard.flatMap(({ recorder }) => recorder.all('reaction'))
    expect(new Set(reactions.map(({ sender }) => sender === null)).size).toBe(2)
    expect(new Set(reactions.map(({ key }) => key.fromMe)).size).toBe(2)
  })

  it('acknowledges what the phone itself sends, and reads chats on it', async () => {
    const connection = await phones.linked('x')
    await phones.pace(connection, 1)
    await phones.harness.clock.advance(10 * MINUTE)
    await phones.pace(connection, 0)
    await phones.harness.quiet()
    const own = messagesOf(connection).filter(({ key }) => key.fromMe)
    const states = (id: string) =>
      connection.recorder.all('ack').flatMap(({ key, deliveryState }) => (key.stanzaId === id ? [deliveryState] : []))
    for (const { key } of own) expect(states(key.stanzaId)).toEqual(['DELIVERED', 'READ'])
    const chats = await connection.engine.chats()
    const received = messagesOf(connection).filter(({ key }) => !key.fromMe)
    expect(chats.reduce((sum, { unreadCount }) => sum + unreadCount, 0)).toBeLessThan(received.length / 2)
    const last = new Map<string, EngineMessage>()
    const read: EngineMessage[] = []
    for (const event of connection.recorder.events) {
      if (event.type === 'message') last.set(event.message.chat.whatsappId, event.message)
      const before = event.type === 'unread' && event.unreadCount === 0 ? last.get(event.chat.whatsappId) : undefined
      if (before !== undefined) read.push(before)
    }
    // Writing reads the chat; some are read without a word.
    expect(new Set(read.map(({ key }) => key.fromMe)).size).toBe(2)
  })

  it('keeps its pace, and ends at 0', async () => {
    const connection = await phones.linked('x')
    const count = async (to: number, ms: number): Promise<number> => {
      const before = messagesOf(connection).length
      await phones.pace(connection, to)
      await phones.harness.clock.advance(ms)
      return messagesOf(connection).length - before
    }
    const slow = await count(1, 6 * MINUTE)
    const fast = await count(10, MINUTE / 2)
    expect(slow).toBeGreaterThan(24)
    expect(slow).toBeLessThan(90)
    expect(fast).toBeGreaterThan(24)
    expect(fast).toBeLessThan(90)
    await count(0, 10_000)
    expect(await count(0, 2 * HOUR)).toBe(0)
    expect(await count(1, 5 * MINUTE)).toBeGreaterThan(20)
  })

  it('leaves no timer behind when it ends, nor when the session is unlinked', async () => {
    const connection = await phones.linked('x')
    await phones.pace(connection, 5)
    await phones.harness.clock.advance(MINUTE)
    await phones.pace(connection, 0)
    await phones.harness.clock.advance(10_000)
    expect(phones.harness.clock.pending).toBe(0)
    await phones.pace(connection, 5)
    await phones.harness.clock.advance(MINUTE)
    const [chat] = await connection.engine.chats()
    const seen = messagesOf(connection).length
    await connection.event('message', ({ message }) => message.key.fromMe && messagesOf(connection).length > seen)
    await connection.engine.sendText(chat?.whatsappId ?? '', 'bye', null)
    await phones.harness.factory.disconnect(connection.sessionId, 'LOGGED_OUT')
    expect(phones.harness.clock.pending).toBe(0)
    await expect(phones.pace(connection, 1)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('goes on while nobody is connected, waits on the phone, and no further than is good', async () => {
    const first = await phones.linked('x')
    const { account } = await phones.harness.factory.phone(first.sessionId)
    await phones.pace(first, 100)
    await first.engine.close()
    await phones.harness.clock.advance(5 * MINUTE)
    expect(account.untold).toBe(2_000)
    const second = await phones.connections.again(first.sessionId)
    for (const chat of await second.engine.chats()) await second.engine.history(chat.whatsappId, 100_000, null)
    expect(account.untold).toBe(0)
    await phones.harness.clock.advance(MINUTE / 10)
    expect(messagesOf(second).length).toBeGreaterThan(20)
  })

  it('waits until the server can take more', async () => {
    const connection = await phones.linked('x')
    const waiting: (() => void)[] = []
    room = () => new Promise((resolve) => waiting.push(resolve))
    await phones.pace(connection, 100)
    await phones.harness.clock.advance(HOUR)
    expect(messagesOf(connection)).toHaveLength(0)
    expect(waiting).toHaveLength(1)
    room = () => Promise.resolve()
    waiting.forEach((go) => go())
    await phones.harness.clock.advance(5_000)
    expect(messagesOf(connection).length).toBeGreaterThan(20)
  })

  it('stays within bounds through thousands of steps, without a stanza id twice', async () => {
    const first = await phones.linked('x')
    await phones.pace(first, 100)
    const stored = (): Promise<string> =>
      readFile(join(phones.harness.dataDir, 'simulated', `${first.sessionId}.json`), 'utf8')
    const { life, account } = await phones.harness.factory.phone(first.sessionId)
    const heard = await phones.lived(first, 4 * MINUTE)
    expect(life.stored?.step).toBeGreaterThan(8 * BEATS_PER_ROUND)
    const chats = account.chats()
    const histories = chats.map(({ whatsappId }) => account.history(whatsappId, 100_000, null))
    const ids = histories.flatMap((messages) => messages.map(({ key }) => key.stanzaId))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(2_000)
    expect(new Set(heard.flatMap(messagesOf).flatMap(({ body, key }) => [body, key.stanzaId])).size).toBeGreaterThan(
      2_000,
    )
    expect(chats).toHaveLength(15)
    expect(phones.harness.clock.pending).toBeLessThan(20)
    expect((await stored()).length).toBeLessThan(400)
    expect(chats.reduce((sum, { unreadCount }) => sum + unreadCount, 0)).toBeLessThan(150)
  })

  it('is stored before each step, or some steps ahead where they are many', async () => {
    const connection = await phones.linked('x')
    const { account, world } = await phones.harness.factory.phone(connection.sessionId)
    const counted = async (to: number): Promise<{ steps: number; stored: number; ahead: boolean }> => {
      let stored = 0
      const options = { account, world, clock: phones.harness.clock, room, stored: null, newId: () => `life ${to}` }
      const failed = (error: Error): never => {
        throw error
      }
      const life = new Life({ ...options, changed: () => void (stored += 1), failed })
      life.setPace(to)
      await phones.harness.clock.advance(HOUR / 12 / to)
      const { step = 0 } = life.stored ?? {}
      life.setPace(0)
      const steps = life.stored?.step ?? 0
      life.stop()
      return { steps, stored, ahead: step >= steps }
    }
    const [slow, fast] = [await counted(1), await counted(50)]
    expect([slow.ahead, fast.ahead]).toEqual([true, true])
    expect(slow.stored).toBeGreaterThan(slow.steps / 2)
    expect(fast.steps).toBeGreaterThan(30)
    expect(fast.stored).toBeLessThan(3)
  })

  it.each([-1, 101, 0.001, Number.NaN, Number.POSITIVE_INFINITY])('refuses a pace of %d', async (bad) => {
    const refusal = { code: 'BAD_USER_INPUT', details: { field: 'input.pace' } }
    await expect(phones.pace(await phones.connections.ready(), bad)).rejects.toMatchObject(refusal)
  })

  it('is refused to a session that is not linked', async () => {
    await expect(phones.pace(await phones.connections.waiting(), 1)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is not begun by a pace of 0', async () => {
    const connection = await phones.connections.ready()
    await phones.pace(connection, 0)
    expect((await phones.harness.factory.phone(connection.sessionId)).life.stored).toBeNull()
  })
})
