import type { EventType, LogEvent, Position } from '../domain/event-log'
import type { ChatRecord, MessageRecord, SessionRecord } from '../domain/model'
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

/** What an event is about, as it is stored now; the others are null. */
export interface Subject {
  session: SessionRecord | null
  message: MessageRecord | null
  chat: ChatRecord | null
}

/** An event as the root of its execution, with the cursor right after it. */
export interface Streamed extends Subject {
  event: LogEvent
  cursor: string
}

/** Where the events of a source come from, and what they are about. */
export interface SourceParts extends StreamParts {
  reads: Pick<WorkspaceReads, 'sessions' | 'messages' | 'chats'>
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
    const [messages, chats, sessions] = await Promise.all([
      found(events, 'message', (ids) => reads.messages(ids)),
      found(events, 'chat', (ids) => reads.chats(ids)),
      found(events, 'session', (ids) => reads.sessions(ids)),
    ])
    return events.map((event) => {
      const [kind, id] = about(event)
      const subject = {
        message: kind === 'message' ? (messages.get(id) ?? null) : null,
        chat: kind === 'chat' ? (chats.get(id) ?? null) : null,
        session: kind === 'session' ? (sessions.get(id) ?? null) : null,
      }
      return subject[kind] && subject
    })
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

/** What an event is about. */
function about({ type, messageId, chatId, sessionId }: LogEvent): readonly [keyof Subject, string] {
  if (messageId !== null) return ['message', messageId]
  return type === 'chat.updated' && chatId !== null ? ['chat', chatId] : ['session', sessionId]
}

/** What some of the events are about, by the ids that they have it by; nothing is read where there are none. */
async function found<Item>(
  events: readonly LogEvent[],
  kind: keyof Subject,
  read: (ids: readonly string[]) => Promise<(Item | null)[]>,
): Promise<Map<string, Item | null>> {
  const ids = [...new Set(events.map(about).flatMap(([is, id]) => (is === kind ? id : [])))]
  const items = ids.length === 0 ? [] : await read(ids)
  return new Map(ids.map((id, index) => [id, items[index] ?? null]))
}
