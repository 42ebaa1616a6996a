import type { Clock } from '../domain/clock'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { Database } from './database'
import { databaseTime, NOW } from './database-time'
import { Prisma } from './generated/mysql/client'

const DAY_MS = 86_400_000
/** Marks that a session has at most: an event is kept for its time, and for this part of it longer. */
const MARKS = 168
/** Bounds of the time between two runs, in milliseconds. */
const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** Events that one transaction deletes, so that writers never wait long, least of all where there is only one. */
export const PRUNE_CHUNK = 500

/** How much of each session's log is kept: what is older, or more than this, is deleted. */
export interface RetentionLimits {
  /** Since the event was committed. */
  days: number
  /** At least 1, so that the newest event is only ever too old. */
  count: number
}

export interface RetentionParts {
  database: Database
  clock: Clock
  logger: Logger
  metrics: Metrics
}

/** A session's log as the database has it; `seq` of both ends, and of the newest event that is too old. */
interface Log {
  id: string
  head: number
  oldest: number | null
  tooOld: number | null
}

/**
 * Deletes old events, from the oldest on, for as long as the server runs.
 *
 * An event's age is counted from its commit, not from when it happened: what a backfill brings is old already. Events
 * do not carry that time. Instead, each session's log is marked now and then with how far it is and with the database's
 * time, and what was there at a mark is at least as old as the mark. That costs the writers of events nothing, and it
 * can only keep too much. Several processes may do this at once: they write the same marks and delete the same events.
 */
export class EventRetention {
  readonly #limits: RetentionLimits
  readonly #parts: RetentionParts
  readonly #ageMs: number
  #cancel: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false
  #failing = false

  constructor(limits: RetentionLimits, parts: RetentionParts) {
    this.#limits = limits
    this.#parts = parts
    this.#ageMs = Math.ceil(limits.days * DAY_MS)
  }

  /** Begins, with a first run at once; call it once. */
  start(): void {
    this.#running = this.#run()
  }

  /** Resolves when what is under way, one chunk at most, has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#running
  }

  /** Marks and prunes all logs once; rejects where the database fails. */
  async prune(): Promise<void> {
    await this.#mark()
    for (const log of await this.#logs()) await this.#pruneLog(log)
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    try {
      await this.prune()
      this.#failing = false
    } catch (thrown) {
      const context = { err: toError(thrown) }
      if (!this.#failing) this.#parts.logger.error(context, 'old events cannot be deleted; it is tried again')
      this.#failing = true
    }
    if (this.#stopped) return
    const pause = Math.min(Math.max(this.#ageMs / MARKS, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
    this.#cancel = this.#parts.clock.after(pause, () => void (this.#running = this.#run()))
  }

  /** Marks the logs that have grown since their newest mark, unless that one is young. */
  async #mark(): Promise<void> {
    const { dialect } = this.#parts.database
    const spacing = Math.ceil(this.#ageMs / MARKS)
    // Another process may mark the same at the same time.
    const insert = { mysql: Prisma.sql`INSERT IGNORE`, embedded: Prisma.sql`INSERT OR IGNORE` }[dialect]
    await this.#parts.database.write(
      (tx) => tx.$executeRaw`
        ${insert} INTO event_marks (sessionId, seq, at)
        SELECT s.id, s.lastSeq, ${NOW[dialect]} FROM sessions s
        WHERE s.lastSeq > 0 AND NOT EXISTS (
          SELECT 1 FROM event_marks m
          WHERE m.sessionId = s.id AND (m.seq = s.lastSeq OR m.at > ${NOW[dialect]} - ${spacing})
        )`,
    )
  }

  /** The subqueries take one step in an index each, however long the logs are. */
  async #logs(): Promise<Log[]> {
    const { client, dialect } = this.#parts.database
    const bound = (await databaseTime(client, dialect)) - BigInt(this.#ageMs)
    const rows = await client.$queryRaw<Record<keyof Log, unknown>[]>`
      SELECT s.id AS id, s.lastSeq AS head,
        (SELECT e.seq FROM events e WHERE e.sessionId = s.id ORDER BY e.seq LIMIT 1) AS oldest,
        (SELECT m.seq FROM event_marks m WHERE m.sessionId = s.id AND m.at <= ${bound} ORDER BY m.seq DESC LIMIT 1)
          AS tooOld
      FROM sessions s`
    const number = (value: unknown) => (value === null ? null : Number(value))
    return rows.map(({ id, head, oldest, tooOld }) => ({
      ...{ id: String(id), head: Number(head), oldest: number(oldest), tooOld: number(tooOld) },
    }))
  }

  async #pruneLog({ id: sessionId, head, oldest, tooOld }: Log): Promise<void> {
    const { database, metrics } = this.#parts
    const last = Math.max(head - this.#limits.count, tooOld ?? 0)
    if (oldest === null || oldest > last) return this.#pruneMarks(sessionId, tooOld)
    // Before the first is gone, so that who misses one finds why.
    await database.write((tx) => tx.session.updateMany({ where: { id: sessionId }, data: { prunedSeq: last } }))
    // Sequence numbers are dense, so a chunk is a range of them.
    for (let from = oldest; from <= last && !this.#stopped; from += PRUNE_CHUNK) {
      const seq = { lte: Math.min(from + PRUNE_CHUNK - 1, last) }
      const { count } = await database.write((tx) => tx.event.deleteMany({ where: { sessionId, seq } }))
      metrics.count('events_pruned', {}, count)
    }
    await this.#pruneMarks(sessionId, tooOld)
  }

  async #pruneMarks(sessionId: string, tooOld: number | null): Promise<void> {
    // The mark at which a silent session stands stays: without it, it would be marked again and again.
    if (tooOld === null || this.#stopped) return
    const { database } = this.#parts
    await database.write((tx) => tx.eventMark.deleteMany({ where: { sessionId, seq: { lt: tooOld } } }))
  }
}
