/** How many sessions may launch at once, over all sessions of this process; who waits gets in turn by turn. */
export class LaunchSlots {
  private taken = 0
  private readonly waiting: (() => void)[] = []

  /** @param limit - at least 1 */
  constructor(private readonly limit: number) {}

  /** Resolves to what gives the slot back, which may be called more than once. */
  async take(): Promise<() => void> {
    if (this.taken < this.limit) this.taken += 1
    else await new Promise<void>((resolve) => this.waiting.push(resolve)) // the slot is handed on, so it stays taken
    let held = true
    return () => {
      if (held) this.giveBack()
      held = false
    }
  }

  private giveBack(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.taken -= 1
  }
}
