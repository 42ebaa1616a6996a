import type { DeliveryState, EngineChat, EngineMessage, EnginePerson, MessageType } from '../../domain/engine'
import { canonicalWhatsappId, chatKindOf, isLid, phoneOf } from '../../domain/whatsapp-id'
import type { Facts } from './page-types'
import { idOf, keyOf, numberOf, textOf, type Raw, type RawKey } from './raw-data'

/** WhatsApp Web's names of message types. What is not here is UNSUPPORTED. */
const TYPES: Readonly<Record<string, MessageType>> = {
  chat: 'TEXT',
  image: 'IMAGE',
  video: 'VIDEO',
  audio: 'AUDIO',
  ptt: 'VOICE',
  document: 'DOCUMENT',
  sticker: 'STICKER',
  location: 'LOCATION',
  vcard: 'CONTACT',
  multi_vcard: 'CONTACT',
  poll_creation: 'POLL',
  ciphertext: 'UNDECRYPTED',
  gp2: 'SYSTEM',
  group_notification: 'SYSTEM',
  broadcast_notification: 'SYSTEM',
  e2e_notification: 'SYSTEM',
  notification: 'SYSTEM',
  notification_template: 'SYSTEM',
  newsletter_notification: 'SYSTEM',
  call_log: 'SYSTEM',
  protocol: 'SYSTEM',
}

/** Types that carry a file. Their `body` is a thumbnail in base64; the text is the caption. */
const WITH_MEDIA: ReadonlySet<MessageType> = new Set(['IMAGE', 'VIDEO', 'AUDIO', 'VOICE', 'DOCUMENT', 'STICKER'])

/** Types that we do not support but whose `body` is text to read. */
const UNSUPPORTED_TEXT = new Set(['buttons_response', 'hsm', 'interactive', 'list', 'list_response', 'native_flow'])

/** WhatsApp Web's ack levels, from -1. */
const DELIVERY: readonly DeliveryState[] = ['FAILED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'PLAYED']

/** The delivery state of an ack level; UNKNOWN for a level that WhatsApp added since. */
export const deliveryStateOf = (ack: unknown): DeliveryState => DELIVERY[(numberOf(ack) ?? -2) + 1] ?? 'UNKNOWN'

/** The person behind an id, from what the page knows and what the message itself says of its sender's name. */
export function personOf(id: string, facts: Facts, notifyName: string | null = null): EnginePerson {
  const known = facts.persons[id]
  const lid = known?.lid ? canonicalWhatsappId(known.lid) : isLid(id) ? id : null
  return {
    whatsappId: id,
    lid,
    phone: phoneOf(canonicalWhatsappId(known?.phone ?? '')) ?? phoneOf(id),
    savedName: known?.savedName ?? null,
    pushName: notifyName ?? known?.pushName ?? null,
  }
}

/** The chat behind an id. */
export function chatOf(id: string, facts: Facts, partnerName: string | null = null): EngineChat {
  const kind = chatKindOf(id)
  if (kind === 'PRIVATE') return { whatsappId: id, kind, name: null, person: personOf(id, facts, partnerName) }
  return { whatsappId: id, kind, name: facts.chats[id] ?? null, person: null }
}

/** Who wrote the message: null for the account itself. */
export function senderIdOf(raw: Raw, { key, chatId, participant }: RawKey): string | null {
  if (key.fromMe) return null
  if (chatKindOf(chatId) === 'PRIVATE') return chatId
  return idOf(raw.author) ?? participant ?? null
}

/** Maps a message model of the page. Throws if it has no readable key: nothing could be stored then. */
export function mapMessage(raw: Raw, facts: Facts): EngineMessage {
  const revoked = isRevoked(raw)
  // What is left of a revoked message may be the notice of its revocation, which names it.
  const id = (revoked ? keyOf(raw.protocolMessageKey) : null) ?? keyOf(raw.id)
  if (!id) throw new Error('a message without a readable key')
  const type = TYPES[textOf(raw.type) ?? ''] ?? 'UNSUPPORTED'
  const senderId = senderIdOf(raw, id)
  const notifyName = id.key.fromMe ? null : textOf(raw.notifyName)
  return {
    key: id.key,
    ref: id.ref,
    chat: chatOf(id.chatId, facts, notifyName),
    sender: senderId ? personOf(senderId, facts, notifyName) : null,
    type,
    body: bodyOf(raw, type),
    sentAt: sentAtOf(raw),
    deliveryState: id.key.fromMe ? deliveryStateOf(raw.ack) : null,
    quotedStanzaId: textOf(raw.quotedStanzaID),
    editedAt: editedAtOf(raw),
    revoked,
    media: WITH_MEDIA.has(type) ? mediaOf(raw) : null,
    location: type === 'LOCATION' ? locationOf(raw) : null,
  }
}

/** What is left of a message that `mapMessage` refused for anything but its key, so that it does not vanish. */
export function mapUnreadableMessage(raw: Raw, facts: Facts): EngineMessage {
  return mapMessage({ id: raw.id, author: idOf(raw.author), t: raw.t, ack: raw.ack, type: 'unreadable' }, facts)
}

/** Whether the message was deleted for everyone. */
export const isRevoked = (raw: Raw): boolean => raw.type === 'revoked'

/** When the message's text was last changed; the present where the page says that it was, and not when. */
export function editedAtOf(raw: Raw): Date | null {
  const at = numberOf(raw.latestEditSenderTimestampMs)
  if (at !== null && at > 0) return new Date(at)
  return raw.latestEditMsgKey ? new Date() : null
}

/** When the message was sent. Throws without a time: the present would be a lie that sorts wrongly for ever. */
function sentAtOf(raw: Raw): Date {
  const seconds = numberOf(raw.t)
  if (seconds === null) throw new Error('a message without a time')
  return new Date(seconds * 1000)
}

function bodyOf(raw: Raw, type: MessageType): string | null {
  if (type === 'TEXT') return textOf(raw.body)
  if (type === 'POLL') return textOf(raw.pollName)
  if (type === 'CONTACT') return textOf(raw.vcardFormattedName)
  // WhatsApp Web shows a document's file name where it has no caption.
  if (WITH_MEDIA.has(type)) return raw.caption === raw.filename ? null : textOf(raw.caption)
  if (type !== 'UNSUPPORTED') return null
  const text = UNSUPPORTED_TEXT.has(textOf(raw.type) ?? '') ? textOf(raw.body) : null
  return textOf(raw.caption) ?? textOf(raw.eventName) ?? text
}

function mediaOf(raw: Raw): EngineMessage['media'] {
  const mimeType = textOf(raw.mimetype) ?? 'application/octet-stream'
  return { mimeType, filename: textOf(raw.filename), size: numberOf(raw.size) }
}

/** Name and address come as lines of one text. */
function locationOf(raw: Raw): EngineMessage['location'] {
  const latitude = numberOf(raw.lat)
  const longitude = numberOf(raw.lng)
  if (latitude === null || longitude === null) return null
  return { latitude, longitude, name: textOf(textOf(raw.loc)?.split('\n')[0]) }
}
