/**
 * Random faults from fixed seeds: nothing is lost, nothing comes twice. WAGRAPH_HISTORY_MINUTES plays others for as
 * long; README.md says how.
 */
import { randomBytes } from 'node:crypto'
import type { Shape } from './plan'
import { play, type Run } from './run'

const SHAPES: Readonly<Record<string, Shape>> = {
  'MySQL and Redis': { nodes: 1, web: 2, simulated: 2, hasServices: true },
  embedded: { nodes: 1, web: 1, simulated: 1, hasServices: false },
  'two nodes': { nodes: 2, web: 0, simulated: 3, hasServices: true },
}
const LONG_ROUNDS = 12
const LONGEST_RUN_MS = 10 * 60_000

const minutes = Number(process.env['WAGRAPH_HISTORY_MINUTES'] ?? 0)
const givenSeed = process.env['WAGRAPH_HISTORY_SEED']

jest.setTimeout(minutes * 60_000 + LONGEST_RUN_MS)

const tell = (line: string): void => void process.stdout.write(`[history] ${line}\n`)

/** Plays one run, and fails with all that it takes to play it again. */
async function expectWhole(run: Run): Promise<void> {
  const { report } = await play(run, givenSeed === undefined && minutes === 0 ? () => undefined : tell)
  expect(report).toBe('')
}

if (minutes === 0) {
  test.each(Object.keys(SHAPES))('no event is lost, doubled or out of order: %s', async (name) => {
    const [seed, shape] = [givenSeed ?? name, SHAPES[name] as Shape]
    await expectWhole({ seed, shape, rounds: givenSeed === undefined ? 1 : LONG_ROUNDS })
  })
} else {
  test(`no event is lost, doubled or out of order for ${minutes} minutes`, async () => {
    const base = givenSeed ?? randomBytes(4).toString('hex')
    const end = Date.now() + minutes * 60_000
    for (let index = 0; Date.now() < end; index += 1) {
      const names = Object.keys(SHAPES)
      const name = names[index % names.length] as string
      const seed = `${base}-${Math.floor(index / names.length)}`
      tell(`WAGRAPH_HISTORY_SEED=${seed} (${name})`)
      await expectWhole({ seed, shape: SHAPES[name] as Shape, rounds: LONG_ROUNDS })
    }
  })
}
