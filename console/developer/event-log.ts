import type { LiveEvent } from '../api/live-feed'
import { Store } from '../api/store'

/** A line of the log: an event, or null where events are missing for good. */
export interface LoggedEvent {
  /** Counts from 0, and tells lines apart. */
  readonly number: number
  readonly event: LiveEvent | null
}

/** What the log shows. */
interface EventLogState {
  /** Oldest first. */
  readonly entries: readonly LoggedEvent[]
  /** How many older lines have made place since the log was empty. */
  readonly dropped: number
  /** ASKED: until resume(); READING: somebody looks at older lines, or into one. */
  readonly paused: 'ASKED' | 'READING' | null
  /** How many have come since it was paused. */
  readonly waiting: number
}

/** How many of the newest lines are kept. */
const MOST = 2_000

const EMPTY: EventLogState = { entries: [], dropped: 0, paused: null, waiting: 0 }

/**
 * The newest events since the page was opened, for the developer drawer. While it is paused it goes on collecting, and
 * shows what there was.
 */
export class EventLog {
  readonly state = new Store<EventLogState>(EMPTY)
  readonly #most: number
  #entries: readonly LoggedEvent[] = []
  #dropped = 0
  #next = 0

  constructor(most = MOST) {
    this.#most = most
  }

  /** Adds events, in their order. */
  take(events: readonly LiveEvent[]): void {
    this.#add(events)
  }

  /** Marks that events are missing between what was and what comes. */
  takeGap(): void {
    this.#add([null])
  }

  /** Shows the same lines until resume(). */
  pause(): void {
    this.state.set({ ...this.state.get(), paused: 'ASKED' })
  }

  /** Shows the same lines until resume() or doneReading(), unless it is paused already. */
  read(): void {
    const state = this.state.get()
    if (state.paused === null) this.state.set({ ...state, paused: 'READING' })
  }

  /** Ends what read() began, and nothing else. */
  doneReading(): void {
    if (this.state.get().paused === 'READING') this.resume()
  }

  /** Shows the newest lines again. */
  resume(): void {
    this.state.set({ entries: this.#entries, dropped: this.#dropped, paused: null, waiting: 0 })
  }

  /** Forgets all lines, those that wait too; a pause that was asked for goes on. */
  clear(): void {
    this.#entries = []
    this.#dropped = 0
    this.state.set({ ...EMPTY, paused: this.state.get().paused === 'ASKED' ? 'ASKED' : null })
  }

  #add(events: readonly (LiveEvent | null)[]): void {
    const added = events.map((event) => ({ number: this.#next++, event }))
    const all = [...this.#entries, ...added]
    const tooMany = Math.max(0, all.length - this.#most)
    this.#entries = tooMany === 0 ? all : all.slice(tooMany)
    this.#dropped += tooMany
    const state = this.state.get()
    if (state.paused === null) this.resume()
    else this.state.set({ ...state, waiting: state.waiting + added.length })
  }
}
