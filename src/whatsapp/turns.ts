/** Work that is done one piece after the other, in the order in which it was asked for. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()
  private asked = 0

  /** Whether all that was asked for is over. */
  get idle(): boolean {
    return this.asked === 0
  }

  /** Does the work when all before it is over; answers what it answers, and rejects as it does. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.last.then(work)
    // Whoever asked for it hears of a failure; the next in turn only has to know that it is over.
    this.last = turn.catch(() => undefined)
    this.asked += 1
    try {
      return await turn
    } finally {
      this.asked -= 1
    }
  }
}
