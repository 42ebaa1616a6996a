import type { EventType, LogEvent, Position } from '../domain/event-log'
import type { MessageRecord, SessionRecord } from '../domain/model'
import type { WorkspaceReads } from '../domain/reads'
import { encodeCursor } from '../pubsub/cursor'
import { eventStream, PAGE, type StreamParts, type StreamScope } from '../pubsub/event-stream'
import type { Life } from './patient-reads'

/** What a subscription asks for. */
export interface Wanted extends StreamScope {
  /** At least one. */
  types: readonly EventType[]
  /** Null for all chats; what concerns a whole session belongs to each of its chats. */
  chatId: string | null
}

/** What an event is about, as it is stored now; the other is null. */
export interface Subject {
  session: SessionRecord | null
  message: MessageRecord | null
}

/** An event as the root of its execution, with the cursor right after it. */
export interface Streamed extends Subject {
  event: LogEvent
  cursor: string
}

/** Where the events of a source come from, and what they are about. */
export interface SourceParts extends StreamParts {
  reads: Pick<WorkspaceReads, 'sessions' | 'messages'>
  life: Life
}

/**
 * What a subscription's resolver returns: where its events are, with nothing read yet. Who follows it reads pages of
 * whole logs, executes for the events that are `wanted` and have a subject, and counts the others, so that every place
 * in the logs has one position, whoever gets there.
 */
export class LogSource implements AsyncIterable<LogEvent[]> {
  /** The same for sources of the same events, wherever they begin. */
  readonly key: string
  /** Sessions that were deleted while their events were followed: cursors leave them out. */
  private readonly gone = new Set<string>()

  constructor(
    private readonly wanted: Wanted,
    /** Where the client wants to go on; null for now. */
    readonly after: Position | null,
    private readonly parts: SourceParts,
  ) {
    const { workspaceId, sessionId, chatId, types } = wanted
    this.key = JSON.stringify([workspaceId, sessionId, chatId, [...types].sort()])
  }

  /** The newest position; null if the one session is deleted. A database that is away is waited for until `until`. */
  async heads(until: AbortSignal): Promise<Position | null> {
    const { workspaceId, sessionId } = this.wanted
    const heads = await this.parts.log.heads(workspaceId, sessionId, until)
    return sessionId !== null && !heads.has(sessionId) ? null : heads
  }

  /** All pages since the client's `after`. */
  [Symbol.asyncIterator](): AsyncGenerator<LogEvent[], void, undefined> {
    return this.since(this.after ?? new Map())
  }

  /** All pages after a position, for as long as there is a log. */
  since(position: Position): AsyncGenerator<LogEvent[], void, undefined> {
    return eventStream(this.wanted, position, this.parts, (sessionId) => this.gone.add(sessionId))
  }

  /** A page of one session's events, after a sequence number and up to another; empty if the session is deleted. */
  page(sessionId: string, after: number, last: number, until: AbortSignal): Promise<LogEvent[]> {
    return this.parts.log.after(this.wanted.workspaceId, sessionId, after, Math.min(PAGE, last - after), until)
  }

  /** Whether the session was seen to be deleted while this was followed. */
  isGone(sessionId: string): boolean {
    return this.gone.has(sessionId)
  }

  /** An event without a chat, as a gap of a whole session, is about each of its chats. */
  wants({ type, chatId }: LogEvent): boolean {
    const { types, chatId: wanted } = this.wanted
    return types.includes(type) && (wanted === null || chatId === null || chatId === wanted)
  }

  /**
   * What wanted events are about, in one reading, in their order; null where it was deleted since: there is nothing
   * left to tell of.
   */
  async subjects(events: readonly LogEvent[]): Promise<(Subject | null)[]> {
    const { reads } = this.parts
    const messageIds = new Set(events.flatMap(({ messageId }) => messageId ?? []))
    const sessionIds = new Set(events.flatMap(({ messageId, sessionId }) => (messageId === null ? sessionId : [])))
    const [messages, sessions] = await Promise.all([
      messageIds.size === 0 ? [] : reads.messages([...messageIds]),
      sessionIds.size === 0 ? [] : reads.sessions([...sessionIds]),
    ])
    const [messageById, sessionById] = [byId(messages), byId(sessions)]
    return events.map(({ messageId, sessionId }) =>
      messageId === null
        ? subject({ session: sessionById.get(sessionId) })
        : subject({ message: messageById.get(messageId) }),
    )
  }

  /** What a wanted event is executed with; `position` is the place right after it. */
  streamed(event: LogEvent, subject: Subject, position: Position): Streamed {
    const known = this.gone.size === 0 ? position : new Map([...position].filter(([id]) => !this.isGone(id)))
    return { event, cursor: encodeCursor(known), ...subject }
  }

  /** Nobody follows it any more: reads that wait for the database give up. */
  end(): void {
    this.parts.life.ended = true
  }
}

const byId = <Item extends { id: string }>(items: readonly (Item | null)[]): Map<string, Item> =>
  new Map(items.flatMap((item) => (item ? [[item.id, item] as const] : [])))

const subject = ({ session = null, message = null }: Partial<Subject>): Subject | null =>
  session || message ? { session, message } : null
