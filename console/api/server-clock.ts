/** Half of what the header of an answer leaves open, in milliseconds. */
const HALF_A_SECOND = 500

/**
 * The server's time as its answers tell it, to half a second: what happened there is dated by its clock, and a
 * browser's may be minutes away from it. The browser's own until there is an answer.
 */
export class ServerClock {
  #aheadMs = 0

  constructor(private readonly browserNow: () => number = Date.now) {}

  /** In milliseconds since 1970. */
  now(): number {
    return this.browserNow() - this.#aheadMs
  }

  /** Takes the time from an answer that has just come. */
  hear(answer: Response): void {
    const date = Date.parse(answer.headers.get('date') ?? '')
    if (!Number.isNaN(date)) this.#aheadMs = this.browserNow() - (date + HALF_A_SECOND)
  }
}
