import type { AckLevel, StoredMessage } from './stand-in'

/** A person, as the page's contact model wants it. */
export interface WireContact {
  readonly id: string
  readonly phoneNumber?: string
  readonly lid?: string
  readonly name?: string
  readonly pushname?: string
  readonly isBusiness: boolean
  readonly isBlocked: boolean
}

/** A group's metadata, participants included. */
export interface WireGroup {
  readonly id: string
  readonly subject: string
  readonly owner: string
  readonly creation: number
  readonly desc?: string
  readonly announce: boolean
  readonly isLidAddressingMode: boolean
  readonly participants: readonly { readonly id: string; readonly isAdmin: boolean; readonly isSuperAdmin: boolean }[]
}

/** A chat without its messages. */
export interface WireChat {
  readonly id: string
  readonly title: string
  readonly t: number
  readonly unreadCount: number
  readonly archive: boolean
  readonly pin: number
  readonly muteExpiration: number
  readonly group?: WireGroup
}

/** Somebody's reaction to a message. */
export interface WireReaction {
  readonly id: string
  readonly parentKey: string
  readonly author: string
  readonly fromMe: boolean
  readonly emoji: string
  readonly timestampMs: number
}

/** Somebody's vote on a poll: the local ids of the options. */
export interface WireVote {
  readonly id: string
  readonly parentKey: string
  readonly voter: string
  readonly options: readonly number[]
  readonly timestampMs: number
}

/** An incoming call. */
export interface WireCall {
  readonly id: string
  readonly peer: string
  readonly isVideo: boolean
  readonly isGroup: boolean
  readonly offerTime: number
  readonly participants: readonly string[]
}

/** All that a page has after a load. */
export interface Snapshot {
  readonly me: {
    readonly wid: string
    readonly lid: string
    readonly pushname: string
    readonly platform: string
  }
  readonly sync: 'when-listened' | 'at-once' | 'never'
  readonly contacts: readonly WireContact[]
  readonly mappings: readonly { readonly lid: string; readonly phone: string }[]
  readonly chats: readonly (WireChat & { readonly messages: readonly StoredMessage[] })[]
  readonly reactions: readonly WireReaction[]
  readonly votes: readonly WireVote[]
  /** Number of account events that the snapshot contains. */
  readonly at: number
}

/** What happens in an account, in the order in which every page sees it. */
export type AccountEvent =
  | { readonly event: 'message'; readonly message: StoredMessage; readonly chat: WireChat; readonly live: boolean }
  | { readonly event: 'change'; readonly key: string; readonly set: Readonly<Record<string, unknown>> }
  | { readonly event: 'ack'; readonly key: string; readonly ack: AckLevel }
  | { readonly event: 'remove'; readonly key: string }
  | { readonly event: 'reaction'; readonly reaction: WireReaction }
  | { readonly event: 'vote'; readonly vote: WireVote }
  | { readonly event: 'call'; readonly call: WireCall }
  | { readonly event: 'contact'; readonly contact: WireContact }
  | { readonly event: 'chat'; readonly chat: WireChat }
  | { readonly event: 'removeChat'; readonly id: string }

/** What a device keeps in its profile to log in again. */
export interface Login {
  readonly device: string
  readonly secret: string
}

/** What the server pushes to one page. */
export type ServerPush =
  | (AccountEvent & { readonly at: number })
  | { readonly event: 'unpaired'; readonly ref: string }
  | { readonly event: 'idle' }
  | { readonly event: 'linked'; readonly login: Login; readonly snapshot: Snapshot }
  | { readonly event: 'resumed'; readonly snapshot?: Snapshot }
  | { readonly event: 'loggedOut' }
  | { readonly event: 'reload' | 'navigate' | 'frame' | 'leave' | 'hang' }
  | { readonly event: 'mark'; readonly mark: number }
  | { readonly event: 'again'; readonly key: string }
  | { readonly event: 'state'; readonly state: string }
  | { readonly reply: number; readonly result: unknown }
  | { readonly reply: number; readonly error: { readonly name: string; readonly message: string } }

/** The first message of a page: its keys (they are part of the QR text) and, if it is linked, its login. */
export interface Hello {
  readonly hello: { readonly keys: readonly string[]; readonly login?: Login; readonly since?: number }
}

/** What a page sends after its hello. */
export type PageMessage =
  | Hello
  | { readonly call: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly mark: number }
  | { readonly report: 'missing' | 'error' | 'synced'; readonly what: string }
