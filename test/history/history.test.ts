/** Random faults from fixed seeds: nothing is lost, nothing comes twice. README.md says how to play other seeds. */
import { play, type Run } from './run'

jest.setTimeout(300_000)

const RUNS: readonly (Run & { name: string })[] = [
  {
    name: 'MySQL and Redis',
    ...{ seed: 'first', shape: { nodes: 1, web: 2, simulated: 2, hasServices: true }, rounds: 1 },
  },
  { name: 'embedded', seed: 'second', shape: { nodes: 1, web: 1, simulated: 1, hasServices: false }, rounds: 1 },
  { name: 'two nodes', seed: 'third', shape: { nodes: 2, web: 0, simulated: 3, hasServices: true }, rounds: 1 },
]

test.each(RUNS)('no event is lost, doubled or out of order: $name, seed $seed', async (run) => {
  const { report } = await play(run)
  expect(report).toBe('')
})
