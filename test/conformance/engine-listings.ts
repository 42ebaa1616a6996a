import type { EngineMessage } from '../../src/domain/engine'
import { chatKindOf } from '../../src/domain/whatsapp-id'
import type { Connections } from './engine-harness'

const times = (messages: readonly EngineMessage[]): number[] => messages.map((message) => message.sentAt.getTime())
const ids = (messages: readonly EngineMessage[]): string[] => messages.map((message) => message.key.stanzaId)

/** Chat list, contacts and history. */
export function describeListings(connections: () => Connections): void {
  describe('listing', () => {
    it('lists chats, newest activity first', async () => {
      const { engine, phone } = await connections().ready()
      const { byPhone, byLid, group, groupName } = phone.cast
      await phone.receive({ chat: byLid, sender: byLid, body: 'to the top' })
      const chats = await engine.chats()
      expect(chats.map((chat) => chat.whatsappId)).toEqual(expect.arrayContaining([byPhone, byLid, group]))
      expect(chats[0]?.whatsappId).toBe(byLid)
      const activity = chats.map((chat) => chat.lastActivityAt?.getTime() ?? 0)
      expect(activity).toEqual([...activity].sort((a, b) => b - a))
      for (const chat of chats) {
        expect(chat.kind).toBe(chatKindOf(chat.whatsappId))
        expect(chat.person === null).toBe(chat.kind !== 'PRIVATE')
        expect(chat.unreadCount).toBeGreaterThanOrEqual(0)
      }
      expect(chats.find((chat) => chat.whatsappId === group)?.name).toBe(groupName)
      expect(new Set(chats.map((chat) => chat.whatsappId)).size).toBe(chats.length)
    })

    it('lists every person once', async () => {
      const { engine, phone } = await connections().ready()
      const people = await engine.contacts()
      const addresses = people.map((person) => person.whatsappId)
      const known = people.flatMap((person) => [person.whatsappId, person.lid])
      expect(new Set(addresses).size).toBe(addresses.length)
      const lids = people.flatMap(({ lid }) => lid ?? [])
      expect(new Set(lids).size).toBe(lids.length)
      expect(known).toEqual(expect.arrayContaining([phone.cast.byPhone, phone.cast.byLid]))
      for (const { phone: number, lid } of people) {
        if (number !== null) expect(number).toMatch(/^\+\d{5,15}$/)
        if (lid !== null) expect(lid).toMatch(/@lid$/)
      }
    })

    it('gives the newest messages of a chat, oldest first', async () => {
      const { engine, phone } = await connections().ready()
      const { byPhone } = phone.cast
      const all = await engine.history(byPhone, 1000, null)
      expect(all.length).toBeGreaterThanOrEqual(5)
      expect(times(all)).toEqual(times(all).sort((a, b) => a - b))
      expect(new Set(all.map((message) => message.key.fromMe)).size).toBe(2)
      expect(ids(await engine.history(byPhone, 3, null))).toEqual(ids(all).slice(-3))
      for (const message of all) {
        expect(message.chat.whatsappId).toBe(byPhone)
        expect(message.sender === null).toBe(message.key.fromMe)
        expect(message.deliveryState === null).toBe(!message.key.fromMe)
      }
    })

    it('gives only what was sent at or after a time', async () => {
      const { engine, phone } = await connections().ready()
      const all = await engine.history(phone.cast.byPhone, 1000, null)
      const since = all.at(-3)?.sentAt ?? null
      const expected = all.filter((message) => since !== null && message.sentAt >= since)
      expect(ids(await engine.history(phone.cast.byPhone, 1000, since))).toEqual(ids(expected))
      expect(ids(await engine.history(phone.cast.byPhone, 2, since))).toEqual(ids(expected).slice(-2))
      const afterAll = new Date((times(all).at(-1) ?? 0) + 1)
      expect(await engine.history(phone.cast.byPhone, 1000, afterAll)).toEqual([])
    })

    it('says of messages what became of them while it was away: edited, or deleted for everyone', async () => {
      const { sessionId, engine, phone } = await connections().ready()
      const { byPhone } = phone.cast
      const say = (body: string) => phone.receive({ chat: byPhone, sender: byPhone, body })
      const [edited, revoked, plain] = [await say('frist'), await say('wrong chat'), await say('plain')]
      await engine.close()
      await phone.edit({ chat: byPhone, stanzaId: edited }, 'first')
      await phone.revoke({ chat: byPhone, stanzaId: revoked })
      const again = await connections().again(sessionId)
      const [first, second, third] = await again.engine.history(byPhone, 3, null)
      const key = { fromMe: false }
      expect(first).toMatchObject({ key: { ...key, stanzaId: edited }, body: 'first', revoked: false })
      expect(first?.editedAt?.getTime()).toBeGreaterThanOrEqual(first?.sentAt.getTime() ?? Infinity)
      expect(second).toMatchObject({ key: { ...key, stanzaId: revoked }, body: null, revoked: true })
      expect(third).toMatchObject({ key: { ...key, stanzaId: plain }, body: 'plain', editedAt: null, revoked: false })
    })

    it('has a live message in the history too, under the same key', async () => {
      const { engine, phone, event } = await connections().ready()
      const { group, byLid } = phone.cast
      await phone.receive({ chat: group, sender: byLid, body: 'remember this' })
      const { message } = await event('message')
      const [kept] = await engine.history(group, 1, null)
      expect(kept).toMatchObject({ key: message.key, body: 'remember this', sentAt: message.sentAt, ref: message.ref })
    })

    it('has in the history what came while it was away', async () => {
      const { sessionId, engine, phone } = await connections().ready()
      await engine.close()
      const { byPhone, byLid, group } = phone.cast
      const missed = [
        await phone.receive({ chat: byPhone, sender: byPhone, body: 'are you there?' }),
        await phone.receive({ chat: byLid, sender: byLid, body: 'hello?' }),
        await phone.receive({ chat: group, sender: byPhone, body: 'nobody answers' }),
        await phone.receive({ chat: group, sender: null, body: 'I am here, on the phone' }),
      ]
      const again = await connections().again(sessionId)
      const history = await Promise.all([byPhone, byLid, group].map((chat) => again.engine.history(chat, 2, null)))
      expect(ids(history.flat())).toEqual(expect.arrayContaining(missed))
    })
  })
}
