import type { MessageKey } from '../../domain/engine'
import type { Content } from './scenes'
import { ownStanzaId, phoneStanzaId } from './seeded'
import type { SimulatedAccount } from './simulated-account'
import type { Chat, Message, Person } from './world'
import { messageView, personView } from './world'

/** What is given of a message that arrives; the rest follows. */
export interface Arrival {
  /** Null for the account's own phone. */
  readonly sender: Person | null
  /** Null for what has no text, such as a sticker. */
  readonly body: string | null
  /** Text alone unless given. */
  readonly content?: Content | null
  /** Made up, and never the same twice, unless given. */
  readonly stanzaId?: string
  /** Milliseconds since 1970; now unless given. */
  readonly sentAt?: number
  readonly quotedStanzaId?: string | null
  /** It came before a restart: the server was told, and what is unread is known. */
  readonly past?: boolean
}

/**
 * What other people, and the account's owner on the phone, do: the ready engine is told at once; without one it waits
 * on the phone.
 */
export class OutsideWorld {
  readonly #account: SimulatedAccount

  constructor(account: SimulatedAccount) {
    this.#account = account
  }

  /** A message arrives in the chat, or the phone itself sends one (sender null), which reads the chat. */
  arrive(chat: Chat, arrival: Arrival): Message {
    const account = this.#account
    const fromMe = arrival.sender === null
    const makeStanzaId = fromMe ? ownStanzaId : phoneStanzaId
    const message: Message = {
      stanzaId: arrival.stanzaId ?? makeStanzaId(account.seed, account.nextStanza()),
      fromMe,
      sender: arrival.sender,
      body: arrival.body,
      sentAt: arrival.sentAt ?? account.now(),
      deliveryState: fromMe ? 'SENT' : null,
      quotedStanzaId: arrival.quotedStanzaId ?? null,
      revoked: false,
      reactions: null,
      told: account.connected || arrival.past === true,
      ...(arrival.content && { content: arrival.content }),
    }
    account.add(chat, message)
    if (account.connected) account.tell({ type: 'message', message: messageView(chat, message) })
    if (fromMe) account.setUnread(chat, 0)
    else if (arrival.past !== true && arrival.content?.type !== 'SYSTEM') account.addUnread(chat)
    return message
  }

  /** Somebody posts a status update; the account never shows them. */
  postStatus(): void {
    this.#account.tell({ type: 'status-skipped' })
  }

  /** Somebody else changes their message. */
  edit(message: Message, body: string): void {
    const editedAt = this.#account.now()
    Object.assign(message, { body, editedAt })
    this.#account.tell({ type: 'edit', key: keyOf(message), body, editedAt: new Date(editedAt) })
  }

  /** Somebody else deletes their message for everyone. */
  revoke(message: Message): void {
    message.revoked = true
    message.body = null
    this.#account.tell({ type: 'revoke', key: keyOf(message), revokedAt: new Date(this.#account.now()) })
  }

  /** Somebody reacts, or takes the reaction back by an empty emoji; the account's own phone if sender is null. */
  react(message: Message, sender: Person | null, emoji: string): void {
    const who = sender === null ? 'me' : sender.lid
    message.reactions ??= new Map()
    if (emoji === '') message.reactions.delete(who)
    else message.reactions.set(who, emoji)
    const at = new Date(this.#account.now())
    const person = sender === null ? null : personView(sender)
    this.#account.tell({ type: 'reaction', key: keyOf(message), sender: person, emoji, at })
  }

  /** WhatsApp tells the person's phone number and LID, and from now on may speak of the person by LID. */
  link(person: Person, addressing: Person['addressing']): void {
    person.linked = true
    person.addressing = addressing
    this.#account.tell({ type: 'person', person: personView(person) })
  }
}

const keyOf = (message: Message): MessageKey => ({ fromMe: message.fromMe, stanzaId: message.stanzaId })
