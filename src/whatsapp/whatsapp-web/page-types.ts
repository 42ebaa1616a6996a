/**
 * WhatsApp Web's page as far as our own functions in it go: what they ask of the page, what they leave there, and the
 * plain data they hand back. Functions that run in the page are sent there as text, so they may use nothing from
 * outside themselves but `globalThis`.
 */

/** A WhatsApp id as the page holds it. */
export interface Wid {
  _serialized: string
}

export interface ContactModel {
  id: Wid
  name?: unknown
  pushname?: unknown
  phoneNumber?: Wid
}

export interface MessageModel {
  t?: number
  type?: unknown
}

export interface ChatModel {
  id: Wid
  name?: unknown
  formattedTitle?: unknown
  unreadCount?: unknown
  archive?: unknown
  pin?: unknown
  t?: unknown
  msgs: { getModelsArray(): MessageModel[] }
}

export interface Collection<M> {
  get(id: Wid | string): M | undefined
  getModelsArray(): M[]
  on(names: string, listener: (model: M) => void): void
}

interface Emitter {
  on(name: string, listener: (...args: unknown[]) => void): void
}

/** The page's modules that our functions use. */
export interface PageModules {
  WAWebCollections: {
    Chat: Collection<ChatModel>
    Contact: Collection<ContactModel>
    Msg: Collection<MessageModel> & { getMessagesById(ids: string[]): Promise<{ messages: MessageModel[] }> }
  }
  WAWebWidFactory: { createWid(id: string): Wid }
  WAWebApiContact: {
    getCurrentLid: (wid: Wid) => Wid | undefined
    getPhoneNumber: (wid: Wid) => Wid | undefined
  }
  WAWebSocketModel: { Socket: Emitter & { state?: unknown; hasSynced?: unknown } }
  WAWebCmd: { Cmd: Emitter & { refreshQR(): unknown } }
  WAWebQueryExistsJob: { queryWidExists(wid: Wid): Promise<{ wid?: Wid } | null> }
  WAWebMsgActionCapability: {
    canSenderRevokeMsg: (message: MessageModel) => boolean
    canAdminRevokeMsg: (message: MessageModel) => boolean
  }
  WAWebFindChatAction: { findOrCreateLatestChat(wid: Wid): Promise<{ chat?: ChatModel } | undefined> }
  WAWebChatLoadMessages: { loadEarlierMsgs(options: { chat: ChatModel }): Promise<MessageModel[] | undefined> }
}

/** A person as the page knows them. */
export interface PersonFacts {
  lid: string | null
  phone: string | null
  savedName: string | null
  pushName: string | null
}

/** What the page knows about ids that events name. */
export interface Facts {
  persons: Record<string, PersonFacts>
  /** Names of chats; null where the page has none. */
  chats: Record<string, string | null>
}

export interface ChatFacts {
  id: string
  name: string | null
  /** The other person of a private chat. */
  person: PersonFacts | null
  unreadCount: number
  archived: boolean
  pinned: boolean
  /** Unix seconds; 0 for a chat that never had a message. */
  lastActivity: number
}

/** A listing, and what in it could not be read. */
export interface Listing<T> {
  items: T[]
  failures: string[]
}

/** The page's globals, as our functions see them. */
export interface PageGlobals {
  require<N extends keyof PageModules>(name: N): PageModules[N]
  /** The library's, present once it is injected. */
  WWebJS: { getMessageModel(model: MessageModel): Record<string, unknown> }
  /** Ours, left there by `installReads`. */
  wagraph: {
    person(id: string): PersonFacts
    chatName(chat: ChatModel): string | null
  }
  /** Ours, exposed by the worker. */
  wagraphReport(what: string, ...args: unknown[]): unknown
  setTimeout(work: () => void, ms: number): unknown
}
