/** What is measured never keeps the leases from being renewed. */
import { MemoryLogger } from '../../test/harness/memory-stores'
import { Gate, rejection, ScriptedFactory } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import { MemoryMeter } from './memory-meter'

let clock: TestClock
let logger: MemoryLogger
let browsers: ScriptedFactory
let meter: MemoryMeter
let measured: number

beforeEach(() => {
  clock = new TestClock()
  logger = new MemoryLogger()
  browsers = new ScriptedFactory()
  meter = new MemoryMeter([browsers, new ScriptedFactory()], { clock, logger })
  measured = 0
})

it('tells of the sessions of all engines, and leaves no timer behind', async () => {
  browsers.memory = () => Promise.resolve(new Map([['a', 5]]))
  expect(await meter.read()).toEqual(new Map([['a', 5]]))
  expect(clock.pending).toBe(0)
})

it('tells nothing after a second, and does not begin anew while a measurement hangs', async () => {
  const gate = new Gate<Map<string, number>>()
  browsers.memory = () => {
    measured += 1
    return gate.promise
  }
  for (let look = 0; look < 2; look += 1) {
    const read = meter.read()
    await clock.advance(1_000)
    expect(await read).toEqual(new Map())
  }
  expect(measured).toBe(1)
  gate.open(new Map([['a', 1]]))
  await clock.advance(0)
  browsers.memory = () => Promise.resolve(new Map([['a', 2]]))
  expect(await meter.read()).toEqual(new Map([['a', 2]]))
})

it('tells nothing where measuring fails, and says why in the log', async () => {
  browsers.memory = () => rejection('EACCES')
  expect(await meter.read()).toEqual(new Map())
  expect(logger.lines).toMatchObject([{ level: 'warn', message: 'the memory of browsers could not be measured' }])
})
