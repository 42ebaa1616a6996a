/** A flood of messages as a client asked for it: `count` messages, in turn over `chats` chats. */
export interface Flood {
  readonly count: number
  readonly chats: number
  /** How many of the chats are groups. */
  readonly groups: number
  /** Null for as fast as the server takes them. */
  readonly perSecond: number | null
  /** Null for made-up sentences. */
  readonly body: string | null
}

/** An accepted flood. Its messages follow from it and the account's seed, so that storing it stores them all. */
export interface Batch extends Flood {
  /** Part of the stanza ids; never the same twice in an account. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly acceptedAt: number
  /** How many of the messages have arrived, and when the last of them did (milliseconds since 1970). */
  arrived: number
  arrivedAt: number
}
