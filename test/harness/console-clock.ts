import type { Clock } from '../../console/api/clock'

interface Timer {
  readonly at: number
  readonly call: () => void
}

/** The console's time, which stands still until a test moves it. */
export class ConsoleClock implements Clock {
  #now = Date.parse('2026-01-05T09:00:00Z')
  readonly #timers = new Set<Timer>()

  /** Timers that are set and neither done nor cancelled: 0 proves that nothing was left behind. */
  get pending(): number {
    return this.#timers.size
  }

  now(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Moves on by `ms`: timers run in the order of their times, each at its own time. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer)
      this.#now = timer.at
      timer.call()
    }
    this.#now = end
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end)
    return due.sort((a, b) => a.at - b.at)[0]
  }
}
