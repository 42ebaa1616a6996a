/** First and longest bound of the wait before the next try, in milliseconds. */
export const BACKOFF_MS = { first: 1_000, most: 60_000 } as const

/**
 * The wait before try number `attempt` (from 1), in milliseconds: full jitter, so that sessions that fell together do
 * not come back together. `random` gives a number from 0 to 1.
 */
export function backoff(attempt: number, random: () => number): number {
  const bound = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(attempt - 1, 16))
  return Math.round(random() * bound)
}
