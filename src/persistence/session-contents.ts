import type { MessageRecord } from '../domain/model'
import type { QueuedMessage, SessionContents } from '../domain/ports'
import type { Database } from './database'
import { toMessage } from './records'

/** What a session's sender and synchronisation ask of the database. */
export class PrismaSessionContents implements SessionContents {
  constructor(private readonly database: Database) {}

  async queued(sessionId: string): Promise<QueuedMessage[]> {
    const messages = await this.unsent(sessionId, 'QUEUED')
    const { client } = this.database
    const chats = await client.chat.findMany({ where: { id: { in: messages.map(({ chatId }) => chatId) } } })
    const stanzaIds = messages.map(({ quotedStanzaId }) => quotedStanzaId).filter((id) => id !== null)
    const quoted = await client.message.findMany({ where: { sessionId, stanzaId: { in: stanzaIds } } })
    return messages.map(({ id, chatId, body, quotedStanzaId }) => ({
      messageId: id,
      to: chats.find((chat) => chat.id === chatId)?.whatsappId ?? '',
      text: body ?? '',
      quotedRef: quoted.find((row) => row.stanzaId === quotedStanzaId)?.engineRef ?? null,
    }))
  }

  async inFlight(sessionId: string, since: Date): Promise<MessageRecord[]> {
    return [...(await this.unsent(sessionId, 'SENDING')), ...(await this.unacknowledged(sessionId, since))]
  }

  async byIdempotencyKey(sessionId: string, idempotencyKey: string): Promise<MessageRecord | null> {
    const row = await this.database.client.message.findFirst({ where: { sessionId, idempotencyKey } })
    return row && toMessage(row)
  }

  /** By way of the chats, for a session's messages have no index by state: it would cost every message that is stored. */
  private async unacknowledged(sessionId: string, since: Date): Promise<MessageRecord[]> {
    const { client } = this.database
    const active = { sessionId, lastActivityAt: { gte: since } }
    const chats = await client.chat.findMany({ where: active, select: { id: true } })
    const chatId = { in: chats.map(({ id }) => id) }
    const sending = { chatId, sentAt: { gte: since }, stanzaId: { not: null }, deliveryState: 'SENDING', fromMe: true }
    const rows = await client.message.findMany({ where: sending, orderBy: { id: 'asc' } })
    return rows.map(toMessage)
  }

  private async unsent(sessionId: string, deliveryState: string): Promise<MessageRecord[]> {
    // stanzaId null narrows to the few rows of the unique index before the state is looked at.
    const where = { sessionId, stanzaId: null, deliveryState, fromMe: true }
    const rows = await this.database.client.message.findMany({ where, orderBy: { id: 'asc' } })
    return rows.map(toMessage)
  }
}
