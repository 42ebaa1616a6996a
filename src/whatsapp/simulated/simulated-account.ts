import type { Clock } from '../../domain/clock'
import type {
  CloseReason,
  EngineChatSummary,
  EngineEvent,
  EngineMe,
  EngineMessage,
  EnginePerson,
} from '../../domain/engine'
import { NotOnWhatsApp } from '../../domain/engine'
import { whatsappIdOfPhone } from '../../domain/whatsapp-id'
import { emptyChat, lidOf, ownName, populate } from './population'
import type { Chat, Message, Person } from './world'
import { chatView, messageView, personView, summaryView } from './world'

/** How many of a chat's messages the phone keeps; older ones are forgotten once the server has been told them. */
export const HISTORY_PER_CHAT = 2_000

/** For how long new unread counts of received messages are gathered, in milliseconds. */
const UNREAD_NEWS_MS = 250

/** The connection of the account that is ready, if there is one. */
export interface AccountListener {
  /** Takes an event to the server. */
  emit(event: EngineEvent): void
  /** Ends the connection as if by itself. */
  drop(reason: CloseReason, detail: string): void
}

/** What makes an account; the same values make the same one. */
export interface AccountOrigin {
  readonly seed: string
  /** E.164 with the plus sign. */
  readonly phone: string
  readonly linkedAt: number
  /** Differs between all loads of one account. */
  readonly epoch: number
}

/**
 * A WhatsApp account on its phone: people, chats and messages. It outlives the engines, which come and go as
 * connections do: what happens while none is ready is kept here, and history() tells it to the next one.
 */
export class SimulatedAccount {
  readonly seed: string
  readonly me: EngineMe
  #listener: AccountListener | null = null
  /** Under every address that ever named them. */
  readonly #chats = new Map<string, Chat>()
  readonly #people = new Map<string, Person>()
  readonly #epoch: number
  readonly #clock: Clock
  /** Chats whose unread count changed by received messages, to be told together. */
  readonly #unreadNews = new Set<Chat>()
  #cancelUnreadNews: (() => void) | null = null
  #stanzas = 0
  #latest = 0
  #untold = 0

  constructor(origin: AccountOrigin, clock: Clock) {
    this.seed = origin.seed
    this.#epoch = origin.epoch
    this.#clock = clock
    this.me = { whatsappId: whatsappIdOfPhone(origin.phone), phone: origin.phone, name: ownName(origin.seed) }
    const population = populate(origin.seed, origin.linkedAt)
    for (const person of population.people) this.addPerson(person)
    for (const chat of population.chats) this.addChat(chat)
  }

  /** Makes the listener the account's connection; an older one ends with CONFLICT. */
  attach(listener: AccountListener): void {
    const before = this.#listener
    this.#listener = listener
    if (before !== listener) before?.drop('CONFLICT', 'another connection of the account took over')
  }

  /** Ends the listener's connection; nothing happens if another has taken over. */
  detach(listener: AccountListener): void {
    if (this.#listener !== listener) return
    this.#listener = null
    this.#cancelUnreadNews?.()
    this.#cancelUnreadNews = null
    this.#unreadNews.clear()
  }

  /** Milliseconds since 1970, never less than before: messages lie in the order in which they were sent. */
  now(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now().getTime())
    return this.#latest
  }

  /** What makes the next stanza id different from all others of this account, also after a restart. */
  nextStanza(): string {
    return `${this.#epoch}.${this.#stanzas++}`
  }

  /** Ends the connection, if there is one, as if by itself. */
  endConnection(reason: CloseReason, detail: string): void {
    this.#listener?.drop(reason, detail)
  }

  /** Messages that neither an event nor history() has told yet. */
  get untold(): number {
    return this.#untold
  }

  /** Whether an engine is ready to be told what happens. */
  get connected(): boolean {
    return this.#listener !== null
  }

  /** Tells the ready engine, if there is one. */
  tell(event: EngineEvent): void {
    this.#listener?.emit(event)
  }

  addPerson(person: Person): void {
    this.#people.set(whatsappIdOfPhone(person.phone), person)
    this.#people.set(person.lid, person)
  }

  addChat(chat: Chat): void {
    if (chat.groupId !== null) this.#chats.set(chat.groupId, chat)
    if (chat.person === null) return
    this.#chats.set(whatsappIdOfPhone(chat.person.phone), chat)
    this.#chats.set(chat.person.lid, chat)
  }

  /** The chat under that address, LID and phone number alike. */
  chat(whatsappId: string): Chat | undefined {
    return this.#chats.get(whatsappId)
  }

  person(whatsappId: string): Person | undefined {
    return this.#people.get(whatsappId)
  }

  /** The chat to write to, made if need be. Throws NotOnWhatsApp where nobody has the number or id. */
  chatTo(whatsappId: string): Chat {
    const known = this.#chats.get(whatsappId)
    if (known !== undefined) return known
    const person = this.#people.get(whatsappId) ?? this.#discover(whatsappId)
    const chat = emptyChat({ person })
    this.addChat(chat)
    return chat
  }

  /** Every number of 8 to 15 digits is on WhatsApp, except those that end in 0000000. */
  #discover(whatsappId: string): Person {
    const number = /^(\d{8,15})@c\.us$/.exec(whatsappId)?.[1]
    if (number === undefined || number.endsWith('0000000')) {
      throw new NotOnWhatsApp(`nobody on WhatsApp has ${whatsappId}`)
    }
    const lid = lidOf(this.seed, number)
    const person: Person = {
      phone: `+${number}`,
      lid,
      addressing: 'PHONE',
      linked: false,
      savedName: null,
      pushName: null,
    }
    this.addPerson(person)
    return person
  }

  /** Adds a message at the end of a chat, and forgets the chat's oldest ones beyond HISTORY_PER_CHAT. */
  add(chat: Chat, message: Message): void {
    chat.messages.push(message)
    if (!message.told) this.#untold += 1
    if (chat.messages.length < Math.max(chat.trimAt, HISTORY_PER_CHAT * 1.5)) return
    const untold = chat.messages.findIndex((kept) => !kept.told)
    const excess = chat.messages.length - HISTORY_PER_CHAT
    chat.messages = chat.messages.slice(untold === -1 ? excess : Math.min(untold, excess))
    chat.trimAt = chat.messages.length * 1.5
  }

  /** The message that a ref names. Throws if there is none. */
  find(ref: string): { chat: Chat; message: Message } {
    const [, fromMe, address, stanzaId] = /^(true|false)_([^_]+)_([^_]+)$/.exec(ref) ?? []
    const chat = this.#chats.get(address ?? '')
    const message = chat?.messages.findLast((kept) => kept.stanzaId === stanzaId && String(kept.fromMe) === fromMe)
    if (chat === undefined || message === undefined) throw new Error(`the phone has no message ${ref}`)
    return { chat, message }
  }

  /** The chat list, newest activity first; chats without messages last. */
  chats(): EngineChatSummary[] {
    return [...new Set(this.#chats.values())]
      .sort((a, b) => (b.messages.at(-1)?.sentAt ?? 0) - (a.messages.at(-1)?.sentAt ?? 0))
      .map(summaryView)
  }

  contacts(): EnginePerson[] {
    return [...new Set(this.#people.values())].map(personView)
  }

  /** See Engine.history. A chat that the phone does not know has none. */
  history(whatsappId: string, limit: number, since: Date | null): EngineMessage[] {
    const chat = this.#chats.get(whatsappId)
    if (chat === undefined || limit <= 0) return []
    const from = since?.getTime() ?? Number.NEGATIVE_INFINITY
    const messages = chat.messages.filter((message) => message.sentAt >= from).slice(-limit)
    for (const message of messages) {
      if (!message.told) this.#untold -= 1
      message.told = true
    }
    return messages.map((message) => messageView(chat, message))
  }

  /** Puts every chat's messages in the order of their times, after they were made again flood by flood. */
  sortHistory(): void {
    for (const chat of new Set(this.#chats.values())) chat.messages.sort((a, b) => a.sentAt - b.sentAt)
  }

  /** Sets how many messages of the chat are unread, and tells it if that is news. */
  setUnread(chat: Chat, unreadCount: number): void {
    if (chat.unreadCount === unreadCount) return
    chat.unreadCount = unreadCount
    this.#unreadNews.delete(chat)
    this.tell({ type: 'unread', chat: chatView(chat), unreadCount })
  }

  /** How many messages are unread, by what never changes of a chat: the group's id or the person's phone number. */
  get unread(): Readonly<Record<string, number>> {
    const unread = [...new Set(this.#chats.values())].filter(({ unreadCount }) => unreadCount > 0)
    return Object.fromEntries(unread.map((chat) => [nameOf(chat), chat.unreadCount]))
  }

  /** After a restart, before anybody was told: as much is unread as was then. */
  restoreUnread(unread: Readonly<Record<string, number>>): void {
    for (const chat of this.#chats.values()) chat.unreadCount = unread[nameOf(chat)] ?? 0
  }

  /** Counts a received message as unread; what many messages did to a chat within UNREAD_NEWS_MS is told once. */
  addUnread(chat: Chat): void {
    chat.unreadCount += 1
    if (this.#listener === null) return
    this.#unreadNews.add(chat)
    this.#cancelUnreadNews ??= this.#clock.after(UNREAD_NEWS_MS, () => this.#tellUnread())
  }

  #tellUnread(): void {
    this.#cancelUnreadNews = null
    for (const chat of this.#unreadNews) {
      this.tell({ type: 'unread', chat: chatView(chat), unreadCount: chat.unreadCount })
    }
    this.#unreadNews.clear()
  }
}

const nameOf = ({ groupId, person }: Chat): string => groupId ?? person?.phone ?? ''
