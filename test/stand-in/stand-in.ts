/**
 * The control API of the stand-in for web.whatsapp.com: the phone and the rest of the world, as a test plays them.
 * Ids are WhatsApp's: `628111@c.us` (phone), `123@lid`, `1203@g.us` (group), `status@broadcast`. A person may be
 * named by a bare phone number (digits) wherever an id is taken. Times are Unix seconds.
 */

/** -1 error, 0 pending, 1 server, 2 delivered, 3 read, 4 played: the library's MessageAck. */
export type AckLevel = -1 | 0 | 1 | 2 | 3 | 4

/** Any further attributes of a WhatsApp message model, as the page's internals name them (`caption`, `quotedMsg`…). */
export type MessageFields = Readonly<Record<string, unknown>>

/** A person as the account's address book and WhatsApp's directory know them; `phone` or `lid` (digits) is needed. */
export interface ContactSetup {
  readonly phone?: string
  readonly lid?: string
  /** The name in the address book; without it the person is not a saved contact. */
  readonly name?: string
  /** The name the person chose. */
  readonly pushName?: string
  readonly isBusiness?: boolean
  readonly isBlocked?: boolean
  /** URL of the profile picture. */
  readonly picture?: string
  /** The text under the name ("about"). */
  readonly about?: string
  /** The page does not know LID ↔ phone until it asks the server (`getContactLidAndPhone` then costs a query). */
  readonly mappingUnknown?: boolean
  /** WhatsApp does not tell this person's phone number: only the LID is ever known. */
  readonly phoneHidden?: boolean
}

/** A participant of a group. */
export interface ParticipantSetup {
  readonly id: string
  readonly isAdmin?: boolean
  readonly isSuperAdmin?: boolean
}

/** A chat that exists before the device is linked, with its history. */
export interface ChatSetup {
  /** Phone number, `…@c.us`, `…@lid` or `…@g.us`. */
  readonly id: string
  /** Subject of a group; a private chat takes its title from the contact. */
  readonly subject?: string
  readonly participants?: readonly (string | ParticipantSetup)[]
  readonly description?: string
  readonly announce?: boolean
  readonly isLidAddressingMode?: boolean
  readonly unreadCount?: number
  readonly archived?: boolean
  readonly pinned?: boolean
  /** Unix seconds until which the chat is muted, -1 for ever, 0 (the default) not muted. */
  readonly muteExpiration?: number
  readonly history?: readonly (string | IncomingMessage)[]
}

/** A WhatsApp account on its phone. */
export interface AccountSetup {
  readonly phone: string
  readonly lid?: string
  readonly pushName?: string
  readonly platform?: string
  readonly contacts?: readonly ContactSetup[]
  readonly chats?: readonly ChatSetup[]
  /** Newest messages of each chat in the page's memory after a load (3 unless set); the rest is loaded on demand. */
  readonly preloaded?: number
}

/** A message as the world sends it to the account, or as the account's own phone sends it (`fromMe`). */
export interface IncomingMessage {
  /** The sender. Not needed with `fromMe`. */
  readonly from?: string
  /** The chat: a group or `status@broadcast`; `from` for a private message. Needed with `fromMe`. */
  readonly chat?: string
  readonly body?: string
  /** The stanza id; made up unless given. The same id twice in a chat is delivered once, as WhatsApp does. */
  readonly id?: string
  readonly timestamp?: number
  /** `chat` (text) unless set; `ciphertext` announces a message whose text comes later, by `decrypt`. */
  readonly type?: string
  readonly fromMe?: boolean
  readonly ack?: AckLevel
  /** Key or stanza id of a message of the same chat that this one replies to. */
  readonly quoted?: string
  /** The file of a media message; the page downloads it from the stand-in. */
  readonly media?: MediaFile
  readonly fields?: MessageFields
}

/** A media file. `expired` media is announced and cannot be downloaded any more. */
export interface MediaFile {
  readonly mimetype: string
  readonly data: Buffer
  readonly filename?: string
  readonly expired?: boolean
}

/** A message as the account holds it. */
export interface StoredMessage {
  /** `<fromMe>_<chat>_<stanza id>[_<participant>]`: the library's `id._serialized`. */
  readonly key: string
  /** The stanza id: the library's `id.id`. */
  readonly id: string
  readonly fromMe: boolean
  readonly chat: string
  readonly from: string
  readonly to: string
  readonly author?: string
  readonly participant?: string
  readonly body: string
  readonly type: string
  readonly timestamp: number
  readonly ack: AckLevel
  readonly fields: MessageFields
}

/** A reaction by someone; an empty `emoji` takes it back. */
export interface ReactionInput {
  readonly from: string
  readonly emoji: string
  readonly timestamp?: number
}

/** A call that somebody makes to the account. */
export interface CallInput {
  readonly from: string
  readonly id?: string
  readonly isVideo?: boolean
  readonly isGroup?: boolean
}

/** A change of a group: told to the page as a notification message (`gp2`), and in the group's metadata. */
export interface GroupChange {
  readonly group: string
  readonly kind: 'add' | 'remove' | 'leave' | 'promote' | 'demote' | 'subject' | 'description'
  readonly author: string
  readonly participants?: readonly string[]
  readonly text?: string
}

/** How what happens reaches the connected pages of an account; at once and in order unless told otherwise. */
export interface Deliveries {
  /** Nothing that happens from now on reaches them, until `release`. */
  hold(): void
  /** What was held reaches them: messages in the order that `reorder` gives them, then all else. */
  release(reorder: <Item>(messages: readonly Item[]) => readonly Item[]): void
  /** A message that they have reaches them once more. */
  again(key: string): void
}

/** One account: its phone, its linked devices and everybody who writes to it. `key` is always StoredMessage.key. */
export interface Account {
  readonly phone: string
  /** `<phone>@c.us`. */
  readonly wid: string
  /** `<lid>@lid`. */
  readonly lid: string
  /** Devices (browser profiles) linked now. */
  readonly linkedDevices: number
  /** Pages of this account connected now. */
  readonly connectedPages: number
  /** Lets a test hold, reorder and repeat what pages are told. */
  readonly deliveries: Deliveries
  /** The ack every message that the page sends gets by itself: 1 unless set; 0 for none (then use `ack`). */
  autoAck: AckLevel
  /**
   * When the first sync after a page's load ends: once the library listens for it (the default), at once, as soon as
   * the login is accepted (after a restore the library then misses it: neither `authenticated` nor `ready`), or never.
   */
  sync: 'when-listened' | 'at-once' | 'never'
  /** What the page sent, oldest first, as it is now. */
  readonly sent: readonly StoredMessage[]
  /** Chats that the page marked as seen, in order. */
  readonly seen: readonly string[]
  /** Typing and recording that the page announced, in order. */
  readonly chatStates: readonly { readonly chat: string; readonly state: string }[]
  /** Resolves to the first `count` messages the page sent, once there are that many. */
  waitForSent(count: number): Promise<readonly StoredMessage[]>
  /** Resolves once exactly `count` pages of this account are connected. */
  waitForPages(count: number): Promise<void>
  /** Resolves once a page's first sync has ended (the library's `authenticated`). */
  waitForSynced(): Promise<void>
  /** Resolves once all connected pages have taken in what happened so far. */
  settled(): Promise<void>
  /** A message arrives (or the phone sends one): to connected pages at once, to others with their next load. */
  receive(message: IncomingMessage): StoredMessage
  /** The text of a `ciphertext` message arrives. */
  decrypt(key: string, body: string): void
  edit(key: string, body: string, timestamp?: number): void
  /** Deletes the message for everyone. */
  revoke(key: string): void
  /** Deletes the message on this account only. */
  remove(key: string): void
  react(key: string, reaction: ReactionInput): void
  /** Somebody votes on a poll; `options` are names, none takes the vote back. Throws if the poll lacks one. */
  vote(key: string, vote: { readonly from: string; readonly options: readonly string[] }): void
  /** Somebody calls; the call's id. */
  call(call: CallInput): string
  /** Ids of calls that the page rejected. */
  readonly rejectedCalls: readonly string[]
  /** The world acknowledges a message that the account sent. */
  ack(key: string, level: AckLevel): void
  message(key: string): StoredMessage | undefined
  /** The emoji that somebody reacted to the message with; null for none. */
  reaction(key: string, from: string): string | null
  /** All messages of a chat, oldest first. */
  messages(chat: string): readonly StoredMessage[]
  addContact(contact: ContactSetup): void
  addChat(chat: ChatSetup): void
  removeChat(chat: string): void
  setUnread(chat: string, count: number): void
  setArchived(chat: string, archived: boolean): void
  changeGroup(change: GroupChange): void
  /** Every metadata query for this group fails from now on (`getChats()` of the library then rejects). */
  failGroupMetadata(group: string): void
  /** The phone unlinks all devices: the page logs out and shows a new QR code. */
  unlink(): void
  /** Another browser took over: state CONFLICT. */
  conflict(): void
  /** State changes of the page's connection by name, e.g. DEPRECATED_VERSION, PROXYBLOCK. */
  setState(state: string): void
  /** Cuts the connection of all pages and lets none in: states TIMEOUT and OPENING in turn. */
  dropNetwork(): void
  /** Lets pages in again; `announce: false` makes what they missed appear without an event. */
  restoreNetwork(options?: { readonly announce?: boolean }): void
  /** Closes the connections once; the pages come back by themselves. */
  disconnectPages(): void
  /** The pages load anew, as WhatsApp Web does after an update of itself. */
  reloadPages(): void
  /**
   * The pages change their address without loading (`history.pushState`), load something in a frame and remove the
   * frame, or leave for another page.
   */
  navigatePages(how?: 'navigate' | 'frame' | 'leave'): void
  /**
   * The pages' renderers hang until they are killed or the stand-in closes: what is asked of them is never answered.
   * Resolves once they do.
   */
  hangPages(): Promise<void>
}

/** Options of a stand-in. */
export interface StandInOptions {
  /** A new QR code for every waiting page each so many milliseconds; off unless set (WhatsApp: 20,000). */
  readonly qrRefreshMs?: number
  /** `window.Debug.VERSION` of the page. */
  readonly version?: string
}

/** A running stand-in. */
export interface StandIn {
  readonly port: number
  /** Arguments that make Chromium find the stand-in at https://web.whatsapp.com/. */
  readonly chromiumArgs: readonly string[]
  /** Modules and members that were asked for and that the page lacks: a test asserts that it is empty. */
  readonly missing: readonly string[]
  /** Errors that no code of the page caught. */
  readonly pageErrors: readonly string[]
  /** QR references shown so far, over all pages: the part of the library's QR text before the first comma. */
  readonly qrRefs: readonly string[]
  /** Pairing codes given out so far. */
  readonly pairingCodes: readonly { readonly phone: string; readonly code: string }[]
  /** Makes an account on a phone. Throws if there is one with that number. */
  account(setup: AccountSetup): Account
  /** Adds somebody to WhatsApp's directory whom no account has as a contact. */
  person(contact: ContactSetup): void
  /** Resolves to all references shown, once there are `count` (1 unless given). */
  waitForQr(count?: number): Promise<readonly string[]>
  /** Resolves to the latest pairing code, once there are `count` (1 unless given). */
  waitForPairingCode(count?: number): Promise<string>
  /** Resolves to the first value of `read` that is not undefined; looked at again whenever something happens here. */
  until<T>(what: string, read: () => T | undefined): Promise<T>
  /** The account's phone scans a QR code (the library's text, or only the reference). Throws if it is not valid now. */
  scan(qr: string, account: Account): void
  /** The account's phone enters a pairing code. Throws if it is not valid for its number. */
  enterPairingCode(code: string, account: Account): void
  /** All waiting pages show a new QR code; the old ones expire. */
  refreshQr(): void
  /** All waiting pages stop showing codes: state UNPAIRED_IDLE. */
  expireQr(): void
  /** Pages that load from now on lack these modules, as after a change of WhatsApp's; `missing` does not tell of them. */
  lackModules(...names: string[]): void
  /** Closes every connection and timer; resolves when nothing is left open. Pending waits reject. */
  close(): Promise<void>
}
