import type { MessageKey } from '../domain/engine'
import { toError } from '../domain/errors'
import { type IngestItem, type IngestStore, type Lease, LeaseLost, StoreUnavailable } from '../domain/ingest'
import type { Clock } from '../domain/clock'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { WakeUps } from '../domain/ports'
import { IngestLanes, type Waiting } from './ingest-lanes'

/** Items that may wait before the engine must be closed: what it then misses comes back as backfill. */
const LIMIT = 20_000
/** Items that may wait while their source is still asked for more. */
const COMFORTABLE = 1_000
/** Acknowledgements that came before their message and wait for it; the oldest go first. */
const UNMATCHED_LIMIT = 1_000
/** Pause before a failed group is tried again: doubles up to the maximum, in milliseconds. */
const RETRY_MS = { first: 100, most: 5_000 } as const

/** What a queue tells its session. */
export interface IngestListener {
  /** Another process writes for this session now; nothing that waits will be written. */
  leaseLost(): void
}

export interface IngestParts {
  store: IngestStore
  wakeUps: WakeUps
  clock: Clock
  logger: Logger
  metrics: Metrics
}

/**
 * The way of a session's items into the database: one group at a time, as many items as wait, live ones before history.
 * A group that fails is tried again as it is, for as long as the database is away, so nothing is lost and, within its
 * lane, nothing overtakes.
 */
export class IngestQueue {
  private readonly waiting = new IngestLanes()
  private unmatched: IngestItem[] = []
  private running: Promise<void> | null = null
  private closed: Error | null = null
  private wake: (() => void) | null = null
  /** Told after the group that is being written. */
  private readonly afterGroup: (() => void)[] = []

  constructor(
    private readonly lease: Lease,
    private readonly parts: IngestParts,
    private readonly listener: IngestListener,
  ) {}

  /** Whether so much waits that no more should be taken in. */
  get full(): boolean {
    return this.waiting.size >= LIMIT
  }

  /** Resolves when the next items need not wait long, or will never be written. */
  async room(): Promise<void> {
    while (this.waiting.size > COMFORTABLE && this.running) await this.nextGroup()
  }

  /** Puts an item at the end of its lane. */
  push(item: IngestItem): void {
    this.enqueue({ item })
  }

  /** As push, and resolves once the item is committed; rejects if it never will be. */
  submit(item: IngestItem): Promise<void> {
    return new Promise((resolve, reject) => this.enqueue({ item, done: { resolve, reject } }))
  }

  /** Resolves when all that was pushed until now is committed or given up. */
  async flush(): Promise<void> {
    const remaining = this.waiting.remaining()
    while (this.running && remaining()) await this.nextGroup()
  }

  /** Gives up what waits: each of its submitters is told `why`. */
  close(why: Error): void {
    if (this.closed) return
    this.closed = why
    this.wake?.()
    for (const { done } of this.waiting.clear()) done?.reject(why)
  }

  private enqueue(entry: Waiting): void {
    if (this.closed) {
      entry.done?.reject(this.closed)
      return
    }
    this.waiting.add(entry)
    this.running ??= this.run()
  }

  private nextGroup(): Promise<void> {
    return new Promise((resolve) => this.afterGroup.push(resolve))
  }

  private async run(): Promise<void> {
    await Promise.resolve() // what arrives in the same turn goes into the same group
    const { clock } = this.parts
    for (let group = this.waiting.take(); group; group = this.waiting.take()) {
      const began = clock.now().getTime()
      if (group.entries.length > 0) await this.writeGroup(group.entries)
      await this.writeMatched(group.entries)
      this.waiting.wrote(group, clock.now().getTime() - began)
      for (const written of this.afterGroup.splice(0)) written()
    }
    this.running = null
    for (const written of this.afterGroup.splice(0)) written()
  }

  /** What came before the messages that this group has brought: in a group of its own, lest its fault be theirs. */
  private async writeMatched(group: readonly Waiting[]): Promise<void> {
    if (this.unmatched.length === 0) return
    const brought = new Set(group.map(({ item }) => keyBrought(item)))
    const due = this.unmatched.filter((item) => brought.has(keyMeant(item)))
    if (due.length === 0) return
    this.unmatched = this.unmatched.filter((item) => !brought.has(keyMeant(item)))
    await this.writeGroup(due.map((item) => ({ item })))
  }

  /** Writes a group; one that the database refuses for what is in it is written item by item, so one fault costs one. */
  private async writeGroup(group: Waiting[]): Promise<void> {
    const error = await this.commitUntilTaken(group.map(({ item }) => item))
    if (error && group.length > 1 && !this.closed) {
      for (const entry of group) await this.writeGroup([entry])
      return
    }
    if (error && !this.closed) this.givenUp(error, group)
    for (const { done } of group) {
      if (error) done?.reject(error)
      else done?.resolve()
    }
  }

  /** Null once the items are committed; an error if they never will be. Waits for as long as the database is away. */
  private async commitUntilTaken(items: readonly IngestItem[]): Promise<Error | null> {
    for (let pause: number = RETRY_MS.first; !this.closed; pause = Math.min(pause * 2, RETRY_MS.most)) {
      try {
        await this.commit(items)
        return null
      } catch (thrown) {
        if (thrown instanceof LeaseLost) {
          this.close(thrown)
          this.listener.leaseLost()
          return thrown
        }
        if (!(thrown instanceof StoreUnavailable)) return toError(thrown)
        this.parts.metrics.count('ingest_failures')
        this.parts.logger.warn({ err: thrown, items: items.length }, 'the database is away; what waits is tried again')
        await this.pause(pause)
      }
    }
    return this.closed
  }

  private async commit(items: readonly IngestItem[]): Promise<void> {
    const { lease, parts } = this
    const { events, chatsMerged, messagesStored, unmatched } = await parts.store.commit(lease, items)
    this.keepUnmatched(unmatched)
    if (messagesStored > 0) parts.metrics.count('messages_stored', {}, messagesStored)
    for (const { type } of events) parts.metrics.count('events_committed', { type })
    const seq = events.at(-1)?.seq
    if (seq === undefined) return
    const { workspaceId, sessionId } = lease
    parts.wakeUps.publish({ workspaceId, sessionId, seq, ...(!chatsMerged && { committed: events }) })
  }

  private givenUp(error: Error, group: readonly Waiting[]): void {
    this.parts.metrics.count('ingest_failures')
    const types = group.map(({ item }) => item.type)
    this.parts.logger.error({ err: error, types }, 'the database refused an item for good; it is not stored')
  }

  private keepUnmatched(items: readonly IngestItem[]): void {
    this.unmatched.push(...items)
    for (const { type } of this.unmatched.splice(0, Math.max(0, this.unmatched.length - UNMATCHED_LIMIT))) {
      this.parts.metrics.count('changes_dropped')
      this.parts.logger.warn({ type }, 'a change of a message that is not known was given up: too many wait')
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.after(ms, resolve)
      this.wake = () => {
        cancel()
        resolve()
      }
    })
  }
}

const textOf = ({ fromMe, stanzaId }: MessageKey): string => `${fromMe}:${stanzaId}`

/** The key of the message that an item brings; null for none. */
function keyBrought(item: IngestItem): string | null {
  if (item.type === 'message') return textOf(item.message.key)
  return item.type === 'sent' ? textOf({ fromMe: true, stanzaId: item.sent.stanzaId }) : null
}

/** The key of the message that an item is about. */
const keyMeant = (item: IngestItem): string => ('key' in item ? textOf(item.key) : '')
