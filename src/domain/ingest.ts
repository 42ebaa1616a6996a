/** The one door to the database: what is written for a session, in groups, each in one transaction. */
import type {
  DeliveryState,
  EngineChat,
  EngineChatSummary,
  EngineEvent,
  EngineMe,
  EngineMessage,
  EnginePerson,
  SentMessage,
} from './engine'
import type { EventOrigin, Gap, LogEvent } from './event-log'
import type { QrRecord, SyncRecord } from './model'
import type { SessionState } from './session-state'

type Passed = 'ack' | 'edit' | 'revoke' | 'reaction' | 'unread'

/** One thing to write. */
export type IngestItem =
  /** `announce`: whether subscribers hear of it; what a first synchronisation brings is stored in silence. */
  | { type: 'message'; message: EngineMessage; origin: EventOrigin; announce: boolean }
  | Extract<EngineEvent, { type: Passed }>
  /** `quiet`: subscribers do not hear of what it changes, as with all that a first synchronisation brings. */
  | { type: 'chat'; chat: EngineChatSummary; quiet?: boolean }
  | { type: 'person'; person: EnginePerson; quiet?: boolean }
  /** Null is all chats of the session. */
  | { type: 'gap'; chat: EngineChat | null; gap: Gap; at: Date }
  /** An own message to be sent, under an id that the caller chose. */
  | {
      type: 'outbound'
      messageId: string
      chat: EngineChat
      body: string
      quotedStanzaId: string | null
      idempotencyKey: string | null
      contentHash: string
      at: Date
    }
  | { type: 'sent'; messageId: string; sent: SentMessage }
  /** From one of the `from` states only, so that a late time-out cannot undo an acknowledgement. */
  | {
      type: 'delivery'
      messageId: string
      from: readonly DeliveryState[]
      deliveryState: DeliveryState
      failure: string | null
    }
  | {
      type: 'state'
      state: SessionState
      previousState: SessionState
      reason: string | null
      qr: QrRecord | null
      pairingCode: string | null
      wanted: boolean
      /** Undefined leaves it as it is; null forgets who was logged in. */
      me?: EngineMe | null
      at: Date
    }
  /** Null leaves either as it is; phase CHATS begins the count of stored messages anew. */
  | { type: 'sync'; sync: Omit<SyncRecord, 'messagesStored'> | null; syncedAt: Date | null }

/** The right to write for a session: who holds it, and the number that fences older holders off. */
export interface Lease {
  sessionId: string
  workspaceId: string
  owner: string
  fence: number
}

export interface CommitResult {
  /** What was appended to the log, ascending. */
  events: LogEvent[]
  /** Chats turned out to be one: earlier events of one belong to the other now. */
  chatsMerged: boolean
  /** New messages that were stored, announced or not. */
  messagesStored: number
  /** Items for own messages that are not known (yet). */
  unmatched: IngestItem[]
}

export interface IngestStore {
  /**
   * Writes the items in order, in one transaction; the same message twice is one row and one event.
   * Throws LeaseLost if another process has taken the session over, StoreUnavailable while the database cannot be
   * reached, and any other Error if the items themselves were refused; in each case nothing was written.
   */
  commit(lease: Lease, items: readonly IngestItem[]): Promise<CommitResult>
}

/** Another process writes for this session now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
  constructor(sessionId: string) {
    super(`the lease of session ${sessionId} went to another process`)
  }
}

/** The database cannot be reached, or is too busy: the same items can be written later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
