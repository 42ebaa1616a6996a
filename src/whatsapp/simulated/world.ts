import type { DeliveryState, EngineChat, EngineChatSummary, EngineMessage, EnginePerson } from '../../domain/engine'
import { whatsappIdOfPhone } from '../../domain/whatsapp-id'
import type { Content } from './scenes'

/** Somebody on the simulated WhatsApp. */
export interface Person {
  /** E.164 with the plus sign. */
  readonly phone: string
  /** `…@lid` */
  readonly lid: string
  /** Under which of the two WhatsApp speaks of the person now. */
  addressing: 'PHONE' | 'LID'
  /** Whether the account knows that phone number and LID are one person. */
  linked: boolean
  readonly savedName: string | null
  readonly pushName: string | null
}

/** A message as the phone keeps it. */
export interface Message {
  readonly stanzaId: string
  readonly fromMe: boolean
  readonly sender: Person | null
  body: string | null
  /** Milliseconds since 1970. */
  readonly sentAt: number
  deliveryState: DeliveryState | null
  readonly quotedStanzaId: string | null
  revoked: boolean
  /** Milliseconds since 1970; undefined for never, to keep floods small. */
  editedAt?: number
  /** What it is beside its text; undefined for text alone, to keep floods small. */
  readonly content?: Content
  /** Emoji by the WhatsApp id of who reacted, `me` for the account; null for none, to keep floods small. */
  reactions: Map<string, string> | null
  /** Whether an event or history() has told it to the server: what was not is never forgotten. */
  told: boolean
}

/** A chat as the phone keeps it. */
export interface Chat {
  readonly kind: 'PRIVATE' | 'GROUP'
  /** `…@g.us`; null for a private chat, which is addressed as its person is. */
  readonly groupId: string | null
  readonly name: string | null
  readonly person: Person | null
  readonly members: readonly Person[]
  unreadCount: number
  archived: boolean
  pinned: boolean
  /** Oldest first. */
  messages: Message[]
  /** At how many messages the oldest are next looked at for forgetting. */
  trimAt: number
}

/** How WhatsApp addresses the person now. */
export const personAddress = (person: Person): string =>
  person.addressing === 'LID' ? person.lid : whatsappIdOfPhone(person.phone)

/** The person as far as the account knows. */
export function personView(person: Person): EnginePerson {
  return {
    whatsappId: personAddress(person),
    lid: person.linked || person.addressing === 'LID' ? person.lid : null,
    phone: person.linked || person.addressing === 'PHONE' ? person.phone : null,
    savedName: person.savedName,
    pushName: person.pushName,
  }
}

/** How WhatsApp addresses the chat now. */
export function chatAddress(chat: Chat): string {
  if (chat.groupId !== null) return chat.groupId
  if (chat.person === null) throw new Error('a private chat without a person')
  return personAddress(chat.person)
}

/** The chat as messages name it. */
export const chatView = (chat: Chat): EngineChat => ({
  whatsappId: chatAddress(chat),
  kind: chat.kind,
  name: chat.name,
  person: chat.person === null ? null : personView(chat.person),
})

/** The chat as a listing shows it. */
export function summaryView(chat: Chat): EngineChatSummary {
  const last = chat.messages.at(-1)
  return {
    ...chatView(chat),
    unreadCount: chat.unreadCount,
    archived: chat.archived,
    pinned: chat.pinned,
    lastActivityAt: last === undefined ? null : new Date(last.sentAt),
  }
}

/** What finds the message again: `<fromMe>_<chat>_<stanza id>`, as WhatsApp Web writes it. */
export const messageRef = (chat: Chat, message: Message): string =>
  `${message.fromMe}_${chatAddress(chat)}_${message.stanzaId}`

/** The message as the port carries it, under the chat's address of now. */
export const messageView = (chat: Chat, message: Message): EngineMessage => ({
  key: { fromMe: message.fromMe, stanzaId: message.stanzaId },
  ref: messageRef(chat, message),
  chat: chatView(chat),
  sender: message.sender === null ? null : personView(message.sender),
  type: message.revoked ? 'UNSUPPORTED' : (message.content?.type ?? 'TEXT'),
  body: message.body,
  sentAt: new Date(message.sentAt),
  deliveryState: message.deliveryState,
  quotedStanzaId: message.quotedStanzaId,
  editedAt: message.editedAt === undefined ? null : new Date(message.editedAt),
  revoked: message.revoked,
  media: message.revoked ? null : (message.content?.media ?? null),
  location: message.revoked ? null : (message.content?.location ?? null),
})
