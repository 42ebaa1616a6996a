/** The event log: what happened, per session, in the order of commit. */
import type { ChatContent, MessageContent, QrRecord } from './model'
import type { SessionState } from './session-state'

export type EventOrigin = 'LIVE' | 'BACKFILL'
export type MessageChange = 'DELIVERY' | 'EDIT' | 'REVOKE' | 'REACTION' | 'DECRYPTED' | 'MEDIA'

/** Why messages of some time are missing. */
export type GapReason =
  /** The session was away for longer than is fetched back. */
  | 'ABSENCE_TOO_LONG'
  /** More messages were missed than are fetched of one chat. */
  | 'TOO_MANY_MESSAGES'
  /** WhatsApp did not give the chat's history, however often it was asked. */
  | 'HISTORY_UNAVAILABLE'

/** Messages sent in this time may be missing from what is stored. */
export interface Gap {
  /** Null: since the chat's beginning. */
  from: Date | null
  until: Date
  reason: GapReason
}

/** What an event says, by type. */
export type EventBody =
  | { type: 'message.received'; content: MessageContent }
  | { type: 'message.updated'; change: MessageChange; content: MessageContent }
  /** The event's chat changed otherwise than by a received message that it counts as unread. */
  | { type: 'chat.updated'; shown: ChatContent }
  /** Of the event's chat, or of all chats of the session where it has none. */
  | ({ type: 'history.gap' } & Gap)
  | {
      type: 'session.state'
      state: SessionState
      previousState: SessionState
      reason: string | null
      qr: QrRecord | null
    }

export type EventType = EventBody['type']

export type LogEvent<Body extends EventBody = EventBody> = {
  sessionId: string
  /** Dense and ascending from 1 within the session. */
  seq: number
  workspaceId: string
  origin: EventOrigin
  occurredAt: Date
  chatId: string | null
  messageId: string | null
} & Body

/** The event of one type. */
export type LogEventOf<Type extends EventType> = LogEvent<Extract<EventBody, { type: Type }>>

/** A place in the logs of several sessions: session id to the last sequence number that was seen. */
export type Position = ReadonlyMap<string, number>

/** How much of a session's log there is. */
export interface Extent {
  /** The newest sequence number. */
  head: number
  /** Events up to it may be deleted; 0 where all are there. */
  pruned: number
}

/**
 * Reads the log; always within one workspace. Throws StoreUnavailable while the database is away; a log that waits for
 * it instead does so no longer than until `until` is aborted.
 */
export interface EventLog {
  /** The newest sequence number of each session of the workspace, or of the one named. */
  heads(workspaceId: string, sessionId: string | null, until?: AbortSignal): Promise<Map<string, number>>
  /**
   * At most `limit` events of a session after `seq`, ascending and without a hole; none of a session that is deleted.
   * Throws CURSOR_EXPIRED where the first of them are not kept any more.
   */
  after(workspaceId: string, sessionId: string, seq: number, limit: number, until?: AbortSignal): Promise<LogEvent[]>
}
