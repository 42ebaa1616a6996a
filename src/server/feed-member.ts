import type { LogSource } from '../resolvers/log-source'
import type { Position } from '../domain/event-log'
import type { SharedPayload } from './frames'
import { reaches, startOf } from './recent-events'
import type { Member, SharedFeed } from './shared-feed'

/** Where a subscriber's payloads go. */
export interface Outlet {
  /** Sends at once; false when no more should be sent until there is room. */
  send(payload: SharedPayload): boolean
  /** Resolves when there is room, or the connection has ended. */
  room(): Promise<void>
}

/**
 * One subscriber of a feed. Until it is where the feed is, and whenever it could not keep up, it goes its own way at
 * the pace of its reader: over the events that the feed still has, or over the log with executions of its own. It
 * holds nothing but its position meanwhile.
 *
 * For the protocol's server it is an iterator that yields nothing: payloads go out by the side, and it is done when
 * the subscription is. It joins at the first `next()`, when its operation's id is taken.
 */
export class FeedMember implements Member, AsyncIterableIterator<never, void, undefined> {
  readonly #source: LogSource
  readonly #outlet: Outlet
  readonly #feedOf: () => SharedFeed
  readonly #over: Promise<Error | null>
  #finish: (error: Error | null) => void = () => undefined
  #feed: SharedFeed | null = null
  readonly #ending = new AbortController()

  /** `feedOf` gives the feed to join, which has not ended. */
  constructor(source: LogSource, outlet: Outlet, feedOf: () => SharedFeed) {
    this.#source = source
    this.#outlet = outlet
    this.#feedOf = feedOf
    this.#over = new Promise((resolve) => (this.#finish = resolve))
  }

  async next(): Promise<IteratorResult<never, void>> {
    if (!this.#feed && !this.#isOver) {
      this.#feed = this.#feedOf()
      this.#feed.join(this)
    }
    const error = await this.#over
    if (error) throw error
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<never, void>> {
    this.end(null)
    this.#feed?.leave(this)
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  end(error: Error | null): boolean {
    if (this.#isOver) return false
    this.#ending.abort()
    this.#finish(error)
    return true
  }

  take(payload: SharedPayload): boolean {
    return this.#outlet.send(payload)
  }

  async begin(): Promise<void> {
    const feed = this.#joined()
    const heads = await feed.now()
    // Without its one session the feed ends, and this with it.
    if (heads !== null) await this.goOn(startOf(this.#source.after, heads))
  }

  async goOn(position: Map<string, number>): Promise<void> {
    const feed = this.#joined()
    for (let place = position; ;) {
      await this.#outlet.room()
      if (this.#isOver) return
      const passed = feed.since(place)
      if (passed === null) {
        place = await this.#approach(feed, place)
        continue
      }
      // Nothing is awaited between looking and going live, so nothing comes between.
      if (passed.length === 0) return feed.goLive(this)
      for (const { event, payload } of passed) {
        place.set(event.sessionId, event.seq)
        if (payload && !feed.isGone(event.sessionId) && !this.#outlet.send(payload)) break
      }
    }
  }

  /** Goes a page of each session nearer to where the feed is, and resolves to the position that was reached. */
  async #approach(feed: SharedFeed, from: Map<string, number>): Promise<Map<string, number>> {
    const target = feed.position && new Map(feed.position)
    if (target === null || !reaches(target, from)) return this.#wait(feed, from)
    for (const [sessionId, last] of target) {
      const seq = from.get(sessionId) ?? 0
      if (seq >= last) continue
      const page = feed.isGone(sessionId) ? [] : await this.#source.page(sessionId, seq, last, this.#ending.signal)
      if (page.length === 0) from.set(sessionId, last) // it was deleted
      for await (const { event, payload } of feed.passed(page, from)) {
        await this.#outlet.room()
        if (this.#isOver) return from
        from.set(event.sessionId, event.seq)
        if (payload) this.#outlet.send(payload)
      }
    }
    return from
  }

  /** The feed has not started, or is not as far as this client was; it soon will be. */
  async #wait(feed: SharedFeed, from: Position): Promise<Map<string, number>> {
    await feed.moved()
    const heads = this.#isOver ? null : await feed.now()
    return startOf(from, heads ?? from)
  }

  get #isOver(): boolean {
    return this.#ending.signal.aborted
  }

  #joined(): SharedFeed {
    if (!this.#feed) throw new Error('a subscriber goes on before it has joined')
    return this.#feed
  }
}
