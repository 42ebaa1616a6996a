/** One session over the life of its connections, with an engine that does what the test says. */
import {
  MemoryIngest,
  MemoryLogger,
  MemoryMetrics,
  MemoryWakeUps,
  sessionRecord,
} from '../../test/harness/memory-stores'
import { Gate, ME, ScriptedFactory, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import type { CloseReason } from '../domain/engine'
import { LaunchSlots } from './launch-slots'
import { SessionRunner } from './session-runner'

const ID = 'ses_1'
const LEASE = { sessionId: ID, workspaceId: 'wks_1', owner: 'me', fence: 1 }

let clock: TestClock
let factory: ScriptedFactory
let store: MemoryIngest
let logger: MemoryLogger
let metrics: MemoryMetrics
let runner: SessionRunner

beforeEach(() => {
  clock = new TestClock()
  factory = new ScriptedFactory()
  store = new MemoryIngest()
  logger = new MemoryLogger()
  metrics = new MemoryMetrics()
  const launching = { factory, slots: new LaunchSlots(1), backfillDays: 30, random: () => 1 }
  const parts = { store, clock, logger, metrics, ...launching, wakeUps: new MemoryWakeUps() }
  runner = new SessionRunner(sessionRecord(ID), LEASE, parts, () => undefined)
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

describe('a login', () => {
  it('goes from STARTING over the code to CONNECTED, each stored with what belongs to it', async () => {
    await runner.start(null)
    factory.last.qr('first', 60_000)
    factory.last.qr('second', 20_000)
    factory.last.connect()
    await settle()
    expect(states()).toEqual(['STARTING', 'AWAITING_LOGIN', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED'])
    const items = store.of(ID).filter((item) => item.type === 'state')
    const expiry = new Date(clock.now().getTime() + 20_000)
    expect(items[2]).toMatchObject({ qr: { code: 'second', expiresAt: expiry }, wanted: true, me: undefined })
    expect(items[4]).toMatchObject({ qr: null, me: ME, previousState: 'AUTHENTICATING', wanted: true })
  })

  it('asks for a pairing code with the digits of the phone number', async () => {
    await runner.start('+4915112345678')
    expect(factory.last.options).toEqual({ sessionId: ID, pairingPhone: '4915112345678' })
    factory.last.emit({ type: 'pairing-code', code: 'ABCD1234' })
    await settle()
    expect(store.lastState(ID)).toMatchObject({ state: 'AWAITING_LOGIN', pairingCode: 'ABCD1234', qr: null })
  })

  it('is given up after six codes that nobody used, and the engine is closed', async () => {
    await runner.start(null)
    for (let code = 1; code <= 6; code += 1) {
      factory.last.qr(`code ${code}`)
      await clock.advance(19_999)
      expect(states().at(-1)).toBe('AWAITING_LOGIN')
      await clock.advance(code < 6 ? 1 : 0)
    }
    await clock.advance(1)
    expect(states().at(-1)).toBe('FAILED')
    expect(store.lastState(ID)).toMatchObject({ reason: '6 codes were shown and none was used', wanted: false })
    expect(factory.running).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('is given up at the seventh code, should that come early', async () => {
    await runner.start(null)
    for (let code = 1; code <= 7; code += 1) factory.last.qr(`code ${code}`)
    factory.last.emit({ type: 'status-skipped' })
    await settle()
    expect(metrics.counts.get('status_skipped')).toBeUndefined()
    expect(states().at(-1)).toBe('FAILED')
    expect(factory.running).toEqual([])
  })

  it('counts codes over the connections that showed them', async () => {
    await runner.start(null)
    for (let code = 1; code <= 6; code += 1) {
      factory.last.qr(`code ${code}`)
      if (code < 6) factory.last.end('CRASH')
      await clock.advance(60_000)
    }
    expect(states().at(-1)).toBe('FAILED')
  })

  it('begins anew when a code is not renewed', async () => {
    await runner.start(null)
    factory.last.qr('dead', 20_000)
    await clock.advance(50_000 - 1)
    expect(factory.engines).toHaveLength(1)
    await clock.advance(1 + 1_000)
    expect(factory.engines).toHaveLength(2)
    expect(factory.running).toHaveLength(1)
    expect(states().slice(-2)).toEqual(['AWAITING_LOGIN', 'STARTING'])
    expect(reason()).toContain('did not renew')
  })
})

describe('a lost connection', () => {
  it.each<CloseReason>(['NETWORK', 'CRASH', 'CONFLICT'])('comes back by itself after %s, for ever', async (why) => {
    await connected()
    factory.last.end(why)
    await settle()
    expect(states().at(-1)).toBe('RECONNECTING')
    expect(reason()).toBe(`${why}: scripted`)
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]) {
      const before = factory.engines.length
      await clock.advance(wait - 1)
      expect(factory.engines).toHaveLength(before)
      await clock.advance(1)
      expect(factory.engines).toHaveLength(before + 1)
      expect(factory.running).toHaveLength(1)
      factory.last.end(why)
      await settle()
    }
    await clock.advance(60_000)
    factory.last.connect()
    await settle()
    expect(states().slice(-2)).toEqual(['RECONNECTING', 'CONNECTED'])
    factory.last.end(why)
    await clock.advance(1_000)
    expect(factory.running).toHaveLength(1)
    expect(metrics.counts.get(`engine_closed ${why}`)).toBe(11)
  })

  it('waits for the old engine’s end before the new one begins', async () => {
    const gate = new Gate()
    await connected()
    const [first] = factory.engines
    if (first) first.close = () => gate.promise
    factory.last.end('CRASH')
    await clock.advance(60_000)
    expect(factory.engines).toHaveLength(1)
    gate.open()
    await settle()
    expect(factory.engines).toHaveLength(2)
  })

  it('ignores what an engine says that was let go', async () => {
    await connected()
    const [old] = factory.engines
    old?.end('NETWORK')
    await clock.advance(1_000)
    const before = states().length
    old?.qr('late')
    old?.connect()
    old?.end('LOGGED_OUT')
    old?.emit({ type: 'status-skipped' })
    await settle()
    expect(states()).toHaveLength(before)
    expect(factory.logins).toContain(ID)
    expect(metrics.counts.get('status_skipped')).toBeUndefined()
  })

  it.each([
    ['an Error', new Error('no browser')],
    ['a string', 'Max Attempts reached'],
    ['nothing', undefined],
  ])('is tried again where the start rejects with %s', async (_, thrown) => {
    factory.script.start = () => rejection(thrown)
    await runner.start(null)
    await settle()
    expect(states().at(-1)).toBe('RECONNECTING')
    expect(reason()).toMatch(/^CRASH: ./)
    factory.script.start = () => Promise.resolve()
    await clock.advance(1_000)
    expect(factory.engines).toHaveLength(2)
    expect(factory.engines[0]?.closed).toBe(true)
  })

  it('is tried again where no engine can be made, at the start and later', async () => {
    factory.onCreate = () => {
      throw new Error('the browser is gone')
    }
    await runner.start(null)
    await clock.advance(10_000)
    expect(reason()).toBe('CRASH: the browser is gone')
    factory.onCreate = () => undefined
    await clock.advance(60_000)
    expect(factory.running).toHaveLength(1)
  })

  it('is tried again where the engine cannot be closed', async () => {
    factory.script.close = () => rejection('Protocol error')
    await connected()
    factory.last.end('CRASH')
    await clock.advance(1_000)
    expect(factory.engines).toHaveLength(2)
    expect(logger.errors).toEqual(["the engine's close failed"])
  })
})

describe('an end that is final', () => {
  it('is LOGGED_OUT: the login is deleted after the engine is closed, and nothing is tried again', async () => {
    const order: string[] = []
    factory.script.close = () => Promise.resolve(void order.push('closed'))
    factory.onDelete = () => Promise.resolve(void order.push('deleted'))
    await connected()
    factory.last.end('LOGGED_OUT', 'the phone unlinked this device')
    await clock.advance(24 * 3_600_000)
    expect(order).toEqual(['closed', 'deleted'])
    expect(store.lastState(ID)).toMatchObject({ state: 'LOGGED_OUT', wanted: false, me: null })
    expect(reason()).toBe('the phone unlinked this device')
    expect(factory.logins).not.toContain(ID)
    expect(factory.engines).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it('is LOGGED_OUT also where the login cannot be deleted; that is an error in the log', async () => {
    factory.onDelete = () => Promise.reject(new Error('EBUSY'))
    await connected()
    factory.last.end('LOGGED_OUT')
    await settle()
    expect(states().at(-1)).toBe('LOGGED_OUT')
    expect(logger.errors).toEqual(['the login of an unlinked session could not be deleted'])
  })

  it('is FAILED where the page is not as expected: the login is kept', async () => {
    await connected()
    factory.last.end('INCOMPATIBLE', 'the page lacks WAWebX')
    await clock.advance(24 * 3_600_000)
    expect(store.lastState(ID)).toMatchObject({ state: 'FAILED', reason: 'the page lacks WAWebX', wanted: false })
    expect(factory.logins).toContain(ID)
    expect(factory.engines).toHaveLength(1)
    expect(factory.running).toEqual([])
  })
})
