import { badInput, notFound } from '../domain/errors'
import type { EventType } from '../domain/event-log'
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

  /** The events of one type that the arguments ask for; NOT_FOUND for a session or chat that is not there. */
  async open(type: EventType, args: StreamArgs): Promise<LogSource> {
    const after = args.after == null ? null : decodeCursor(args.after)
    const chat = args.chatId == null ? null : await this.chat(args.chatId)
    const sessionId = args.sessionId ?? chat?.sessionId ?? null
    if (chat && chat.sessionId !== sessionId) throw badInput('chatId', 'The chat belongs to another session.')
    if (sessionId !== null) await this.requireSession(sessionId)
    this.life.streaming = true
    const wanted = { workspaceId: this.workspaceId, sessionId, chatId: chat?.id ?? null, type }
    return new LogSource(wanted, after, { ...this.parts, reads: this.reads, life: this.life })
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
