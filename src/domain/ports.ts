/** What the domain's services need of the database and of the wake-ups. */
import type { EngineKind } from './engine'
import type { LogEvent } from './event-log'
import type { Lease } from './ingest'
import type { MessageRecord, SessionRecord } from './model'

/** A session to be created. */
export interface NewSession {
  id: string
  workspaceId: string
  name: string
  engine: EngineKind
  pairingPhone: string | null
}

/** Sessions and their leases. */
export interface SessionStore {
  create(session: NewSession): Promise<SessionRecord>
  /** Null if it is not there, or not of the workspace. */
  find(workspaceId: string, id: string): Promise<SessionRecord | null>
  setPairingPhone(id: string, phone: string | null): Promise<void>
  /** Sessions that should run and that no living process holds. */
  wanted(): Promise<SessionRecord[]>
  /** Deletes it with all that is stored of it. */
  delete(id: string): Promise<void>
  /** The lease, or null while another living process holds it. */
  acquire(session: { id: string; workspaceId: string }): Promise<Lease | null>
  /**
   * Prolongs all leases of this process; the ids of the sessions still held. With it is stored how much memory their
   * browsers take, in bytes: none where the session is not in `memory`, or is not meant to run.
   */
  renew(memory: ReadonlyMap<string, number>): Promise<Set<string>>
  release(lease: Lease): Promise<void>
  /** The process that holds an unexpired lease on the session, if any. */
  ownerOf(id: string): Promise<string | null>
}

/** An own message, stored as QUEUED, on its way to the engine. */
export interface QueuedMessage {
  messageId: string
  /** The chat's WhatsApp id. */
  to: string
  text: string
  quotedRef: string | null
}

/** What a session's sender and synchronisation must know of what is stored. */
export interface SessionContents {
  /** Own messages that were accepted and not yet handed to the engine, oldest first. */
  queued(sessionId: string): Promise<QueuedMessage[]>
  /**
   * Own messages that an earlier process may or may not have handed over, or that WhatsApp had not acknowledged when it
   * ended: of these, those accepted since a time.
   */
  inFlight(sessionId: string, since: Date): Promise<MessageRecord[]>
  byIdempotencyKey(sessionId: string, key: string): Promise<MessageRecord | null>
}

/** "Look": a session's log has grown up to `seq`. */
export interface WakeUp {
  workspaceId: string
  sessionId: string
  /** 0 where the session itself is gone. */
  seq: number
  /** The events up to `seq` that were just committed, without a hole, where that was done in this process. */
  committed?: readonly LogEvent[]
}

/** Wake-ups between writers and subscribers, in this process or across nodes; losing one costs time, not events. */
export interface WakeUps {
  publish(wakeUp: WakeUp): void
  /** Calls `listener` for each wake-up until the result is called. */
  listen(listener: (wakeUp: WakeUp) => void): () => void
  /** Rejects while it cannot reach other nodes. */
  check(): Promise<void>
  close(): Promise<void>
}
