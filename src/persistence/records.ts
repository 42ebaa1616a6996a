/** One mapping function per table: rows as Prisma gives them to the domain's records. */
import type { ChatKind, DeliveryState, EngineKind, MessageType } from '../domain/engine'
import type { EventBody, EventOrigin, LogEvent } from '../domain/event-log'
import type {
  ChatContent,
  ChatRecord,
  ContactRecord,
  MessageContent,
  MessageRecord,
  QrRecord,
  ReactionRecord,
  SessionRecord,
  SyncPhase,
} from '../domain/model'
import type { SessionState } from '../domain/session-state'
import type { Chat, Contact, Event, Message, Reaction, Session } from './generated/mysql/client'

const EPOCH = new Date(0)

/** At most `most` characters as MySQL counts them, never half of one. */
export const clip = (text: string | null, most: number): string | null =>
  text === null || text.length <= most ? text : [...text].slice(0, most).join('')

/** Text without the zero character, at which SQLite's driver would end it. */
export const storable = (text: string | null): string | null => text && text.replaceAll('\u0000', '\ufffd')

/** A number of bytes as the column (and GraphQL's Int) holds it; null, for unknown, where it does not fit. */
export const sizeOf = (bytes: number | null): number | null =>
  bytes !== null && Number.isInteger(bytes) && bytes >= 0 && bytes < 2 ** 31 ? bytes : null

/** The sender of a reaction that the account itself made. */
export const ME = 'me'

export function toSession(row: Session): SessionRecord {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    name: row.name,
    engine: row.engine as EngineKind,
    state: row.state as SessionState,
    stateReason: row.stateReason,
    stateChangedAt: row.stateChangedAt,
    wanted: row.wanted,
    qr: row.qrCode !== null && row.qrExpiresAt ? { code: row.qrCode, expiresAt: row.qrExpiresAt } : null,
    pairingCode: row.pairingCode,
    pairingPhone: row.pairingPhone,
    me: row.meWhatsappId === null ? null : { whatsappId: row.meWhatsappId, phone: row.mePhone, name: row.meName },
    sync: row.syncPhase === null ? null : toSync(row, row.syncPhase as SyncPhase),
    syncedAt: row.syncedAt,
    lastSeq: row.lastSeq,
    memoryBytes: row.memoryBytes === null ? null : Number(row.memoryBytes),
    createdAt: row.createdAt,
  }
}

const toSync = (row: Session, phase: SyncPhase): SessionRecord['sync'] => ({
  phase,
  chatsDone: row.syncChatsDone,
  chatsTotal: row.syncChatsTotal,
  messagesStored: row.syncMessagesStored,
})

export function toContact(row: Contact): ContactRecord {
  const { id, sessionId, whatsappId, lid, phone, name, pushName } = row
  return { id, sessionId, whatsappId, lid, phone, name, pushName }
}

export function toChat(row: Chat): ChatRecord {
  return {
    ...shownOf(row),
    id: row.id,
    sessionId: row.sessionId,
    whatsappId: row.whatsappId,
    kind: row.kind as ChatKind,
    contactId: row.contactId,
    lastMessageId: row.lastMessageId,
    lastActivityAt: row.lastActivityAt.getTime() === EPOCH.getTime() ? null : row.lastActivityAt,
  }
}

/** The part of a chat that events carry. */
export const shownOf = ({ name, unreadCount, archived, pinned }: Chat): ChatContent => ({
  ...{ name, unreadCount, archived, pinned },
})

/** The part of a message that events carry. */
export function contentOf(row: Message): MessageContent {
  return {
    type: row.type as MessageType,
    body: row.body,
    deliveryState: row.deliveryState as DeliveryState | null,
    failure: row.failure,
    editedAt: row.editedAt,
    revokedAt: row.revokedAt,
  }
}

export function toMessage(row: Message): MessageRecord {
  const { id, sessionId, chatId, senderId, fromMe, stanzaId, engineRef, sentAt, quotedStanzaId } = row
  const { idempotencyKey, contentHash } = row
  return {
    ...contentOf(row),
    ...{ id, sessionId, chatId, senderId, fromMe, stanzaId, engineRef, sentAt, quotedStanzaId },
    ...{ idempotencyKey, contentHash },
    media:
      row.mediaMimeType === null
        ? null
        : { mimeType: row.mediaMimeType, filename: row.mediaFilename, size: row.mediaSize },
    location:
      row.latitude === null || row.longitude === null
        ? null
        : { latitude: row.latitude, longitude: row.longitude, name: row.locationName },
  }
}

export function toReaction(row: Reaction): ReactionRecord {
  return { messageId: row.messageId, senderId: row.sender === ME ? null : row.sender, emoji: row.emoji, at: row.at }
}

/** The event's row; JSON turns its times into text, toEvent turns them back. */
export function fromEvent(event: LogEvent): Event {
  const { sessionId, seq, workspaceId, origin, occurredAt, chatId, messageId, type, ...body } = event
  return { sessionId, seq, workspaceId, origin, occurredAt, chatId, messageId, type, payload: JSON.stringify(body) }
}

export function toEvent(row: Event): LogEvent {
  const { sessionId, seq, workspaceId, occurredAt, chatId, messageId } = row
  const base = { sessionId, seq, workspaceId, occurredAt, chatId, messageId, origin: row.origin as EventOrigin }
  return { ...base, ...toBody(row) }
}

function toBody(row: Event): EventBody {
  // What fromEvent wrote: the log has no other writer.
  const body = { type: row.type, ...(JSON.parse(row.payload) as object) } as EventBody
  if (body.type === 'session.state') return { ...body, qr: body.qr && revivedQr(body.qr) }
  if (body.type === 'chat.updated') return body
  if (body.type === 'history.gap')
    return { ...body, from: body.from && new Date(body.from), until: new Date(body.until) }
  return { ...body, content: revivedContent(body.content) }
}

const revivedQr = (qr: QrRecord): QrRecord => ({ ...qr, expiresAt: new Date(qr.expiresAt) })

const revivedContent = (content: MessageContent): MessageContent => ({
  ...content,
  editedAt: content.editedAt && new Date(content.editedAt),
  revokedAt: content.revokedAt && new Date(content.revokedAt),
})
