import { badInput, notFound } from '../domain/errors'
import type { EventType, LogEvent } from '../domain/event-log'
import type { MessageRecord, SessionRecord } from '../domain/model'
import type { WorkspaceReads } from '../domain/reads'
import { decodeCursor, encodeCursor } from '../pubsub/cursor'
import { eventStream, type StreamParts } from '../pubsub/event-stream'
import { filtered } from '../pubsub/filtered'
import type { Life } from './patient-reads'

/** What a subscription can be narrowed by. */
export interface StreamArgs {
  sessionId?: string | null
  chatId?: string | null
  after?: string | null
}

/** What an event is about, as it is stored now; the other is null. */
export interface Subject {
  session: SessionRecord | null
  message: MessageRecord | null
}

/** An event on its way to one subscriber, with the cursor right after it. */
export interface Streamed extends Subject {
  event: LogEvent
  cursor: string
}

/** Opens the event log for subscriptions of one workspace. */
export class EventSource {
  constructor(
    private readonly workspaceId: string,
    private readonly reads: WorkspaceReads,
    private readonly parts: StreamParts,
    private readonly life: Life,
  ) {}

  /** The events of one type that the arguments ask for; NOT_FOUND for a session or chat that is not there. */
  async open(type: EventType, args: StreamArgs): Promise<AsyncIterableIterator<Streamed>> {
    const from = args.after == null ? null : decodeCursor(args.after)
    const chat = args.chatId == null ? null : await this.chat(args.chatId)
    const sessionId = args.sessionId ?? chat?.sessionId ?? null
    if (chat && chat.sessionId !== sessionId) throw badInput('chatId', 'The chat belongs to another session.')
    if (sessionId !== null) await this.requireSession(sessionId)
    const stream = eventStream({ workspaceId: this.workspaceId, sessionId }, from, this.parts)
    const end = stream.return.bind(stream)
    stream.return = (value) => {
      this.life.ended = true
      return end(value)
    }
    this.life.streaming = true
    return filtered(stream, async ({ event, position }) => {
      if (event.type !== type || (chat !== null && event.chatId !== chat.id)) return null
      const cursor = encodeCursor(position)
      const subject = await this.subjectOf(event)
      return subject && { event, cursor, ...subject }
    })
  }

  /** Null where it was deleted since: there is nothing left to tell of. */
  private async subjectOf({ type, sessionId, messageId }: LogEvent): Promise<Subject | null> {
    if (type === 'session.state') {
      const [session = null] = await this.reads.sessions([sessionId])
      return session && { session, message: null }
    }
    const [message = null] = messageId === null ? [] : await this.reads.messages([messageId])
    return message && { session: null, message }
  }

  private async chat(id: string) {
    const [chat] = await this.reads.chats([id])
    if (!chat) throw notFound('chat', id)
    return chat
  }

  private async requireSession(id: string): Promise<void> {
    const [session] = await this.reads.sessions([id])
    if (!session) throw notFound('session', id)
  }
}
