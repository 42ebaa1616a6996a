/** Applies the items of one group, in order, to the working set, and collects the events that they make. */
import type { DeliveryState, EngineMessage, MessageKey } from '../domain/engine'
import type { EventBody, EventOrigin, LogEvent, MessageChange } from '../domain/event-log'
import type { IngestItem, Lease } from '../domain/ingest'
import type { Message } from './generated/mysql/client'
import { newestOf, People } from './people'
import { outboundRow, receivedRow } from './message-rows'
import { clip, contentOf, ME, shownOf, storable } from './records'
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

/** How far WhatsApp's clock may be behind ours, in milliseconds: what is older was sent before. */
const CLOCK_SKEW_MS = 5 * 60_000

export class Group {
  readonly people: People
  readonly events: Unnumbered[] = []
  readonly unmatched: IngestItem[] = []
  readonly state: { last: ItemOf<'state'> | null; sync: ItemOf<'sync'>['sync']; syncedAt: Date | null } = {
    ...{ last: null, sync: null, syncedAt: null },
  }
  /** Messages that a synchronisation has stored, since it began if it began in this group. */
  readonly backfilled = { messages: 0, sinceStart: false }

  constructor(
    private readonly lease: Lease,
    private readonly set: WorkingSet,
  ) {
    this.people = new People(lease, set)
  }

  apply(item: IngestItem): void {
    this.set.chats.silent = isQuiet(item)
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
      case 'gap':
        return this.gap(item)
      case 'sync':
        this.synchronised(item)
    }
  }

  /** After the last item: what subscribers cannot know of chats from the other events. */
  end(): void {
    const { sessionId, workspaceId } = this.lease
    for (const chat of this.set.chats.news()) {
      const event = { sessionId, workspaceId, chatId: chat.id, messageId: null, origin: 'LIVE' } as const
      this.events.push({ ...event, occurredAt: new Date(), type: 'chat.updated', shown: shownOf(chat) })
    }
  }

  private message({ message, origin, announce }: ItemOf<'message'>): void {
    const known = this.find(message.key)
    if (known) return this.again(known, message, origin)
    if (message.key.fromMe && this.adopt(message)) return
    const chat = this.people.chat(message.chat)
    const senderId = message.sender ? this.people.contact(message.sender).id : null
    const row = this.set.messages.create(receivedRow(this.lease, chat.id, senderId, message))
    this.set.indexMessage(row)
    this.touch(row)
    if (origin === 'BACKFILL') this.backfilled.messages += 1
    const counts = origin === 'LIVE' && !row.fromMe && row.type !== 'SYSTEM'
    if (counts) this.set.chats.count(chat)
    if (announce) this.append(row, { type: 'message.received', content: contentOf(row) }, row.sentAt, origin)
  }

  /** A message that is stored already: how far it has come, what was changed, and the text of a placeholder are news. */
  private again(known: Message, message: EngineMessage, origin: EventOrigin): void {
    if (message.revoked) return this.revoked(known, new Date(), origin)
    if (message.deliveryState !== null) this.raise(known, message.deliveryState, origin)
    if (message.editedAt && known.type === message.type) {
      this.edited(known, message.body ?? '', message.editedAt, origin)
    }
    const news = known.type === 'UNDECRYPTED' && message.type !== 'UNDECRYPTED' && known.revokedAt === null
    if (!news) return
    const read = receivedRow(this.lease, known.chatId, known.senderId, message)
    const { type, body, quotedStanzaId, editedAt, ...rest } = read
    const { mediaMimeType, mediaFilename, mediaSize, latitude, longitude, locationName } = rest
    const content = { mediaMimeType, mediaFilename, mediaSize, latitude, longitude, locationName }
    this.set.messages.change(known, { type, body, quotedStanzaId, editedAt, ...content })
    this.updated(known, 'DECRYPTED', new Date(), origin)
  }

  /** An own message of an earlier process whose fate was unknown: WhatsApp shows it, so it was sent. */
  private adopt(message: EngineMessage): boolean {
    const chat = this.people.chat(message.chat)
    const lost = [...this.set.withoutStanza].find((row) => row.chatId === chat.id && isEcho(message, row))
    if (!lost) return false
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
        return this.edited(row, item.body, item.editedAt, 'LIVE')
      case 'revoke':
        return this.revoked(row, item.revokedAt, 'LIVE')
      case 'reaction':
        return this.reaction(row, item)
    }
  }

  private edited(row: Message, body: string, editedAt: Date, origin: EventOrigin): void {
    if (row.revokedAt !== null || (row.editedAt !== null && row.editedAt > editedAt)) return
    // History tells an edit as often as it is read; one whose text is here already is none.
    if (origin === 'BACKFILL' && (row.body ?? '') === storable(body)) return
    if (this.set.messages.change(row, { body: storable(body), editedAt })) this.updated(row, 'EDIT', editedAt, origin)
  }

  private revoked(row: Message, revokedAt: Date, origin: EventOrigin): void {
    if (row.revokedAt !== null) return
    this.set.messages.change(row, { revokedAt, body: null })
    this.updated(row, 'REVOKE', revokedAt, origin)
  }

  private reaction(row: Message, item: ItemOf<'reaction'>): void {
    const sender = item.sender ? this.people.contact(item.sender).id : ME
    const { emoji, at } = item
    const reaction = { messageId: row.id, sender, sessionId: row.sessionId, emoji, at }
    const merged = (id: string): string | null => this.set.contacts.byId.get(id)?.mergedInto ?? null
    if (this.set.reactions.take(reaction, merged)) this.updated(row, 'REACTION', at)
  }

  private outbound(item: ItemOf<'outbound'>): void {
    const { messageId, at } = item
    // The database took it once and was gone before it could say so.
    if (this.set.messages.byId.has(messageId)) return
    const chat = this.people.chat(item.chat)
    const row = this.set.messages.create(outboundRow(this.lease, chat.id, item))
    this.set.indexMessage(row)
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
    this.set.messages.change(row, { deliveryState, failure: clip(failure, 500) })
    this.updated(row, 'DELIVERY', new Date())
  }

  private raise(row: Message, deliveryState: DeliveryState, origin: EventOrigin = 'LIVE'): void {
    if (row.deliveryState === null) return
    if (DELIVERY_RANK[deliveryState] <= DELIVERY_RANK[row.deliveryState as DeliveryState]) return
    this.set.messages.change(row, { deliveryState, failure: null })
    this.updated(row, 'DELIVERY', new Date(), origin)
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

  private gap({ chat, gap, at }: ItemOf<'gap'>): void {
    const { sessionId, workspaceId } = this.lease
    const chatId = chat && this.people.chat(chat).id
    const event = { sessionId, workspaceId, chatId, messageId: null, origin: 'BACKFILL', occurredAt: at } as const
    this.events.push({ ...event, type: 'history.gap', ...gap })
  }

  private synchronised({ sync, syncedAt }: ItemOf<'sync'>): void {
    if (sync?.phase === 'CHATS') Object.assign(this.backfilled, { messages: 0, sinceStart: true })
    this.state.sync = sync ?? this.state.sync
    this.state.syncedAt = syncedAt ?? this.state.syncedAt
  }

  private find(key: MessageKey): Message | undefined {
    return this.set.messageByKey.get(messageKey(key.fromMe, key.stanzaId))
  }

  /** The chat's newest activity may be this message. */
  private touch(row: Message): void {
    const chat = this.set.chats.byId.get(row.chatId)
    if (!chat) return
    const last = newestOf([this.set.messages.byId.get(chat.lastMessageId ?? ''), row])
    const lastActivityAt = row.sentAt > chat.lastActivityAt ? row.sentAt : chat.lastActivityAt
    this.set.chats.change(chat, { lastMessageId: last?.id ?? null, lastActivityAt })
  }

  private updated(row: Message, change: MessageChange, at: Date, origin: EventOrigin = 'LIVE'): void {
    this.append(row, { type: 'message.updated', change, content: contentOf(row) }, at, origin)
  }

  private append(row: Message, body: EventBody, occurredAt: Date, origin: EventOrigin): void {
    const { sessionId, workspaceId } = this.lease
    this.events.push({ sessionId, workspaceId, origin, occurredAt, chatId: row.chatId, messageId: row.id, ...body })
  }
}

/** Whether subscribers do not hear of what the item changes. */
function isQuiet(item: IngestItem): boolean {
  if (item.type === 'message') return !item.announce
  return (item.type === 'chat' || item.type === 'person') && item.quiet === true
}

/** Whether the message on the phone is what became of an own one that was handed to the engine and never heard of. */
function isEcho({ type, body, sentAt }: EngineMessage, row: Message): boolean {
  const lost = row.fromMe && row.stanzaId === null && ['SENDING', 'UNKNOWN'].includes(row.deliveryState ?? '')
  return (
    lost && row.type === type && row.body === storable(body) && sentAt.getTime() >= row.sentAt.getTime() - CLOCK_SKEW_MS
  )
}
