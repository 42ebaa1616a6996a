import type { Clock } from '../domain/clock'
import type { Engine, EngineChatSummary, EngineMessage } from '../domain/engine'
import { toError } from '../domain/errors'
import type { IngestItem } from '../domain/ingest'
import type { SyncPhase } from '../domain/model'
import type { Logger } from '../domain/logger'
import type { IngestQueue } from './ingest-queue'

/** The newest messages that are fetched of each chat at the first synchronisation. */
const FIRST_LIMIT = 50
/** What is asked for later, one after the other, until fewer messages come back than were asked for. */
const LATER_LIMITS = [200, 2_000, 20_000] as const
/** WhatsApp's clock and ours differ, and senders' messages arrive late: look this much further back, in ms. */
const OVERLAP_MS = 10 * 60_000

export interface SynchroniserParts {
  queue: IngestQueue
  clock: Clock
  logger: Logger
}

/** What a synchronisation starts from. */
export interface SyncStart {
  /** Up to when everything is known to be stored; null for a new login. */
  syncedAt: Date | null
  /** When the phone accepted the login: what is newer is news even at the first synchronisation. */
  newsSince: Date
}

/**
 * Brings chats, contacts and history from a connected engine into the database: all of it, quietly, after the first
 * login; after each later connection what was missed, announced as BACKFILL. What the library never announced (its
 * blind window after login, and the time the session was away) is found here.
 */
export class Synchroniser {
  private stopped = false
  private chatsDone = 0
  private chatsTotal: number | null = null
  private complete = true

  constructor(
    private readonly engine: Engine,
    private readonly start: SyncStart,
    private readonly parts: SynchroniserParts,
  ) {}

  /** No more calls of the engine are begun. */
  stop(): void {
    this.stopped = true
  }

  /**
   * Resolves to when it began if all from before then is stored by now, else to null; rejects when the engine fails.
   * One chat's failure is logged, not the end.
   */
  async run(): Promise<Date | null> {
    const startedAt = this.parts.clock.now()
    await this.progress('CHATS')
    for (const person of await this.engine.contacts()) await this.push({ type: 'person', person })
    const chats = await this.engine.chats()
    for (const chat of chats) await this.push({ type: 'chat', chat })
    this.chatsTotal = chats.length
    await this.progress('HISTORY')
    for (const chat of chats) {
      if (this.stopped) return null
      await this.chat(chat)
    }
    const syncedAt = this.complete ? startedAt : null
    await this.progress('DONE', syncedAt)
    return syncedAt
  }

  private async chat(chat: EngineChatSummary): Promise<void> {
    try {
      if (this.mayHaveNews(chat)) await this.history(chat)
    } catch (thrown) {
      if (this.stopped) return
      this.complete = false
      const context = { err: toError(thrown), chat: chat.whatsappId }
      this.parts.logger.error(context, 'the history of a chat could not be fetched; the next connection tries again')
    }
    this.chatsDone += 1
    await this.progress('HISTORY')
  }

  private mayHaveNews(chat: EngineChatSummary): boolean {
    return this.since === null || chat.lastActivityAt === null || chat.lastActivityAt >= this.since
  }

  private async history(chat: EngineChatSummary): Promise<void> {
    const { syncedAt, newsSince } = this.start
    const messages = await this.fetched(chat.whatsappId)
    for (const message of messages) {
      const announce = syncedAt !== null || message.sentAt >= newsSince
      await this.push({ type: 'message', message, origin: 'BACKFILL', announce })
    }
  }

  private async fetched(chat: string): Promise<EngineMessage[]> {
    if (this.since === null) return this.engine.history(chat, FIRST_LIMIT, null)
    let messages: EngineMessage[] = []
    for (const limit of LATER_LIMITS) {
      messages = await this.engine.history(chat, limit, this.since)
      if (messages.length < limit) return messages
    }
    this.parts.logger.error({ chat, messages: messages.length }, 'more messages were missed than are fetched of a chat')
    return messages
  }

  /** No faster than it is stored: a full queue would cost the connection. */
  private async push(item: IngestItem): Promise<void> {
    this.parts.queue.push(item)
    await this.parts.queue.room()
  }

  private get since(): Date | null {
    const { syncedAt } = this.start
    return syncedAt && new Date(syncedAt.getTime() - OVERLAP_MS)
  }

  /** Also waits for what was pushed before, so that a long history is taken no faster than it is stored. */
  private progress(phase: SyncPhase, syncedAt: Date | null = null): Promise<void> {
    const { chatsDone, chatsTotal } = this
    return this.parts.queue.submit({ type: 'sync', sync: { phase, chatsDone, chatsTotal }, syncedAt })
  }
}
