import type { LiveEventsSubscription } from '../generated/operations'
import type { Clock } from './clock'
import { Store } from './store'

/** An event of the workspace's log, as the page asks for it. */
export type LiveEvent = LiveEventsSubscription['events']

/** How the subscription is doing; times are milliseconds since 1970. */
export type FeedState =
  | { readonly phase: 'CONNECTING' }
  | { readonly phase: 'LIVE'; readonly resumed: Resumption | null }
  /** It is tried again at retryAt by itself, or sooner by retry(). */
  | { readonly phase: 'LOST'; readonly since: number; readonly retryAt: number }
  | { readonly phase: 'RECONNECTING'; readonly since: number }

/** What the feed did after a lost connection. */
export interface Resumption {
  /** How long the connection was lost, in milliseconds. */
  readonly lostMs: number
  readonly at: number
  /** The same moment by the server's clock: what had happened before it was missed. */
  readonly missedBefore: number
  /** Events that had happened in between and have been caught up on. */
  readonly events: number
  /** The server did not keep all of them any more: everything was loaded anew. */
  readonly reloaded: boolean
}

/** Why a subscription ended: with its socket, by the server, or because the server cannot go on from the cursor. */
export type FeedEnd = 'CLOSED' | 'REFUSED' | 'CURSOR_LOST'

/** Opens the subscription from a cursor; returns what closes it, after which `on` is called no more. */
export type OpenFeed = (
  after: string,
  on: { connected(): void; event(event: LiveEvent): void; ended(why: FeedEnd): void },
) => () => void

/** What a feed is made of. */
interface LiveFeedOptions {
  readonly open: OpenFeed
  /** Asks for the cursor of now. */
  readonly cursorOfNow: () => Promise<string>
  readonly clock: Clock
  /** The time by the server's clock, which dates the events, in milliseconds since 1970. */
  readonly serverNow: () => number
  /** From 0 to 1. */
  readonly random: () => number
}

/** How long events are gathered before the page is drawn anew, in milliseconds. */
const GATHER_MS = 80
/** The first wait before connecting again, and the longest, in milliseconds. */
const RETRY_MS = [500, 8_000] as const
/** How long a subscription must last until the next one is not tried later than this one, in milliseconds. */
const LASTING_MS = 10_000
/** How long one is waited for to be refused again, after one was, in milliseconds. */
const PROVEN_MS = 2_000

/**
 * Follows everything that happens in the workspace, in batches, over lost connections: each event once and in order,
 * because it resumes after the cursor of the last one that it has taken.
 */
export class LiveFeed {
  readonly state = new Store<FeedState>({ phase: 'CONNECTING' })
  readonly #options: LiveFeedOptions
  readonly #listeners = new Set<(events: readonly LiveEvent[]) => void>()
  readonly #resetListeners = new Set<() => void>()
  #cursor: string | null = null
  #gathered: LiveEvent[] = []
  #cancelDelivery: (() => void) | null = null
  #cancelRetry: (() => void) | null = null
  #cancelProof: (() => void) | null = null
  #close: (() => void) | null = null
  #attempts = 0
  #openedAt = 0
  #refused = false
  #lostSince: number | null = null
  #reloaded = false
  #stopped = false

  constructor(options: LiveFeedOptions) {
    this.#options = options
  }

  /** Of the last event that it has taken, or what it began with; null before that. */
  get cursor(): string | null {
    return this.#cursor
  }

  /** Begins after that cursor. */
  start(cursor: string): void {
    this.#cursor = cursor
    this.#connect()
  }

  /** Ends it for good. */
  stop(): void {
    this.#stopped = true
    this.#close?.()
    this.#cancelRetry?.()
    this.#cancelProof?.()
    this.#cancelDelivery?.()
  }

  /** Connects at once where it waits to; nothing happens otherwise. */
  retry(): void {
    if (this.state.get().phase !== 'LOST') return
    this.#cancelRetry?.()
    this.#connect()
  }

  /** Hears events in their order, in batches; returns what ends it. */
  onEvents(listener: (events: readonly LiveEvent[]) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Hears that events are missing for good, so that what was loaded has to be loaded again; returns what ends it. */
  onReset(listener: () => void): () => void {
    this.#resetListeners.add(listener)
    return () => void this.#resetListeners.delete(listener)
  }

  #connect(): void {
    if (this.#stopped || this.#cursor === null) return
    if (this.#lostSince !== null) this.state.set({ phase: 'RECONNECTING', since: this.#lostSince })
    this.#close = this.#options.open(this.#cursor, {
      connected: () => this.#connected(),
      event: (event) => this.#take(event),
      ended: (why) => (why === 'CURSOR_LOST' ? this.#startAnew() : this.#lost(why === 'REFUSED')),
    })
  }

  /** The server has taken the key. Whether it takes the subscription too, it does not say. */
  #connected(): void {
    this.#openedAt = this.#options.clock.now()
    if (!this.#refused) this.#live()
    else this.#cancelProof = this.#options.clock.after(PROVEN_MS, () => this.#live())
  }

  #live(): void {
    this.#cancelProof?.()
    this.#cancelProof = null
    this.#refused = false
    const at = this.#openedAt
    const missedBefore = this.#options.serverNow() - (this.#options.clock.now() - at)
    const resumed =
      this.#lostSince === null
        ? null
        : { lostMs: at - this.#lostSince, at, missedBefore, events: 0, reloaded: this.#reloaded }
    this.#lostSince = null
    this.#reloaded = false
    this.state.set({ phase: 'LIVE', resumed })
  }

  #take(event: LiveEvent): void {
    if (this.#cancelProof) this.#live()
    this.#cursor = event.cursor
    this.#gathered.push(event)
    this.#cancelDelivery ??= this.#options.clock.after(GATHER_MS, () => this.#deliver())
  }

  #deliver(): void {
    this.#cancelDelivery = null
    const events = this.#gathered
    this.#gathered = []
    this.#countCaughtUp(events)
    for (const listener of [...this.#listeners]) listener(events)
  }

  #countCaughtUp(events: readonly LiveEvent[]): void {
    const state = this.state.get()
    if (state.phase !== 'LIVE' || state.resumed === null) return
    const { resumed } = state
    const missed = events.filter(({ occurredAt }) => Date.parse(occurredAt) < resumed.missedBefore).length
    if (missed > 0) this.state.set({ phase: 'LIVE', resumed: { ...resumed, events: resumed.events + missed } })
  }

  /** The subscription is over, and with it the wait for its proof. */
  #leave(): void {
    this.#close = null
    this.#cancelProof?.()
    this.#cancelProof = null
  }

  #lost(refused: boolean): void {
    if (this.#stopped) return
    this.#leave()
    this.#refused = refused
    const now = this.#options.clock.now()
    const wasLive = this.state.get().phase === 'LIVE'
    if (wasLive && now - this.#openedAt >= LASTING_MS) this.#attempts = 0
    const since = (this.#lostSince ??= now)
    const [first, longest] = RETRY_MS
    const most = Math.min(longest, first * 2 ** this.#attempts++)
    const waitMs = most * (0.5 + this.#options.random() / 2)
    this.#cancelRetry = this.#options.clock.after(waitMs, () => this.#connect())
    this.state.set({ phase: 'LOST', since, retryAt: now + waitMs })
  }

  /** What happened since the cursor is not kept any more: follow from now on, and have everything loaded again. */
  #startAnew(): void {
    if (this.#stopped) return
    this.#leave()
    // What had come before is older than what is about to be loaded, and must not come after it.
    this.#cancelDelivery?.()
    if (this.#gathered.length > 0) this.#deliver()
    this.#lostSince ??= this.#options.clock.now()
    this.state.set({ phase: 'RECONNECTING', since: this.#lostSince })
    this.#options.cursorOfNow().then(
      (cursor) => {
        if (this.#stopped) return
        this.#cursor = cursor
        this.#reloaded = true
        for (const listener of [...this.#resetListeners]) listener()
        this.#connect()
      },
      // That it is LOST says so; it goes on trying.
      () => this.#lost(false),
    )
  }
}
