import type { EngineMessage } from '../../src/domain/engine'
import type { Connection, Connections } from './engine-harness'

async function received(
  connection: Connection,
  chat: string,
  sender: string | null,
  body: string,
): Promise<EngineMessage> {
  const stanzaId = await connection.phone.receive({ chat, sender, body })
  const { message } = await connection.event('message', (event) => event.message.key.stanzaId === stanzaId)
  return message
}

/** What arrives: mapped alike, whatever way it comes. */
export function describeMessages(connections: () => Connections): void {
  describe('receiving', () => {
    it('maps a private message', async () => {
      const connection = await connections().ready()
      const { byPhone } = connection.phone.cast
      const message = await received(connection, byPhone, byPhone, 'Halo 👋\nשלום مرحبا')
      expect(message.key.fromMe).toBe(false)
      expect(message).toMatchObject({ type: 'TEXT', body: 'Halo 👋\nשלום مرحبا', deliveryState: null })
      expect(message).toMatchObject({ quotedStanzaId: null, media: null, location: null })
      expect(message.chat).toMatchObject({ whatsappId: byPhone, kind: 'PRIVATE' })
      expect(message.chat.person?.whatsappId).toBe(byPhone)
      expect(message.sender?.whatsappId).toBe(byPhone)
      expect(message.sentAt.getTime()).toBeGreaterThan(0)
      expect(message.ref.length).toBeGreaterThan(0)
      expect(message.ref.length).toBeLessThanOrEqual(255)
    })

    it('maps a message under a LID', async () => {
      const connection = await connections().ready()
      const { byLid } = connection.phone.cast
      const { chat, sender, body } = await received(connection, byLid, byLid, 'hidden number')
      expect(body).toBe('hidden number')
      expect(chat).toMatchObject({ whatsappId: byLid, kind: 'PRIVATE' })
      expect([chat.person?.whatsappId, chat.person?.lid]).toContain(byLid)
      expect([sender?.whatsappId, sender?.lid]).toContain(byLid)
      if (sender?.phone) expect(sender.phone).toMatch(/^\+\d{8,15}$/)
    })

    it('maps group messages with who wrote them', async () => {
      const connection = await connections().ready()
      const { byPhone, byLid, group, groupName } = connection.phone.cast
      for (const sender of [byPhone, byLid]) {
        const message = await received(connection, group, sender, `from ${sender}`)
        expect(message).toMatchObject({ body: `from ${sender}`, deliveryState: null })
        expect(message.chat).toMatchObject({ whatsappId: group, kind: 'GROUP', person: null })
        expect([null, groupName]).toContain(message.chat.name)
        expect([message.sender?.whatsappId, message.sender?.lid]).toContain(sender)
      }
    })

    it('reports what the phone itself sends, in private chats and groups', async () => {
      const connection = await connections().ready()
      const { byPhone, byLid, group } = connection.phone.cast
      for (const chat of [byPhone, byLid, group]) {
        const message = await received(connection, chat, null, 'sent on the phone')
        expect(message.key.fromMe).toBe(true)
        expect(message.sender).toBeNull()
        expect(message.chat.whatsappId).toBe(chat)
        expect(message.deliveryState).not.toBeNull()
      }
    })

    it('keeps the order in which messages came', async () => {
      const connection = await connections().ready()
      const { byPhone, byLid, group } = connection.phone.cast
      const sent: string[] = []
      for (let index = 0; index < 12; index++) {
        const chat = [byPhone, byLid, group][index % 3] ?? byPhone
        sent.push(
          await connection.phone.receive({ chat, sender: chat === group ? byPhone : chat, body: `no. ${index}` }),
        )
      }
      await connection.event('message', (event) => event.message.key.stanzaId === sent.at(-1))
      expect(connection.recorder.all('message').map((event) => event.message.key.stanzaId)).toEqual(sent)
    })

    it('says that a status update was skipped, and makes no message of it', async () => {
      const connection = await connections().ready()
      await connection.phone.postStatus('my breakfast')
      await connection.event('status-skipped')
      const { byPhone } = connection.phone.cast
      await received(connection, byPhone, byPhone, 'a real one')
      expect(connection.recorder.all('message').map((event) => event.message.body)).toEqual(['a real one'])
      expect((await connection.engine.chats()).map((chat) => chat.whatsappId)).not.toContain('status@broadcast')
    })

    it('reports edits, reactions and deletions by their message', async () => {
      const connection = await connections().ready()
      const { byPhone } = connection.phone.cast
      const { key } = await received(connection, byPhone, byPhone, 'see you at for')
      const message = { chat: byPhone, stanzaId: key.stanzaId }
      await connection.phone.edit(message, 'see you at four')
      expect(await connection.event('edit')).toMatchObject({ key, body: 'see you at four' })
      await connection.phone.react(message, byPhone, '👍')
      const reaction = await connection.event('reaction')
      expect(reaction).toMatchObject({ key, emoji: '👍' })
      expect([reaction.sender?.whatsappId, reaction.sender?.lid]).toContain(byPhone)
      await connection.phone.react(message, byPhone, '')
      await connection.event('reaction', (event) => event.emoji === '')
      await connection.phone.revoke(message)
      expect((await connection.event('revoke')).key).toEqual(key)
    })

    it('keeps sessions apart', async () => {
      const one = await connections().ready()
      const other = await connections().ready()
      await received(one, one.phone.cast.byPhone, one.phone.cast.byPhone, 'for one')
      await received(other, other.phone.cast.byPhone, other.phone.cast.byPhone, 'for the other')
      expect(one.recorder.all('message').map((event) => event.message.body)).toEqual(['for one'])
      expect(other.recorder.all('message').map((event) => event.message.body)).toEqual(['for the other'])
    })
  })
}
