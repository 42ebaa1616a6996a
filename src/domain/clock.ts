/** Time as the code sees it, so that tests can hold it still. */
export interface Clock {
  now(): Date
  /** Calls `work` once after `ms`; the result cancels it. */
  after(ms: number, work: () => void): () => void
}

/** The machine's own time; its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
