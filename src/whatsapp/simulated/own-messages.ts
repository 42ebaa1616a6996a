import type { Clock } from '../../domain/clock'
import type { DeliveryState, SentMessage } from '../../domain/engine'
import { ownStanzaId } from './seeded'
import type { SimulatedAccount } from './simulated-account'
import type { Chat, Message } from './world'
import { messageRef } from './world'

/** When an own message is acknowledged, in milliseconds after it was sent. */
export const ACKS: readonly (readonly [afterMs: number, deliveryState: DeliveryState])[] = [
  [50, 'SENT'],
  [150, 'DELIVERED'],
  [400, 'READ'],
]

/** What one connection of an account does to its messages. */
export class OwnMessages {
  readonly #account: SimulatedAccount
  readonly #clock: Clock
  readonly #sent: (chat: Chat, message: Message) => void
  /** Messages on their way to READ, with what cancels their next acknowledgement. */
  readonly #underway = new Map<Message, () => void>()

  /** `sent` is told of every message that was sent. */
  constructor(account: SimulatedAccount, clock: Clock, sent: (chat: Chat, message: Message) => void) {
    this.#account = account
    this.#clock = clock
    this.#sent = sent
  }

  /** See Engine.sendText. Throws NotOnWhatsApp, and Error if the quoted message is not there. */
  send(to: string, text: string, quotedRef: string | null): SentMessage {
    const quotedStanzaId = quotedRef === null ? null : this.#account.find(quotedRef).message.stanzaId
    const chat = this.#account.chatTo(to)
    const message: Message = {
      stanzaId: ownStanzaId(this.#account.seed, this.#account.nextStanza()),
      fromMe: true,
      sender: null,
      body: text,
      sentAt: this.#account.now(),
      deliveryState: 'SENDING',
      quotedStanzaId,
      revoked: false,
      reactions: null,
      told: true,
    }
    this.#account.add(chat, message)
    this.#acknowledge(message, 0, 0)
    this.#sent(chat, message)
    return { stanzaId: message.stanzaId, ref: messageRef(chat, message), sentAt: new Date(message.sentAt) }
  }

  /** See Engine.react. Throws if the message is not there. */
  react(ref: string, emoji: string): void {
    const { message } = this.#account.find(ref)
    message.reactions ??= new Map()
    if (emoji === '') message.reactions.delete('me')
    else message.reactions.set('me', emoji)
  }

  /** See Engine.edit. Throws if the message is not there, is not the account's own or was revoked. */
  edit(ref: string, body: string): void {
    Object.assign(this.#own(ref), { body, editedAt: this.#account.now() })
  }

  /** See Engine.revoke. Throws as edit does. */
  revoke(ref: string): void {
    const message = this.#own(ref)
    message.revoked = true
    message.body = null
  }

  /** See Engine.markRead. Throws if there is no such chat. */
  markRead(chatWhatsappId: string): void {
    const chat = this.#account.chat(chatWhatsappId)
    if (chat === undefined) throw new Error(`the phone has no chat ${chatWhatsappId}`)
    this.#account.setUnread(chat, 0)
  }

  /** The connection is over: what is under way is read while nobody looks, and history() tells it. */
  close(): void {
    for (const [message, cancel] of this.#underway) {
      cancel()
      message.deliveryState = 'READ'
    }
    this.#underway.clear()
  }

  #own(ref: string): Message {
    const { message } = this.#account.find(ref)
    if (!message.fromMe) throw new Error('only own messages can be changed')
    if (message.revoked) throw new Error('the message was deleted for everyone')
    return message
  }

  #acknowledge(message: Message, step: number, passedMs: number): void {
    const ack = ACKS[step]
    if (ack === undefined) {
      this.#underway.delete(message)
      return
    }
    const [afterMs, deliveryState] = ack
    const cancel = this.#clock.after(afterMs - passedMs, () => {
      message.deliveryState = deliveryState
      this.#account.tell({ type: 'ack', key: { fromMe: true, stanzaId: message.stanzaId }, deliveryState })
      this.#acknowledge(message, step + 1, afterMs)
    })
    this.#underway.set(message, cancel)
  }
}
