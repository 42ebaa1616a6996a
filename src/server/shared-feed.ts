import { toError } from '../domain/errors'
import type { LogEvent, Position } from '../domain/event-log'
import { StoreUnavailable } from '../domain/ingest'
import type { LogSource, Streamed, Subject } from '../resolvers/log-source'
import type { SharedPayload } from './frames'
import { distance, type Passed, RECENT_EVENTS, RecentEvents, startOf } from './recent-events'

/** Executes a subscription for one event; what fails in a field is in the payload. */
export type Render = (event: Streamed) => Promise<SharedPayload>

/** A subscriber, as its feed sees it. */
export interface Member {
  /** Begins where its client wants to, and comes to the feed; resolves when it is live or has ended. */
  begin(): Promise<void>
  /** As begin, from a position on: it could not keep up. */
  goOn(position: Map<string, number>): Promise<void>
  /** Takes a payload at once; false when it can take no more for now. */
  take(payload: SharedPayload): boolean
  /** Ends it, with the error where something failed; false if it had ended. */
  end(error: Error | null): boolean
}

export interface FeedParts {
  render: Render
  /** Told once, when the feed takes no more members. */
  closed: () => void
  /** Told of what fails when nobody is left to be told. */
  failedLate: (error: Error) => void
}

/** Events whose executions run at once, so that what they look up is looked up together. */
const EXECUTED_AT_ONCE = 100
/** Frames that are written before everything else gets its turn. */
const FRAMES_PER_TURN = 1_000

/**
 * One reader of the log and one execution per event for all subscribers that would execute the same.
 *
 * Members that keep up are `live`: they are exactly where the feed is, hold nothing of their own, and are handed each
 * payload at once. It never waits for any of them; those that are not live come to it by themselves (FeedMember).
 */
export class SharedFeed {
  readonly #source: LogSource
  readonly #parts: FeedParts
  readonly #members = new Set<Member>()
  readonly #live = new Set<Member>()
  readonly #watchers: (() => void)[] = []
  #recent: RecentEvents | null = null
  #heads: Promise<Position | null> | null = null
  #pages: AsyncGenerator<LogEvent[], void, undefined> | null = null
  readonly #ending = new AbortController()
  #frames = 0

  /** `source` is the first member's. */
  constructor(source: LogSource, parts: FeedParts) {
    this.#source = source
    this.#parts = parts
  }

  get size(): number {
    return this.#members.size
  }

  /** Takes a subscriber in; the first one starts the feed, near where that one begins if that is not far behind. */
  join(member: Member): void {
    this.#members.add(member)
    if (this.#members.size === 1) this.#run().catch((thrown: unknown) => this.#end(toError(thrown)))
    member.begin().catch((thrown: unknown) => this.#fail(member, toError(thrown)))
  }

  /** The feed ends with its last member. */
  leave(member: Member): void {
    this.#live.delete(member)
    if (this.#members.delete(member) && this.#members.size === 0) this.#end(null)
  }

  /** The newest position of the log, read after this call; those who ask in the same turn share one reading. */
  now(): Promise<Position | null> {
    return (this.#heads ??= Promise.resolve().then(() => {
      this.#heads = null
      return this.#source.heads(this.#ending.signal)
    }))
  }

  /** Where the feed is; null until it has started. */
  get position(): Position | null {
    return this.#recent?.position ?? null
  }

  /** The events that it has passed since exactly this position, if it still has them. */
  since(position: Position): readonly Passed[] | null {
    return this.#recent?.since(position) ?? null
  }

  /** Whether it knows the session to be deleted; its position still has it. */
  isGone(sessionId: string): boolean {
    return this.#source.isGone(sessionId)
  }

  /** From now on the member, which is where the feed is, is handed every payload. */
  goLive(member: Member): void {
    this.#live.add(member)
  }

  /** Resolves when the feed has started, moved on or ended. */
  moved(): Promise<void> {
    return this.#isOver ? Promise.resolve() : new Promise((resolve) => this.#watchers.push(resolve))
  }

  /**
   * Executes for the wanted events of a page, some at once, and gives each event in its order; without a payload also
   * where what it is about was deleted.
   */
  async *passed(page: readonly LogEvent[], from: Position): AsyncGenerator<Passed, void, undefined> {
    const position = new Map(from)
    const subjects = await this.#subjects(page)
    for (let start = 0; start < page.length; start += EXECUTED_AT_ONCE) {
      const events = page.slice(start, start + EXECUTED_AT_ONCE)
      const payloads = events.map((event) => {
        position.set(event.sessionId, event.seq)
        const subject = subjects.get(event)
        return subject ? this.#parts.render(this.#source.streamed(event, subject, position)) : Promise.resolve(null)
      })
      for (const [index, payload] of (await Promise.all(payloads)).entries()) {
        const event = events[index]
        if (event) yield { event, payload }
      }
    }
  }

  /** What the events to execute for are about, read for the whole page at once. */
  async #subjects(page: readonly LogEvent[]): Promise<Map<LogEvent, Subject | null>> {
    const wanted = page.filter((event) => this.#source.wants(event))
    const subjects = await this.#source.subjects(wanted)
    return new Map(wanted.map((event, index) => [event, subjects[index] ?? null]))
  }

  get #isOver(): boolean {
    return this.#ending.signal.aborted
  }

  async #run(): Promise<void> {
    const heads = await this.now()
    if (heads === null) return this.#end(null)
    const first = startOf(this.#source.after, heads)
    const recent = new RecentEvents(distance(first, heads) <= RECENT_EVENTS ? first : heads)
    this.#recent = recent
    this.#move()
    if (this.#isOver) return
    this.#pages = this.#source.since(recent.position)
    for await (const page of this.#pages) {
      for await (const passed of this.passed(page, recent.position)) {
        if (this.#isOver) return
        await this.#pass(recent, passed)
      }
    }
    this.#end(null)
  }

  async #pass(recent: RecentEvents, passed: Passed): Promise<void> {
    const { payload } = passed
    recent.push(passed)
    if (payload) {
      for (const member of this.#live) {
        if (!member.take(payload)) this.#fallBehind(member, recent.position)
      }
      this.#frames += this.#live.size
    }
    this.#move()
    if (this.#frames < FRAMES_PER_TURN) return
    this.#frames = 0
    await new Promise((resolve) => setImmediate(resolve))
  }

  #fallBehind(member: Member, position: Position): void {
    this.#live.delete(member)
    member.goOn(new Map(position)).catch((thrown: unknown) => this.#fail(member, toError(thrown)))
  }

  /** One member's own reading or execution has failed. */
  #fail(member: Member, error: Error): void {
    if (!member.end(error)) this.#failLate(error)
    this.leave(member)
  }

  #move(): void {
    for (const moved of this.#watchers.splice(0)) moved()
  }

  #end(error: Error | null): void {
    if (this.#isOver) {
      if (error) this.#failLate(error)
      return
    }
    this.#ending.abort()
    this.#source.end()
    this.#parts.closed()
    for (const member of this.#members) member.end(error)
    this.#members.clear()
    this.#live.clear()
    this.#move()
    this.#pages?.return().catch((thrown: unknown) => this.#failLate(toError(thrown)))
  }

  /** That the database is away is in the log already; here it only means that nobody waits for it any more. */
  #failLate(error: Error): void {
    if (!(error instanceof StoreUnavailable)) this.#parts.failedLate(error)
  }
}
