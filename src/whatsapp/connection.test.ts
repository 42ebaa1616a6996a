/** The phases of a connection and its health: nothing is waited for without end. */
import {
  MemoryIngest,
  MemoryLogger,
  MemoryMetrics,
  MemoryWakeUps,
  sessionRecord,
} from '../../test/harness/memory-stores'
import { Gate, ScriptedFactory, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import { LaunchSlots } from './launch-slots'
import { SessionRunner } from './session-runner'

const ID = 'ses_1'
const LEASE = { sessionId: ID, workspaceId: 'wks_1', owner: 'me', fence: 1 }

let clock: TestClock
let factory: ScriptedFactory
let store: MemoryIngest
let runner: SessionRunner

beforeEach(() => {
  clock = new TestClock()
  factory = new ScriptedFactory()
  store = new MemoryIngest()
  const parts = { store, clock, factory, wakeUps: new MemoryWakeUps(), random: () => 1 }
  const observed = { logger: new MemoryLogger(), metrics: new MemoryMetrics() }
  const settings = { slots: new LaunchSlots(1), backfillDays: 30 }
  runner = new SessionRunner(sessionRecord(ID), LEASE, { ...parts, ...observed, ...settings }, () => undefined)
})

/** Lets what was begun come to rest, without time going by. */
const settle = (): Promise<void> => clock.advance(0)
const states = (): string[] => store.states(ID)
const reason = (): string | null => store.lastState(ID)?.reason ?? null

async function connected(): Promise<void> {
  await runner.start(null)
  factory.logins.add(ID)
  factory.last.connect()
  await settle()
}

describe('the deadline of a phase', () => {
  it.each([
    ['nothing happens at all', [], 90_000],
    ['the engine’s start never ends', ['hang'], 90_000],
    ['the phone has accepted and WhatsApp does not get ready', ['authenticated'], 120_000],
  ])('ends a connection where %s', async (_, events, limit) => {
    if (events.includes('hang')) factory.script.start = () => new Gate().promise
    await runner.start(null)
    if (events.includes('authenticated')) factory.last.emit({ type: 'authenticated' })
    await clock.advance(limit - 1)
    expect(factory.running).toHaveLength(1)
    await clock.advance(1)
    expect(factory.running).toEqual([])
    expect(states().at(-1)).toBe('RECONNECTING')
    expect(reason()).toMatch(/^NETWORK: WhatsApp did not/)
    await clock.advance(1_000)
    expect(factory.running).toHaveLength(1)
  })

  it('does not run on once the session is CONNECTED', async () => {
    await connected()
    await clock.advance(3_600_000)
    expect(factory.engines).toHaveLength(1)
    expect(states().at(-1)).toBe('CONNECTED')
  })
})

describe('a dead connection', () => {
  it.each([
    ['a probe that fails', (): Promise<void> => Promise.reject(new Error('no page')), 15_000],
    ['a probe that throws a string', (): Promise<void> => rejection('detached Frame'), 15_000],
    ['a probe without an answer', (): Promise<void> => new Gate().promise, 25_000],
  ])('is found within 30 s by %s', async (_, probe, found) => {
    factory.script.probe = probe
    await connected()
    await clock.advance(found - 1)
    expect(states().at(-1)).toBe('CONNECTED')
    await clock.advance(1)
    expect(states().at(-1)).toBe('RECONNECTING')
    expect(factory.engines[0]?.closed).toBe(true)
    expect(reason()).toContain('probe')
  })

  it('is not assumed while probes are answered', async () => {
    await connected()
    await clock.advance(10 * 60_000)
    expect(factory.last.calls.filter((call) => call === 'probe')).toHaveLength(40)
    const until = store.of(ID).findLast((item) => item.type === 'sync')
    expect(until).toMatchObject({ syncedAt: clock.now() })
  })

  it('is not found by an answer that comes too late', async () => {
    const gate = new Gate()
    factory.script.probe = () => gate.promise
    await connected()
    await clock.advance(25_000)
    factory.script.probe = () => Promise.resolve()
    gate.open()
    await clock.advance(60_000)
    expect(factory.engines).toHaveLength(2)
    expect(states().filter((state) => state === 'RECONNECTING')).toHaveLength(1)
    expect(factory.engines[0]?.calls.filter((call) => call === 'probe')).toHaveLength(1)
  })
})
