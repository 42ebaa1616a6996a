import { Connections } from '../../../test/conformance/engine-harness'
import type { Connection } from '../../../test/conformance/engine-harness'
import type { SimulatedHarness } from '../../../test/conformance/simulated-harness'
import { makeSimulatedHarness } from '../../../test/conformance/simulated-harness'
import type { Flood } from './batch'
import { HISTORY_PER_CHAT } from './simulated-account'
import { chatAddress } from './world'

const flood = (some: Partial<Flood>): Flood => ({ count: 1, chats: 1, groups: 0, perSecond: null, body: null, ...some })

/** Every stanza id that the connection was told, by event or (asked here) by history; own messages left out. */
async function told(connection: Connection): Promise<Set<string>> {
  const { engine, recorder } = connection
  const chats = await engine.chats()
  const histories = await Promise.all(chats.map((chat) => engine.history(chat.whatsappId, 100_000, null)))
  const messages = [...recorder.all('message').map(({ message }) => message), ...histories.flat()]
  return new Set(messages.filter(({ key }) => !key.fromMe).map(({ key }) => key.stanzaId))
}

describe('while no engine is there', () => {
  let harness: SimulatedHarness
  let connections: Connections
  /** Resolves when every flood of the session has arrived. */
  const idle = async (sessionId: string): Promise<void> => (await harness.factory.phone(sessionId)).idle()
  beforeEach(async () => {
    harness = await makeSimulatedHarness()
    connections = new Connections(harness)
  })
  afterEach(async () => {
    await connections.closeAll()
    await harness.dispose()
  })

  it('a flood goes on, waits on the phone, and nothing of it is lost', async () => {
    const first = await connections.ready()
    const before = (await told(first)).size
    await harness.factory.receive(first.sessionId, flood({ count: 6_000, chats: 2 }))
    await first.event('message', () => first.recorder.count('message') >= 1_000)
    await harness.factory.disconnect(first.sessionId, 'NETWORK')
    await first.event('closed')
    const seen = first.recorder.all('message').map(({ message }) => message.key.stanzaId)
    await idle(first.sessionId)
    const second = await connections.again(first.sessionId)
    const all = new Set([...seen, ...(await told(second))])
    expect(all.size).toBe(before + 6_000)
    expect(seen.length).toBeLessThan(6_000)
  })

  it('messages can be made to arrive, and are told by history and not by events', async () => {
    const first = await connections.ready()
    const before = (await told(first)).size
    await first.engine.close()
    expect(await harness.factory.receive(first.sessionId, flood({ count: 5_000, chats: 1 }))).toBe(5_000)
    await idle(first.sessionId)
    const second = await connections.again(first.sessionId)
    expect(second.recorder.all('message')).toHaveLength(0)
    expect((await told(second)).size).toBe(before + 5_000)
  })

  it('the phone forgets the oldest messages only once they were told', async () => {
    const { sessionId, engine, event, recorder } = await connections.ready()
    const { account, strangers } = await harness.factory.phone(sessionId)
    await harness.factory.receive(sessionId, flood({ count: 10_000 }))
    await event('message', () => recorder.count('message') === 10_000)
    const kept = strangers.privateChat(0).messages.length
    expect(kept).toBeGreaterThanOrEqual(HISTORY_PER_CHAT)
    expect(kept).toBeLessThanOrEqual(HISTORY_PER_CHAT * 1.5)
    expect(account.untold).toBe(0)

    await engine.close()
    await harness.factory.receive(sessionId, flood({ count: 10_000 }))
    await idle(sessionId)
    expect(strangers.privateChat(0).messages.length).toBeGreaterThanOrEqual(10_000)
    expect(account.untold).toBe(10_000)

    const again = await connections.again(sessionId)
    const address = chatAddress(strangers.privateChat(0))
    for (const limit of [4_000, 100_000]) await again.engine.history(address, limit, null)
    expect(account.untold).toBe(0)
    await harness.factory.receive(sessionId, flood({ count: 15_000 }))
    await idle(sessionId)
    expect(strangers.privateChat(0).messages.length).toBeLessThanOrEqual(HISTORY_PER_CHAT * 1.5)
  })

  it('at most 500,000 messages wait', async () => {
    const { sessionId } = await connections.ready()
    const tooMany = harness.factory.receive(sessionId, flood({ count: 500_001, perSecond: 1 }))
    await expect(tooMany).rejects.toMatchObject({ code: 'CONFLICT' })
    await harness.factory.receive(sessionId, flood({ count: 400_000, perSecond: 1 }))
    const more = harness.factory.receive(sessionId, flood({ count: 200_000, perSecond: 1 }))
    await expect(more).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('messages that wait to be asked for count among them', async () => {
    const { sessionId, engine } = await connections.ready()
    await engine.close()
    await harness.factory.receive(sessionId, flood({ count: 300 }))
    await idle(sessionId)
    const more = harness.factory.receive(sessionId, flood({ count: 499_800, perSecond: 1 }))
    await expect(more).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('an acknowledgement under way is found in the history', async () => {
    const first = await connections.ready()
    const { byPhone } = first.phone.cast
    const { stanzaId } = await first.engine.sendText(byPhone, 'bye', null)
    await first.engine.close()
    await harness.quiet()
    expect(first.recorder.all('ack')).toEqual([])
    const second = await connections.again(first.sessionId)
    const [last] = await second.engine.history(byPhone, 1, null)
    expect(last).toMatchObject({ key: { stanzaId }, deliveryState: 'READ' })
  })

  describe('and the server is restarted', () => {
    it('the account is the same', async () => {
      const first = await connections.ready()
      const { byPhone } = first.phone.cast
      const [chats, contacts] = [await first.engine.chats(), await first.engine.contacts()]
      const history = await first.engine.history(byPhone, 100, null)
      await first.engine.close()
      await harness.restart()
      await harness.clock.advance(86_400_000)
      const second = await connections.again(first.sessionId)
      expect(await second.engine.chats()).toEqual(chats)
      expect(await second.engine.contacts()).toEqual(contacts)
      expect(await second.engine.history(byPhone, 100, null)).toEqual(history)
    })

    it('an accepted flood is neither lost nor changed, even if nothing was said before the end', async () => {
      const first = await connections.ready()
      const before = (await told(first)).size
      await harness.factory.receive(first.sessionId, flood({ count: 3_000, chats: 20, groups: 5 }))
      await first.event('message', () => first.recorder.count('message') >= 700)
      const { message: early } = first.recorder.all('message')[500] ?? {}
      // As killed: the old factory is told nothing, and the file is what it was when the flood was accepted.
      await harness.restart()
      const second = await connections.again(first.sessionId)
      await idle(first.sessionId)
      const stanzas = await told(second)
      expect(stanzas.size).toBe(before + 3_000)
      expect(stanzas.has(early?.key.stanzaId ?? '')).toBe(true)
    })

    it('a flood that is over is still in the history, at its old time, and as unread as it was', async () => {
      const first = await connections.ready()
      await harness.factory.receive(first.sessionId, flood({ count: 50, chats: 5, groups: 1, perSecond: 10 }))
      await first.event('message', () => first.recorder.count('message') === 50)
      const chat = first.recorder.all('message')[0]?.message.chat.whatsappId ?? ''
      const history = await first.engine.history(chat, 100, null)
      await idle(first.sessionId)
      await first.engine.close()
      await harness.restart()
      await harness.clock.advance(3_600_000)
      const second = await connections.again(first.sessionId)
      const again = await second.engine.history(chat, 100, null)
      expect(again.map(({ key, body }) => [key.stanzaId, body])).toEqual(history.map((m) => [m.key.stanzaId, m.body]))
      const shift = again.map(({ sentAt }, at) => Math.abs(sentAt.getTime() - (history[at]?.sentAt.getTime() ?? 0)))
      expect(Math.max(...shift)).toBeLessThanOrEqual(500)
      expect((await second.engine.chats()).find(({ whatsappId }) => whatsappId === chat)?.unreadCount).toBe(10)
      expect(second.recorder.all('message')).toEqual([])
    })

    it('two floods at the same time are one history, in the order of their times', async () => {
      const first = await connections.ready()
      for (const body of ['one', 'other']) {
        await harness.factory.receive(first.sessionId, flood({ count: 20, perSecond: 10, body }))
      }
      await harness.clock.advance(3_000)
      await idle(first.sessionId)
      await harness.restart()
      const second = await connections.again(first.sessionId)
      const chat = (await harness.factory.phone(first.sessionId)).strangers.privateChat(0)
      const times = (await second.engine.history(chatAddress(chat), 100, null)).map(({ sentAt }) => sentAt.getTime())
      expect(times).toHaveLength(40)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    })

    it('the rest of a paced flood goes on at its pace', async () => {
      const first = await connections.ready()
      await harness.factory.receive(first.sessionId, flood({ count: 100, perSecond: 10 }))
      await harness.clock.advance(2_000)
      await (await harness.factory.phone(first.sessionId)).save()
      await first.engine.close()
      await harness.restart()
      const second = await connections.again(first.sessionId)
      await harness.clock.advance(1_000)
      const live = second.recorder.all('message').length
      expect(live).toBeGreaterThanOrEqual(9)
      expect(live).toBeLessThanOrEqual(12)
    })

    it('LIDs that had become known stay known', async () => {
      const first = await connections.ready()
      await harness.factory.receive(first.sessionId, flood({ count: 7 * 20, chats: 7 }))
      await first.event('message', () => first.recorder.count('message') === 140)
      await idle(first.sessionId)
      const contacts = await first.engine.contacts()
      await harness.restart()
      const second = await connections.again(first.sessionId)
      expect(await second.engine.contacts()).toEqual(contacts)
    })

    it('no stanza id comes twice', async () => {
      const ids: string[] = []
      const { sessionId } = await connections.ready()
      for (let boot = 0; boot < 3; boot++) {
        await harness.restart()
        const { engine, phone } = await connections.again(sessionId)
        ids.push((await engine.sendText(phone.cast.byPhone, 'hello', null)).stanzaId)
        ids.push(await phone.receive({ chat: phone.cast.byPhone, sender: phone.cast.byPhone, body: 'hi' }))
        await harness.factory.receive(sessionId, flood({ count: 1 }))
        await idle(sessionId)
        const chat = (await harness.factory.phone(sessionId)).strangers.privateChat(0)
        ids.push(chat.messages.at(-1)?.stanzaId ?? '')
      }
      expect(new Set(ids).size).toBe(9)
    })
  })
})
