/**
 * Random faults from fixed seeds: nothing is lost, nothing comes twice. WAGRAPH_HISTORY_MINUTES plays others for as
 * long; README.md says how.
 */
import { randomBytes } from 'node:crypto'
import type { Shape } from './plan'
import { play } from './run'
import { playSlowReader } from './slow-reader'

const SHAPES: readonly (readonly [name: string, shape: Shape, seed: string])[] = [
  ['MySQL and Redis', { nodes: 1, web: 2, simulated: 2, hasServices: true }, 'eighth'],
  ['embedded', { nodes: 1, web: 1, simulated: 1, hasServices: false }, 'sixth'],
  ['two nodes', { nodes: 2, web: 0, simulated: 3, hasServices: true }, 'fifth'],
]
const LONG_ROUNDS = 12
const LONGEST_RUN_MS = 10 * 60_000

const minutes = Number(process.env['WAGRAPH_HISTORY_MINUTES'] ?? 0)
const givenSeed = process.env['WAGRAPH_HISTORY_SEED']

jest.setTimeout(minutes * 60_000 + LONGEST_RUN_MS)

const tell = (line: string): void => void process.stdout.write(`[history] ${line}\n`)

/** Runs of all shapes in turn until the time is over, each from a seed of its own; resolves to what went wrong. */
async function playForMinutes(base: string): Promise<string[]> {
  const failures: string[] = []
  const end = Date.now() + minutes * 60_000
  for (let index = 0; Date.now() < end; index += 1) {
    const [name, shape] = SHAPES[index % SHAPES.length] as (typeof SHAPES)[number]
    const seed = `${base}-${Math.floor(index / SHAPES.length)}`
    tell(`WAGRAPH_HISTORY_SEED=${seed} (${name})`)
    const { report } = await play({ seed, shape, rounds: LONG_ROUNDS }, tell)
    if (report !== '') failures.push(report)
    if (report !== '') tell(report)
  }
  return failures
}

if (minutes > 0) {
  test(`no event is lost, doubled or out of order for ${minutes} minutes`, async () => {
    expect(await playForMinutes(givenSeed ?? randomBytes(4).toString('hex'))).toEqual([])
  })
} else if (givenSeed !== undefined) {
  test.each(SHAPES)('no event is lost, doubled or out of order: %s', async (_name, shape) => {
    expect((await play({ seed: givenSeed, shape, rounds: LONG_ROUNDS }, tell)).report).toBe('')
  })
} else {
  test.each(SHAPES)('no event is lost, doubled or out of order: %s', async (_name, shape, seed) => {
    const { report, history } = await play({ seed, shape, rounds: 1 }, () => undefined)
    expect(report).toBe('')
    // A history in which nothing happens is good too.
    expect(history.accepted.filter(({ announced }) => announced).length).toBeGreaterThan(100)
    expect(history.subscribers.filter(({ seen }) => seen.length > 0).length).toBeGreaterThanOrEqual(8)
  })

  test('a reader that is too slow is cut off with 4290, and has everything once it has come back', async () => {
    const { report, closes } = await playSlowReader()
    expect(report).toBe('')
    expect(closes).toContain(4290)
  })
}
