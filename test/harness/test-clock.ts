import type { Clock } from '../../src/domain/clock'

interface Timer {
  readonly at: number
  readonly work: () => void
}

/** Turns of the event loop between two timers. */
const TURNS = 4

/** Lets promises, and what they schedule for the next turns of the event loop, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A clock that stands still until a test moves it, so that an hour of timers runs in no time and in order. */
export class TestClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(start: Date = new Date('2026-01-05T09:00:00Z')) {
    this.#now = start.getTime()
  }

  /** Timers that are set and neither done nor cancelled: 0 proves that nothing was left behind. */
  get pending(): number {
    return this.#timers.size
  }

  now(): Date {
    return new Date(this.#now)
  }

  after(ms: number, work: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), work }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Moves on by `ms`: timers run in the order of their times, each at its own time, and promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let timer = this.#nextUntil(end); timer !== undefined; timer = this.#nextUntil(end)) {
      this.#timers.delete(timer)
      this.#now = Math.max(this.#now, timer.at)
      timer.work()
      await settle()
    }
    this.#now = Math.max(this.#now, end)
  }

  /** The earliest timer due by then; of equals the one set first. */
  #nextUntil(end: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer
    }
    return next
  }
}
