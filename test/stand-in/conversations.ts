import { hasAuthors, isGroup, messageKey, newStanzaId, toWid } from './ids'
import type { ChatSetup, IncomingMessage, ParticipantSetup, StoredMessage } from './stand-in'
import type { WireChat, WireGroup, WireReaction, WireVote } from './wire'

/** A chat as the account holds it, newest message last. */
export interface ChatState {
  readonly id: string
  chat: Omit<WireChat, 'id' | 'title'>
  readonly messages: StoredMessage[]
}

/** The chats, messages and reactions of one account: plain data, no connections. */
export class Conversations {
  readonly #chats = new Map<string, ChatState>()
  readonly #messages = new Map<string, StoredMessage>()
  readonly #votes = new Map<string, WireVote>()
  readonly #reactions = new Map<string, Map<string, WireReaction>>()

  constructor(
    readonly me: string,
    readonly myLid: string,
  ) {}

  chats(): readonly ChatState[] {
    return [...this.#chats.values()]
  }

  chat(id: string): ChatState | undefined {
    return this.#chats.get(id)
  }

  /** The chat, made if it is new. */
  open(id: string): ChatState {
    return this.#chats.get(id) ?? this.create({ id })
  }

  create(setup: ChatSetup): ChatState {
    const id = toWid(setup.id)
    const chat = {
      t: 0,
      unreadCount: setup.unreadCount ?? 0,
      archive: setup.archived ?? false,
      pin: setup.pinned ? 1 : 0,
      muteExpiration: setup.muteExpiration ?? 0,
      ...(isGroup(id) ? { group: this.#group(id, setup) } : {}),
    }
    const state: ChatState = { id, chat, messages: [] }
    this.#chats.set(id, state)
    for (const message of setup.history ?? []) {
      this.add(typeof message === 'string' ? { from: id, body: message, chat: id } : { chat: id, ...message })
    }
    return state
  }

  delete(id: string): void {
    for (const message of this.#chats.get(id)?.messages ?? []) this.#messages.delete(message.key)
    this.#chats.delete(id)
  }

  /** Stores a message, unless it is here already (the same key). */
  add(input: IncomingMessage): { readonly message: StoredMessage; readonly isNew: boolean } {
    const message = this.#message(input)
    const known = this.#messages.get(message.key)
    if (known) return { message: known, isNew: false }
    const state = this.open(message.chat)
    state.messages.push(message)
    state.messages.sort((a, b) => a.timestamp - b.timestamp)
    this.#messages.set(message.key, message)
    state.chat = { ...state.chat, t: Math.max(state.chat.t, message.timestamp) }
    return { message, isNew: true }
  }

  get(key: string): StoredMessage | undefined {
    return this.#messages.get(key)
  }

  /** The message. Throws if there is none with that key. */
  existing(key: string): StoredMessage {
    const message = this.#messages.get(key)
    if (!message) throw new Error(`no message ${key}`)
    return message
  }

  /** Changes a message. Throws if there is none with that key. */
  update(key: string, change: Partial<StoredMessage>): StoredMessage {
    const before = this.existing(key)
    const message = { ...before, ...change, fields: { ...before.fields, ...change.fields } }
    this.#messages.set(key, message)
    const list = this.open(message.chat).messages
    list[list.findIndex((other) => other.key === key)] = message
    return message
  }

  remove(key: string): void {
    const message = this.existing(key)
    this.#messages.delete(key)
    const list = this.open(message.chat).messages
    list.splice(list.indexOf(message), 1)
  }

  setReaction(reaction: WireReaction): void {
    const byAuthor = this.#reactions.get(reaction.parentKey) ?? new Map<string, WireReaction>()
    if (reaction.emoji) byAuthor.set(reaction.author, reaction)
    else byAuthor.delete(reaction.author)
    this.#reactions.set(reaction.parentKey, byAuthor)
  }

  reaction(key: string, author: string): WireReaction | undefined {
    return this.#reactions.get(key)?.get(author)
  }

  reactions(): readonly WireReaction[] {
    return [...this.#reactions.values()].flatMap((byAuthor) => [...byAuthor.values()])
  }

  setVote(vote: WireVote): void {
    this.#votes.set(`${vote.parentKey} ${vote.voter}`, vote)
  }

  votes(): readonly WireVote[] {
    return [...this.#votes.values()]
  }

  /** Finds a message of a chat by key or stanza id. */
  find(chat: string, reference: string): StoredMessage | undefined {
    return this.get(reference) ?? this.chat(chat)?.messages.find((message) => message.id === reference)
  }

  #message(input: IncomingMessage): StoredMessage {
    const fromMe = input.fromMe ?? false
    if (!fromMe && !input.from) throw new Error('a message needs `from`, or `fromMe` and `chat`')
    const chat = toWid(input.chat ?? input.from ?? '')
    const addressedByLid = chat.endsWith('@lid') || this.chat(chat)?.chat.group?.isLidAddressingMode
    const self = addressedByLid ? this.myLid : this.me
    const author = fromMe ? self : toWid(input.from ?? '')
    const id = input.id ?? newStanzaId()
    const quoted = input.quoted && this.find(chat, input.quoted)
    const named = hasAuthors(chat) ? { author, participant: author } : {}
    return {
      key: messageKey(fromMe, chat, id, named.participant),
      id,
      fromMe,
      chat,
      from: fromMe ? self : chat,
      to: fromMe ? chat : self,
      ...named,
      body: input.body ?? '',
      type: input.type ?? 'chat',
      timestamp: input.timestamp ?? Math.floor(Date.now() / 1000),
      ack: input.ack ?? 1,
      fields: { ...(quoted ? quotedFields(quoted) : {}), ...input.fields },
    }
  }

  #group(id: string, setup: ChatSetup): WireGroup {
    const participants = (setup.participants ?? []).map((one): ParticipantSetup => {
      return typeof one === 'string' ? { id: one } : one
    })
    const everyone = participants.map(({ id: wid, isAdmin = false, isSuperAdmin = false }) => {
      return { id: toWid(wid), isAdmin: isAdmin || isSuperAdmin, isSuperAdmin }
    })
    return {
      id,
      subject: setup.subject ?? id,
      owner: everyone.find((one) => one.isSuperAdmin)?.id ?? this.me,
      creation: 1_600_000_000,
      ...(setup.description === undefined ? {} : { desc: setup.description }),
      announce: setup.announce ?? false,
      isLidAddressingMode: setup.isLidAddressingMode ?? false,
      participants: everyone,
    }
  }
}

function quotedFields(quoted: StoredMessage): Readonly<Record<string, unknown>> {
  return {
    quotedMsg: { type: quoted.type, body: quoted.body },
    quotedStanzaID: quoted.id,
    quotedParticipant: quoted.author ?? quoted.from,
  }
}
