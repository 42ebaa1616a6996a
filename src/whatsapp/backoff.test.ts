import { Random } from '../../test/harness/random'
import { backoff, BACKOFF_MS } from './backoff'

describe('the wait before the next try', () => {
  it('grows from 1 s to 60 s at most, and stays there for ever', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1_000, 1e9].map((attempt) => backoff(attempt, () => 1))
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
    expect(BACKOFF_MS).toEqual({ first: 1_000, most: 60_000 })
  })

  it('is any part of that, so that sessions that fell together do not come back together', () => {
    const random = new Random('jitter')
    const waits = Array.from({ length: 1_000 }, () => backoff(10, () => random.below(1_000) / 1_000))
    expect(Math.min(...waits)).toBeLessThan(3_000)
    expect(Math.max(...waits)).toBeGreaterThan(57_000)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(Math.abs(mean - 30_000)).toBeLessThan(2_000)
  })
})
