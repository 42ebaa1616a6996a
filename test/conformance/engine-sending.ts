import { NotOnWhatsApp } from '../../src/domain/engine'
import type { Connections } from './engine-harness'

/** What the account does through the engine. */
export function describeSending(connections: () => Connections): void {
  describe('sending', () => {
    it('sends into private chats, LID chats and groups', async () => {
      const { engine, phone } = await connections().ready()
      const { byPhone, byLid, group } = phone.cast
      for (const chat of [byPhone, byLid, group]) {
        const sent = await engine.sendText(chat, `to ${chat}`, null)
        expect(sent.ref.length).toBeLessThanOrEqual(255)
        expect(sent.sentAt.getTime()).toBeGreaterThan(0)
        const seen = await phone.look({ chat, stanzaId: sent.stanzaId })
        expect(seen.body).toBe(`to ${chat}`)
      }
    })

    it('does not echo own sends, and acknowledges them in order', async () => {
      const { engine, recorder, phone, event } = await connections().ready()
      const { byPhone } = phone.cast
      const { stanzaId } = await engine.sendText(byPhone, 'did you get this?', null)
      const acks = (): string[] =>
        recorder.all('ack').flatMap((ack) => (ack.key.stanzaId === stanzaId ? [ack.deliveryState] : []))
      const acked = (state: string) =>
        event('ack', (ack) => ack.key.stanzaId === stanzaId && ack.deliveryState === state)
      expect((await acked('SENT')).key).toEqual({ fromMe: true, stanzaId })
      await phone.acknowledge({ chat: byPhone, stanzaId }, 'DELIVERED')
      await acked('DELIVERED')
      await phone.acknowledge({ chat: byPhone, stanzaId }, 'READ')
      await acked('READ')
      expect([...new Set(acks())]).toEqual(['SENT', 'DELIVERED', 'READ'])

      const answer = await phone.receive({ chat: byPhone, sender: byPhone, body: 'yes' })
      await event('message', ({ message }) => message.key.stanzaId === answer)
      expect(recorder.all('message').map(({ message }) => message.body)).toEqual(['yes'])
    })

    it('gives every message a stanza id of its own', async () => {
      const { engine, phone } = await connections().ready()
      const sent = await Promise.all([1, 2, 3, 4, 5].map(() => engine.sendText(phone.cast.byPhone, 'again', null)))
      expect(new Set(sent.map((message) => message.stanzaId)).size).toBe(5)
    })

    it('writes to a number that the account never met', async () => {
      const { engine, phone } = await connections().ready()
      const { stanzaId } = await engine.sendText(phone.cast.stranger, 'nice to meet you', null)
      const chats = await engine.chats()
      const history = await Promise.all(chats.map((chat) => engine.history(chat.whatsappId, 1, null)))
      expect(history.flat().map((message) => message.key.stanzaId)).toContain(stanzaId)
    })

    it('says that nobody has the number', async () => {
      const { engine, phone } = await connections().ready()
      await expect(engine.sendText(phone.cast.nobody, 'anybody?', null)).rejects.toBeInstanceOf(NotOnWhatsApp)
    })

    it('does not reply to a message that is not there', async () => {
      const { engine, recorder, phone } = await connections().ready()
      const { byPhone } = phone.cast
      const before = await engine.history(byPhone, 1, null)
      const ref = `false_${byPhone}_3EB0000000000000000000`
      await expect(engine.sendText(byPhone, 'what?', ref)).rejects.toThrow()
      await connections().harness.quiet()
      expect(await engine.history(byPhone, 1, null)).toEqual(before)
      expect(recorder.all('message')).toEqual([])
    })

    it('replies to a message', async () => {
      const { engine, phone, event } = await connections().ready()
      const { byPhone } = phone.cast
      await phone.receive({ chat: byPhone, sender: byPhone, body: 'tea or coffee?' })
      const { message } = await event('message')
      const { stanzaId } = await engine.sendText(byPhone, 'tea', message.ref)
      const reply = (await engine.history(byPhone, 1, null))[0]
      expect(reply).toMatchObject({ key: { fromMe: true, stanzaId }, quotedStanzaId: message.key.stanzaId })
    })

    it('reacts, and takes the reaction back', async () => {
      const { engine, phone, event } = await connections().ready()
      const { byPhone } = phone.cast
      const stanzaId = await phone.receive({ chat: byPhone, sender: byPhone, body: 'we won!' })
      const { message } = await event('message')
      await engine.react(message.ref, '🎉')
      expect((await phone.look({ chat: byPhone, stanzaId })).ownReaction).toBe('🎉')
      await engine.react(message.ref, '')
      expect((await phone.look({ chat: byPhone, stanzaId })).ownReaction).toBeNull()
    })

    it('edits and deletes own messages', async () => {
      const { engine, phone } = await connections().ready()
      const { byPhone } = phone.cast
      const { ref, stanzaId } = await engine.sendText(byPhone, 'by', null)
      await engine.edit(ref, 'bye')
      expect(await phone.look({ chat: byPhone, stanzaId })).toMatchObject({ body: 'bye', revoked: false })
      await engine.revoke(ref)
      expect((await phone.look({ chat: byPhone, stanzaId })).revoked).toBe(true)
    })

    it('refuses to change what others wrote, and what was deleted', async () => {
      const { engine, phone, event } = await connections().ready()
      const { byPhone } = phone.cast
      const stanzaId = await phone.receive({ chat: byPhone, sender: byPhone, body: 'mine' })
      const { message } = await event('message')
      await expect(engine.edit(message.ref, 'yours')).rejects.toThrow()
      await expect(engine.revoke(message.ref)).rejects.toThrow()
      expect(await phone.look({ chat: byPhone, stanzaId })).toMatchObject({ body: 'mine', revoked: false })

      const own = await engine.sendText(byPhone, 'gone', null)
      await engine.revoke(own.ref)
      await expect(engine.edit(own.ref, 'back')).rejects.toThrow()
      expect((await phone.look({ chat: byPhone, stanzaId: own.stanzaId })).revoked).toBe(true)
    })

    it('refuses to act on a message that is not there', async () => {
      const { engine, phone } = await connections().ready()
      const ref = `true_${phone.cast.byPhone}_3EB0000000000000000000`
      await expect(engine.react(ref, '👍')).rejects.toThrow()
      await expect(engine.edit(ref, 'what?')).rejects.toThrow()
      await expect(engine.revoke(ref)).rejects.toThrow()
    })

    it('marks a chat as read, and tells how many messages are unread', async () => {
      const { engine, phone, event } = await connections().ready()
      const { byLid } = phone.cast
      const unread = async (): Promise<number | undefined> =>
        (await engine.chats()).find((chat) => chat.whatsappId === byLid)?.unreadCount
      const told = (isMeant: (count: number) => boolean) =>
        event('unread', ({ chat, unreadCount }) => chat.whatsappId === byLid && isMeant(unreadCount))
      await phone.receive({ chat: byLid, sender: byLid, body: 'read me' })
      await told((count) => count > 0)
      expect(await unread()).toBeGreaterThan(0)
      await engine.markRead(byLid)
      expect(await unread()).toBe(0)
      await told((count) => count === 0)
    })
  })
}
