import type { EngineEvent } from '../../domain/engine'
import { chatKindOf, STATUS_BROADCAST } from '../../domain/whatsapp-id'
import {
  chatOf,
  deliveryStateOf,
  editedAtOf,
  mapMessage,
  mapUnreadableMessage,
  personOf,
  senderIdOf,
} from './message-mapping'
import type { Facts } from './page-types'
import { idOf, isRaw, keyOf, numberOf, textOf, type Raw } from './raw-data'

/** Something that happened in the page, before it is understood. */
export type PageEvent =
  | { kind: 'message'; raw: Raw }
  | { kind: 'decrypted'; raw: Raw }
  | { kind: 'ack'; raw: Raw; ack: unknown }
  | { kind: 'edit'; raw: Raw; body: unknown }
  | { kind: 'revoke'; raw: Raw }
  | { kind: 'reaction'; raw: Raw }
  | { kind: 'unread'; chatId: string; count: number }
  | { kind: 'persons'; ids: readonly string[] }

/** What must be asked of the page about an event. */
export interface NeededFacts {
  persons: string[]
  chats: string[]
}

/** The ids that an event names; none where it is not readable, which `toEngineEvents` then reports. */
export function neededFacts(event: PageEvent): NeededFacts {
  if (event.kind === 'persons') return { persons: [...event.ids], chats: [] }
  if (event.kind === 'unread') return needOf(event.chatId, [])
  if (event.kind === 'reaction') return needOf(null, [idOf(event.raw.senderUserJid)])
  if (event.kind !== 'message' && event.kind !== 'decrypted') return { persons: [], chats: [] }
  const key = keyOf(event.raw.id)
  if (!key || key.chatId === STATUS_BROADCAST) return { persons: [], chats: [] }
  return needOf(key.chatId, [senderIdOf(event.raw, key)])
}

function needOf(chatId: string | null, others: readonly (string | null)[]): NeededFacts {
  const isPrivate = chatId !== null && chatKindOf(chatId) === 'PRIVATE'
  const persons = [isPrivate ? chatId : null, ...others].filter((id) => id !== null)
  return { persons, chats: chatId === null || isPrivate ? [] : [chatId] }
}

/** What the event means to the port. Throws on what cannot be understood. */
export function toEngineEvents(event: PageEvent, facts: Facts): EngineEvent[] {
  switch (event.kind) {
    case 'message':
    case 'decrypted':
      return isStatus(event.raw) ? statusSkipped(event) : [{ type: event.kind, message: mapMessage(event.raw, facts) }]
    case 'unread':
      if (event.chatId === STATUS_BROADCAST) return []
      return [{ type: 'unread', chat: chatOf(event.chatId, facts), unreadCount: Math.max(0, event.count) }]
    case 'persons':
      return event.ids.map((id) => ({ type: 'person', person: personOf(id, facts) }))
    case 'reaction':
      return reaction(event.raw, facts)
    case 'ack':
    case 'edit':
    case 'revoke':
      return isStatus(event.raw) ? [] : change(event)
  }
}

/** What is left of an event that `toEngineEvents` refused: of a message, that it came. Null if not even that. */
export function fallbackEvent(event: PageEvent, facts: Facts): EngineEvent | null {
  if (event.kind !== 'message' && event.kind !== 'decrypted') return null
  const key = keyOf(event.raw.id)
  if (!key) return null
  const t = numberOf(event.raw.t) ?? Math.floor(Date.now() / 1000)
  return { type: event.kind, message: mapUnreadableMessage({ ...event.raw, t }, facts) }
}

/** A status is announced once, when it comes; what later happens to it was skipped with it. */
const statusSkipped = (event: PageEvent): EngineEvent[] =>
  event.kind === 'message' ? [{ type: 'status-skipped' }] : []

/** Whether the model belongs to status@broadcast. */
export function isStatus(raw: Raw): boolean {
  const remote = isRaw(raw.id) ? idOf(raw.id.remote) : null
  return raw.isStatusV3 === true || remote === STATUS_BROADCAST
}

function change(event: Extract<PageEvent, { kind: 'ack' | 'edit' | 'revoke' }>): EngineEvent[] {
  // A revoked message may come as the notice of the revocation, which then names the message that it revokes.
  const key = (event.kind === 'revoke' ? keyOf(event.raw.protocolMessageKey) : null) ?? keyOf(event.raw.id)
  if (!key) throw new Error(`${event.kind} of a message without a readable key`)
  if (event.kind === 'revoke') return [{ type: 'revoke', key: key.key, revokedAt: new Date() }]
  if (event.kind === 'edit') {
    const editedAt = editedAtOf(event.raw) ?? new Date()
    return [{ type: 'edit', key: key.key, body: textOf(event.body) ?? '', editedAt }]
  }
  // Acks of received messages say what this account has read elsewhere: the port tells that by `unread`.
  if (!key.key.fromMe) return []
  return [{ type: 'ack', key: key.key, deliveryState: deliveryStateOf(event.ack) }]
}

function reaction(raw: Raw, facts: Facts): EngineEvent[] {
  const parent = keyOf(raw.parentMsgKey)
  if (!parent) throw new Error('a reaction to a message without a readable key')
  if (parent.chatId === STATUS_BROADCAST) return []
  const own = keyOf(raw.msgKey)?.key.fromMe ?? false
  const senderId = own ? null : idOf(raw.senderUserJid)
  if (!own && !senderId) throw new Error('a reaction without a readable sender')
  const seconds = numberOf(raw.timestamp)
  return [
    {
      type: 'reaction',
      key: parent.key,
      sender: senderId ? personOf(senderId, facts) : null,
      emoji: textOf(raw.reactionText) ?? '',
      at: seconds === null ? new Date() : new Date(seconds * 1000),
    },
  ]
}
