import type { Clock } from '../api/clock'

/** Work that is done at once when it is asked for, but at most once in each `pauseMs`, in milliseconds. */
export class Paced {
  #cancel: (() => void) | null = null
  #due = false
  #failed = false

  constructor(
    private readonly clock: Clock,
    private readonly pauseMs: number,
    private readonly work: () => Promise<unknown>,
  ) {}

  /** Does it now, or when the pause is over. */
  ask(): void {
    if (this.#cancel === null) this.#do()
    else this.#due = true
  }

  /** Asks for it where it failed the last time. */
  askIfFailed(): void {
    if (this.#failed) this.ask()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#due = false
  }

  #do(): void {
    this.#due = false
    this.#cancel = this.clock.after(this.pauseMs, () => {
      this.#cancel = null
      if (this.#due) this.#do()
    })
    this.work().then(
      () => (this.#failed = false),
      () => (this.#failed = true),
    )
  }
}
