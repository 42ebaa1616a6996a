/** What a run leaves behind for the checker: plain data, so that it can be written to a file and judged again. */

export type EventType = 'message.received' | 'message.updated' | 'chat.updated' | 'session.state'
export type Origin = 'LIVE' | 'BACKFILL'

/** A message that WhatsApp (the stand-in, or a simulated phone) has taken: the truth that all else is held to. */
export interface Accepted {
  sessionId: string
  fromMe: boolean
  stanzaId: string
  body: string | null
  /** Whether subscribers must have been told: not of what was there before the login, nor of what the API sent. */
  announced: boolean
  /** Set where it can have come in one way only, such as while the server was dead. */
  origin: Origin | null
}

/** A message that a client asked the API to send, over and over with one idempotency key until it had an answer. */
export interface Sent {
  sessionId: string
  text: string
  /** The server's id; null if no answer ever came. */
  messageId: string | null
  /** How often WhatsApp has got it; null where nobody can know any more (simulated phones forget with their server). */
  reached: number | null
}

/** A message as the API lists it. */
export interface Stored {
  sessionId: string
  id: string
  stanzaId: string | null
  fromMe: boolean
  body: string | null
  deliveryState: string | null
}

/** A row of the event log, as it is in the database. */
export interface Logged {
  sessionId: string
  seq: number
  workspaceId: string
  type: EventType
  messageId: string | null
  chatId: string | null
  origin: Origin
  /** What it says of its chat's unread messages: how many there are, that there is one more, or nothing (null). */
  unread: number | 'one more' | null
}

/** A chat as it is in the database, if it is no alias of another. */
export interface ChatFacts {
  id: string
  unreadCount: number
}

/** An event as a subscriber got it. */
export interface Seen {
  sessionId: string
  type: EventType
  /** Null for changes of state and of chats. */
  messageId: string | null
  /** Null where the subscription does not tell. */
  origin: Origin | null
  /** The cursor that came with it, read: session id to sequence number. */
  position: Readonly<Record<string, number>>
}

/** What one subscriber asked for, and all that it got over all of its connections, oldest first. */
export interface Subscriber {
  name: string
  workspaceId: string
  /** Null for the whole workspace. */
  sessionId: string | null
  chatId: string | null
  type: EventType
  /** `beginning`: must have seen the log from its first event; `now`: from the first that it happened to get. */
  from: 'beginning' | 'now'
  seen: readonly Seen[]
  /** What was wrong without being an event: errors in place of one, and a server that would not have it. */
  troubles: readonly string[]
}

export interface SessionFacts {
  id: string
  workspaceId: string
  /** As it is told by the database: the newest sequence number. */
  lastSeq: number
}

export interface History {
  sessions: readonly SessionFacts[]
  chats: readonly ChatFacts[]
  accepted: readonly Accepted[]
  sent: readonly Sent[]
  stored: readonly Stored[]
  log: readonly Logged[]
  subscribers: readonly Subscriber[]
  /** What had not come to its end long after all faults were healed; null if everything had. */
  unrest: string | null
}

/** What must not be, one kind for each promise that is broken. */
export type ViolationKind =
  | 'message lost'
  | 'message doubled'
  | 'message of nobody'
  | 'message in the wrong session'
  | 'never announced'
  | 'announced twice'
  | 'announced with the wrong origin'
  | 'sent twice'
  | 'sent and not known'
  | 'said to be sent'
  | 'never ended'
  | 'hole in the log'
  | 'unread not as told'
  | 'event lost'
  | 'event doubled'
  | 'event out of order'
  | 'event of another'
  | 'event that is not in the log'
  | 'cursor went back'
  | 'foreign session'
  | 'trouble'
  | 'never quiet'

export interface Violation {
  kind: ViolationKind
  detail: string
}
