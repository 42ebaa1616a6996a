import { badInput, cursorExpired, notFound } from '../domain/errors'
import type { EventType, Position } from '../domain/event-log'
import type { WorkspaceReads } from '../domain/reads'
import { decodeCursor } from '../pubsub/cursor'
import type { StreamParts } from '../pubsub/event-stream'
import { LogSource } from './log-source'
import type { Life } from './patient-reads'

/** What a subscription can be narrowed by. */
export interface StreamArgs {
  sessionId?: string | null
  chatId?: string | null
  after?: string | null
}

/** Opens the event log for subscriptions of one workspace. */
export class EventSource {
  constructor(
    private readonly workspaceId: string,
    private readonly reads: WorkspaceReads,
    private readonly parts: StreamParts,
    private readonly life: Life,
  ) {}

  /** The events of these types that the arguments ask for; NOT_FOUND for a session or chat that is not there. */
  async open(types: readonly EventType[], args: StreamArgs): Promise<LogSource> {
    const chat = args.chatId == null ? null : await this.chat(args.chatId)
    const sessionId = args.sessionId ?? chat?.sessionId ?? null
    if (chat && chat.sessionId !== sessionId) throw badInput('chatId', 'The chat belongs to another session.')
    if (sessionId !== null) await this.requireSession(sessionId)
    const after = args.after == null ? null : await this.position(args.after, sessionId)
    this.life.streaming = true
    const wanted = { workspaceId: this.workspaceId, sessionId, chatId: chat?.id ?? null, types }
    return new LogSource(wanted, after, { ...this.parts, reads: this.reads, life: this.life })
  }

  /**
   * Where to go on; what it says of sessions that are not there is left out of account. Looked at here, so that nobody
   * whose cursor is good is drawn into the failure of one whose cursor is not.
   */
  private async position(after: string, sessionId: string | null): Promise<Position> {
    const position = decodeCursor(after)
    for (const [id, { head, pruned }] of await this.reads.logExtents(sessionId)) {
      const seq = position.get(id) ?? 0
      if (seq > head) throw badInput('after', 'after is ahead of the log: was the database put back to an older state?')
      if (seq < pruned) throw cursorExpired()
    }
    return position
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
