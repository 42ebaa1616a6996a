import { markedBrowsers, markerArgument } from './browser-marker'
import type { RunningProcess } from './processes'

const OWNER = '0123456789abcdef'

const browser = (fields: Partial<RunningProcess>): RunningProcess => ({
  pid: 100,
  parent: 50,
  group: 100,
  isZombie: false,
  command: `chromium\0--x\0${markerArgument(OWNER, 's1', 50)}\0--y`,
  ...fields,
})

test('a browser is an orphan once its parent is not its server any more', () => {
  expect(markedBrowsers([browser({})], OWNER)).toEqual([{ sessionId: 's1', group: 100, isOrphan: false }])
  expect(markedBrowsers([browser({ parent: 1 })], OWNER)).toEqual([{ sessionId: 's1', group: 100, isOrphan: true }])
})

test('helpers with the marker belong to their browser, in whatever order they come', () => {
  const helper = browser({ pid: 101, parent: 100 })
  for (const processes of [
    [browser({}), helper],
    [helper, browser({})],
  ]) {
    expect(markedBrowsers(processes, OWNER)).toEqual([{ sessionId: 's1', group: 100, isOrphan: false }])
  }
  const orphaned = [browser({ parent: 1 }), helper]
  expect(markedBrowsers(orphaned, OWNER)).toEqual([{ sessionId: 's1', group: 100, isOrphan: true }])
})

test('browsers of other data directories, zombies, and our own process group are none of them', () => {
  const others = [
    browser({ command: `chromium\0${markerArgument('fedcba9876543210', 's1', 50)}` }),
    browser({ isZombie: true }),
    browser({ pid: process.pid, group: 7, command: 'node' }),
    browser({ pid: 102, group: 7 }),
  ]
  expect(markedBrowsers(others, OWNER)).toEqual([])
})
