import { Random } from '../harness/random'
import { faultKinds, plan, type Shape, shuffled } from '../history/plan'

const LARGE: Shape = { nodes: 1, web: 2, simulated: 2, hasServices: true }
const SMALL: Shape = { nodes: 2, web: 0, simulated: 3, hasServices: true }

test('the same seed gives the same plan, another one another', () => {
  expect(plan('one', LARGE, 8)).toEqual(plan('one', LARGE, 8))
  expect(plan('one', LARGE, 8)).not.toEqual(plan('two', LARGE, 8))
})

test.each([
  ['all', LARGE],
  ['without a browser', SMALL],
  ['embedded', { ...LARGE, hasServices: false }],
])('every kind of fault comes in each plan, and none that cannot (%s)', (_name, shape) => {
  for (const seed of ['1', '2', '3', '4', '5']) {
    const kinds = new Set(plan(seed, shape, 1).flatMap(({ faults }) => faults.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(faultKinds(shape).sort())
  }
})

test('what it chooses is there', () => {
  const rounds = plan('bounds', SMALL, 50)
  expect(rounds.length).toBeGreaterThanOrEqual(50)
  for (const act of rounds.flatMap(({ before, during, after }) => [...before, ...during, ...after])) {
    expect(['flood', 'send']).toContain(act.kind)
    expect('session' in act && act.session).toBeLessThan(3)
  }
})

test('shuffling keeps all items', () => {
  const items = [1, 2, 3, 4, 5, 6]
  expect(shuffled(new Random('x'), items).sort()).toEqual(items)
  expect(shuffled(new Random('x'), items)).not.toEqual(items)
})
