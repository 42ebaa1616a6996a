/** Applies the items of one group, in order, to the working set, and collects the events that they make. */
import type { DeliveryState, EngineMessage, MessageKey } from '../domain/engine'
import type { EventBody, EventOrigin, LogEvent, MessageChange } from '../domain/event-log'
import { newId } from '../domain/ids'
import type { IngestItem, Lease } from '../domain/ingest'
import type { SyncRecord } from '../domain/model'
import type { Message, Reaction } from './generated/mysql/client'
import { People } from './people'
import { contentOf, ME } from './records'
import { messageKey, type WorkingSet } from './working-set'

type ItemOf<Type extends IngestItem['type']> = Extract<IngestItem, { type: Type }>
type Unnumbered = Omit<LogEvent, 'seq'> & EventBody

/** Later states win; an acknowledgement that comes late changes nothing. */
const DELIVERY_RANK: Record<DeliveryState, number> = {
  QUEUED: 0,
  SENDING: 1,
  UNKNOWN: 2,
  FAILED: 2,
  SENT: 3,
  DELIVERED: 4,
  READ: 5,
  PLAYED: 6,
}

export class Group {
  readonly people: People
  readonly events: Unnumbered[] = []
  readonly reactions: Reaction[] = []
  readonly unmatched: IngestItem[] = []
  readonly state: { last: ItemOf<'state'> | null; sync: SyncRecord | null; syncedAt: Date | null } = {
    ...{ last: null, sync: null, syncedAt: null },
  }

  constructor(
    private readonly lease: Lease,
    private readonly set: WorkingSet,
  ) {
    this.people = new People(lease, set)
  }

  apply(item: IngestItem): void {
    switch (item.type) {
      case 'message':
        return this.message(item)
      case 'chat':
        return this.summary(item)
      case 'person':
        return void this.people.contact(item.person)
      case 'unread':
        return void this.set.chats.change(this.people.chat(item.chat), { unreadCount: item.unreadCount })
      case 'ack':
      case 'edit':
      case 'revoke':
      case 'reaction':
        return this.change(item)
      case 'outbound':
        return this.outbound(item)
      case 'sent':
        return this.sent(item)
      case 'delivery':
        return this.delivery(item)
      case 'state':
        return this.stateChange(item)
      case 'sync':
        this.state.sync = item.sync ?? this.state.sync
        this.state.syncedAt = item.syncedAt ?? this.state.syncedAt
    }
  }

  private message({ message, origin, announce }: ItemOf<'message'>): void {
    const known = this.find(message.key)
    if (known) return this.again(known, message, origin)
    if (message.key.fromMe && this.adopt(message)) return
    const chat = this.people.chat(message.chat)
    const senderId = message.sender ? this.people.contact(message.sender).id : null
    const row = this.set.messages.create({ ...this.blank(chat.id), ...columnsOf(message), senderId })
    this.set.indexMessage(row)
    this.touch(row)
    const counts = origin === 'LIVE' && !row.fromMe && row.type !== 'SYSTEM'
    if (counts) this.set.chats.change(chat, { unreadCount: chat.unreadCount + 1 })
    if (announce) this.append(row, { type: 'message.received', content: contentOf(row) }, row.sentAt, origin)
  }

  /** A message that is stored already: only the text of a placeholder is news. */
  private again(known: Message, message: EngineMessage, origin: EventOrigin): void {
    if (known.type !== 'UNDECRYPTED' || message.type === 'UNDECRYPTED') return
    const { type, body, mediaMimeType, mediaFilename, mediaSize, latitude, longitude, locationName } =
      columnsOf(message)
    const media = { mediaMimeType, mediaFilename, mediaSize }
    this.set.messages.change(known, { type, body, ...media, latitude, longitude, locationName })
    this.updated(known, 'DECRYPTED', new Date(), origin)
  }

  /** An own message of an earlier process whose fate was unknown: WhatsApp shows it, so it was sent. */
  private adopt(message: EngineMessage): boolean {
    const chat = this.people.chat(message.chat)
    const lost = [...this.set.messages.byId.values()].find(
      (row) => row.fromMe && row.stanzaId === null && row.chatId === chat.id && row.body === message.body,
    )
    if (!lost || lost.deliveryState === 'QUEUED') return false
    this.set.messages.change(lost, { stanzaId: message.key.stanzaId, engineRef: message.ref, sentAt: message.sentAt })
    this.set.indexMessage(lost)
    this.raise(lost, message.deliveryState ?? 'SENT')
    return true
  }

  private summary({ chat: summary }: ItemOf<'chat'>): void {
    const chat = this.people.chat(summary)
    const { unreadCount, archived, pinned } = summary
    const lastActivityAt =
      summary.lastActivityAt && summary.lastActivityAt > chat.lastActivityAt
        ? summary.lastActivityAt
        : chat.lastActivityAt
    this.set.chats.change(chat, { unreadCount, archived, pinned, lastActivityAt })
  }

  private change(item: ItemOf<'ack' | 'edit' | 'revoke' | 'reaction'>): void {
    const row = this.find(item.key)
    if (!row) return void this.unmatched.push(item)
    switch (item.type) {
      case 'ack':
        return this.raise(row, item.deliveryState)
      case 'edit':
        if (this.set.messages.change(row, { body: item.body, editedAt: item.editedAt })) {
          this.updated(row, 'EDIT', item.editedAt)
        }
        return
      case 'revoke':
        if (row.revokedAt !== null) return
        this.set.messages.change(row, { revokedAt: item.revokedAt, body: null })
        return this.updated(row, 'REVOKE', item.revokedAt)
      case 'reaction':
        return this.reaction(row, item)
    }
  }

  private reaction(row: Message, item: ItemOf<'reaction'>): void {
    const sender = item.sender ? this.people.contact(item.sender).id : ME
    this.reactions.push({ messageId: row.id, sender, sessionId: row.sessionId, emoji: item.emoji, at: item.at })
    this.updated(row, 'REACTION', item.at)
  }

  private outbound(item: ItemOf<'outbound'>): void {
    const { messageId, body, quotedStanzaId, idempotencyKey, contentHash, at } = item
    const row = this.set.messages.create({
      ...this.blank(this.people.chat(item.chat).id),
      ...{ id: messageId, fromMe: true, type: 'TEXT', deliveryState: 'QUEUED', sentAt: at },
      ...{ body, quotedStanzaId, idempotencyKey, contentHash },
    })
    this.touch(row)
    this.updated(row, 'DELIVERY', at)
  }

  private sent({ messageId, sent }: ItemOf<'sent'>): void {
    const row = this.set.messages.byId.get(messageId)
    if (!row || this.find({ fromMe: true, stanzaId: sent.stanzaId })) return
    this.set.messages.change(row, { stanzaId: sent.stanzaId, engineRef: sent.ref })
    this.set.indexMessage(row)
  }

  private delivery({ messageId, from, deliveryState, failure }: ItemOf<'delivery'>): void {
    const row = this.set.messages.byId.get(messageId)
    if (!row || !from.includes(row.deliveryState as DeliveryState)) return
    this.set.messages.change(row, { deliveryState, failure: failure?.slice(0, 500) ?? null })
    this.updated(row, 'DELIVERY', new Date())
  }

  private raise(row: Message, deliveryState: DeliveryState): void {
    if (row.deliveryState === null) return
    if (DELIVERY_RANK[deliveryState] <= DELIVERY_RANK[row.deliveryState as DeliveryState]) return
    this.set.messages.change(row, { deliveryState })
    this.updated(row, 'DELIVERY', new Date())
  }

  private stateChange(item: ItemOf<'state'>): void {
    this.state.last = { ...item, me: item.me === undefined ? this.state.last?.me : item.me }
    const { state, previousState, reason, qr, at } = item
    this.events.push({
      ...{ sessionId: this.lease.sessionId, workspaceId: this.lease.workspaceId },
      ...{ origin: 'LIVE', occurredAt: at, chatId: null, messageId: null },
      ...{ type: 'session.state', state, previousState, reason, qr },
    })
  }

  private find(key: MessageKey): Message | undefined {
    return this.set.messageByKey.get(messageKey(key.fromMe, key.stanzaId))
  }

  /** The chat's newest activity may be this message. */
  private touch(row: Message): void {
    const chat = this.set.chats.byId.get(row.chatId)
    if (!chat || (chat.lastMessageId !== null && chat.lastActivityAt > row.sentAt)) return
    const lastActivityAt = row.sentAt > chat.lastActivityAt ? row.sentAt : chat.lastActivityAt
    this.set.chats.change(chat, { lastMessageId: row.id, lastActivityAt })
  }

  private updated(row: Message, change: MessageChange, at: Date, origin: EventOrigin = 'LIVE'): void {
    this.append(row, { type: 'message.updated', change, content: contentOf(row) }, at, origin)
  }

  private append(row: Message, body: EventBody, occurredAt: Date, origin: EventOrigin): void {
    const { sessionId, workspaceId } = this.lease
    this.events.push({ sessionId, workspaceId, origin, occurredAt, chatId: row.chatId, messageId: row.id, ...body })
  }

  private blank(chatId: string): Message {
    const { sessionId, workspaceId } = this.lease
    return {
      ...{ id: newId('message'), workspaceId, sessionId, chatId, senderId: null, fromMe: false },
      ...{ stanzaId: null, engineRef: null, type: 'UNSUPPORTED', body: null, sentAt: new Date(0) },
      ...{ deliveryState: null, failure: null, mediaMimeType: null, mediaFilename: null, mediaSize: null },
      ...{ latitude: null, longitude: null, locationName: null, quotedStanzaId: null, editedAt: null },
      ...{ revokedAt: null, idempotencyKey: null, contentHash: null },
    }
  }
}

/** What an engine's message says, as columns. */
function columnsOf(message: EngineMessage) {
  return {
    ...{ fromMe: message.key.fromMe, stanzaId: message.key.stanzaId, engineRef: message.ref },
    ...{ type: message.type as string, body: message.body, sentAt: message.sentAt },
    deliveryState: message.key.fromMe ? (message.deliveryState ?? 'SENT') : null,
    quotedStanzaId: message.quotedStanzaId,
    mediaMimeType: message.media?.mimeType ?? null,
    mediaFilename: message.media?.filename ?? null,
    mediaSize: message.media?.size ?? null,
    latitude: message.location?.latitude ?? null,
    longitude: message.location?.longitude ?? null,
    locationName: message.location?.name ?? null,
  }
}
