import type { Clock } from '../api/clock'

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  #now = 0
  #due: { at: number; call: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    const one = { at: this.#now + ms, call }
    this.#due.push(one)
    return () => void (this.#due = this.#due.filter((other) => other !== one))
  }

  /** How many calls are still to come. */
  get pending(): number {
    return this.#due.length
  }

  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#due = this.#due.filter((other) => other !== next)
      this.#now = next.at
      next.call()
    }
    this.#now = until
  }
}
