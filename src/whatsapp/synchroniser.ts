import type { Clock } from '../domain/clock'
import {
  type Engine,
  type EngineChat,
  type EngineChatSummary,
  EngineClosed,
  type EngineMessage,
} from '../domain/engine'
import { toError } from '../domain/errors'
import type { Gap, GapReason } from '../domain/event-log'
import type { IngestItem } from '../domain/ingest'
import type { SyncPhase } from '../domain/model'
import type { Logger } from '../domain/logger'
import type { IngestQueue } from './ingest-queue'
import type { SyncMarks } from './sync-marks'

/** The newest messages that are fetched of each chat at the first synchronisation. */
const FIRST_LIMIT = 50
/** What is asked for later, one after the other, until fewer messages come back than were asked for. */
const LATER_LIMITS = [200, 2_000, 20_000] as const
/**
 * How much further back is looked, in ms: WhatsApp lets messages be edited for 15 minutes, its clock and ours differ,
 * and senders' messages arrive late.
 */
const OVERLAP_MS = 20 * 60_000
/** Messages of several chats that are held to be brought into the order in which they were sent. */
const SORTED_AT_ONCE = 10_000
/** Pauses before chats whose history could not be had are tried again on the same connection, in ms. */
const PAUSES_MS = [5_000, 30_000] as const
const DAY_MS = 24 * 3_600_000

export interface SynchroniserParts {
  queue: IngestQueue
  clock: Clock
  logger: Logger
  /** How far back an absence is filled. */
  backfillDays: number
}

/** What a synchronisation starts from. */
export interface SyncStart {
  marks: SyncMarks
  /** When the phone accepted the login: what is newer is news even at the first synchronisation. */
  newsSince: Date
}

/**
 * Brings chats, contacts and history from a connected engine into the database: all of it, quietly, after the first
 * login; after each later connection what was missed, announced as BACKFILL. What the library never announced (its
 * blind window after login, and the time the session was away) is found here; what cannot be had is announced as a gap.
 *
 * What is announced comes in the order in which it was sent, over all chats: it is held back and sorted, up to
 * SORTED_AT_ONCE messages and those of one chat, so that memory stays bounded; of more, each batch is sorted.
 */
export class Synchroniser {
  private stopped = false
  private wake: () => void = () => undefined
  private chatsDone = 0
  private chatsTotal: number | null = null
  private held: EngineMessage[] = []
  private readonly gaps: { chat: EngineChat | null; gap: Gap }[] = []
  private readonly startedAt: Date
  /** What is older is not fetched by a later synchronisation. */
  private readonly horizon: Date

  constructor(
    private readonly engine: Engine,
    private readonly start: SyncStart,
    private readonly parts: SynchroniserParts,
  ) {
    this.startedAt = parts.clock.now()
    this.horizon = new Date(this.startedAt.getTime() - parts.backfillDays * DAY_MS)
  }

  /** No more calls of the engine are begun, and nothing more is announced. */
  stop(): void {
    this.stopped = true
    this.wake()
  }

  /**
   * Resolves to whether it came to its end, with the marks moved on; rejects when the engine fails. One chat's failure
   * is not the end: it is tried again, on this connection and on the next, and announced as a gap then.
   */
  async run(): Promise<boolean> {
    const { marks } = this.start
    await this.push(this.progress('CHATS'))
    const quiet = marks.session === null
    for (const person of await this.engine.contacts()) await this.push({ type: 'person', person, quiet })
    const chats = await this.engine.chats()
    for (const chat of chats) await this.push({ type: 'chat', chat, quiet: marks.of(chat) === null })
    this.chatsTotal = chats.length
    await this.push(this.progress('HISTORY'))
    this.lookBeyondHorizon(chats)
    const failed = await this.histories(chats)
    if (this.stopped) return false
    await this.announceHeld()
    for (const { chat, mark } of marks.advance(this.startedAt, failed, chats)) {
      this.gap(chat, 'HISTORY_UNAVAILABLE', mark, this.startedAt)
    }
    // Together with the mark, so that no crash can come between them and have a gap announced twice.
    const at = this.parts.clock.now()
    for (const { chat, gap } of this.gaps) this.parts.queue.push({ type: 'gap', chat, gap, at })
    await this.parts.queue.submit(this.progress('DONE', marks.stored))
    return true
  }

  /** An absence that is longer than is filled leaves a gap, unless nothing happened in it. */
  private lookBeyondHorizon(chats: readonly EngineChatSummary[]): void {
    const { marks } = this.start
    const { session } = marks
    const isActive = (mark: Date) => (chat: EngineChatSummary) =>
      chat.lastActivityAt === null || chat.lastActivityAt >= mark
    const isBeyond = (mark: Date | null): mark is Date => mark !== null && mark < this.horizon
    if (isBeyond(session) && chats.some(isActive(session))) {
      this.gap(null, 'ABSENCE_TOO_LONG', session, this.horizon)
    }
    for (const chat of chats.filter((one) => marks.isBehind(one))) {
      const mark = marks.of(chat)
      if (isBeyond(mark) && isActive(mark)(chat)) this.gap(chat, 'ABSENCE_TOO_LONG', mark, this.horizon)
    }
  }

  /** The chats whose history could not be had, however often it was asked for. */
  private async histories(chats: readonly EngineChatSummary[]): Promise<EngineChatSummary[]> {
    let failed = await this.round(chats)
    for (const pause of PAUSES_MS) {
      if (failed.length === 0 || this.stopped) break
      await this.announceHeld() // the others need not wait for those that failed
      await this.pause(pause)
      failed = await this.round(failed)
    }
    return failed
  }

  private async round(chats: readonly EngineChatSummary[]): Promise<EngineChatSummary[]> {
    const failed: EngineChatSummary[] = []
    for (const chat of chats) {
      if (this.stopped) break
      const hasNews = this.mayHaveNews(chat)
      if (hasNews && !(await this.couldFetch(chat))) failed.push(chat)
      else this.chatsDone += 1
      if (hasNews) await this.push(this.progress('HISTORY'))
    }
    return failed
  }

  private async couldFetch(chat: EngineChatSummary): Promise<boolean> {
    try {
      await this.history(chat)
      return true
    } catch (thrown) {
      const err = toError(thrown)
      if (err instanceof EngineClosed && !this.stopped) throw err
      if (this.stopped) return false
      this.parts.logger.error({ err, chat: chat.whatsappId }, 'the history of a chat could not be fetched')
      return false
    }
  }

  private mayHaveNews(chat: EngineChatSummary): boolean {
    const since = this.since(chat)
    return since === null || chat.lastActivityAt === null || chat.lastActivityAt >= since
  }

  private async history(chat: EngineChatSummary): Promise<void> {
    const isFirst = this.start.marks.of(chat) === null
    for (const message of await this.fetched(chat)) {
      if (!isFirst || message.sentAt >= this.start.newsSince) this.held.push(message)
      else await this.push({ type: 'message', message, origin: 'BACKFILL', announce: false })
    }
    if (this.held.length >= SORTED_AT_ONCE) await this.announceHeld()
  }

  private async fetched(chat: EngineChatSummary): Promise<EngineMessage[]> {
    const since = this.since(chat)
    if (since !== null) return this.missed(chat, since, later(this.start.marks.of(chat), this.horizon))
    const { newsSince } = this.start
    const newest = await this.engine.history(chat.whatsappId, FIRST_LIMIT, null)
    const isCut = newest.length === FIRST_LIMIT && newest.every(({ sentAt }) => sentAt >= newsSince)
    // More than that came since the login, in the library's blind window: all of it is news.
    return isCut ? this.missed(chat, newsSince, newsSince) : newest
  }

  /** What was sent since a time, as far as there are not too many; those after `mark` are then a gap. */
  private async missed(chat: EngineChatSummary, since: Date, mark: Date): Promise<EngineMessage[]> {
    let messages: EngineMessage[] = []
    for (const limit of LATER_LIMITS) {
      messages = await this.engine.history(chat.whatsappId, limit, since)
      if (messages.length < limit) return messages
    }
    const until = messages[0]?.sentAt
    if (until && until > mark) this.gap(chat, 'TOO_MANY_MESSAGES', mark, until)
    return messages
  }

  private async announceHeld(): Promise<void> {
    const sorted = this.held.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
    this.held = []
    for (const message of sorted) {
      if (this.stopped) return
      await this.push({ type: 'message', message, origin: 'BACKFILL', announce: true })
    }
  }

  private gap(chat: EngineChat | null, reason: GapReason, from: Date | null, until: Date): void {
    this.parts.logger.warn({ chat: chat?.whatsappId ?? 'all', reason, from, until }, 'messages may be missing')
    this.gaps.push({ chat, gap: { from, until, reason } })
  }

  /** No faster than it is stored: a full queue would cost the connection. */
  private async push(item: IngestItem): Promise<void> {
    this.parts.queue.push(item)
    await this.parts.queue.room()
  }

  /** From when on messages are asked for; null for the newest ones of a chat whose history was never fetched. */
  private since(chat: EngineChat): Date | null {
    const mark = this.start.marks.of(chat)
    return mark && later(new Date(mark.getTime() - OVERLAP_MS), this.horizon)
  }

  private progress(phase: SyncPhase, syncedAt: Date | null = null): IngestItem {
    const { chatsDone, chatsTotal } = this
    return { type: 'sync', sync: { phase, chatsDone, chatsTotal }, syncedAt }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.after(ms, resolve)
      this.wake = () => {
        cancel()
        resolve()
      }
      if (this.stopped) this.wake()
    })
  }
}

const later = (mark: Date | null, horizon: Date): Date => (mark === null || mark < horizon ? horizon : mark)
