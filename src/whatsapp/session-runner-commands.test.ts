/** What people ask of a session, at any moment and at once: one clear state, and never more than one engine. */
import { MemoryIngest, MemoryLogger, MemoryWakeUps, sessionRecord } from '../../test/harness/memory-stores'
import { Random } from '../../test/harness/random'
import { Gate, ScriptedFactory, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import { LeaseLost } from '../domain/ingest'
import type { SessionRecord } from '../domain/model'
import { LaunchSlots } from './launch-slots'
import { SessionRunner } from './session-runner'

const ID = 'ses_1'
const LEASE = { sessionId: ID, workspaceId: 'wks_1', owner: 'me', fence: 1 }

let clock: TestClock
let factory: ScriptedFactory
let store: MemoryIngest
let logger: MemoryLogger
let runner: SessionRunner
let leaseLost: number

function make(session: Partial<SessionRecord> = {}): SessionRunner {
  const parts = { store, clock, logger, factory, metrics: { count: () => undefined }, wakeUps: new MemoryWakeUps() }
  const all = { ...parts, slots: new LaunchSlots(1), backfillDays: 30, random: () => 1 }
  return new SessionRunner(sessionRecord(ID, session), LEASE, all, () => (leaseLost += 1))
}

beforeEach(() => {
  clock = new TestClock()
  factory = new ScriptedFactory()
  store = new MemoryIngest()
  logger = new MemoryLogger()
  leaseLost = 0
  runner = make()
})

const settle = (): Promise<void> => clock.advance(0)
const states = (): string[] => store.states(ID)
const reason = (): string | null => store.lastState(ID)?.reason ?? null

async function connected(): Promise<void> {
  await runner.start(null)
  factory.logins.add(ID)
  factory.last.connect()
  await settle()
}

describe('stop', () => {
  it('ends the engine, keeps the login and begins nothing by itself', async () => {
    await connected()
    await runner.stop(null)
    await clock.advance(3_600_000)
    expect(store.lastState(ID)).toMatchObject({ state: 'STOPPED', reason: null, wanted: false })
    expect([factory.engines.length, factory.running.length, clock.pending]).toEqual([1, 0, 0])
    expect(factory.logins).toContain(ID)
  })

  it('ends a wait for the next try', async () => {
    await connected()
    factory.last.end('NETWORK')
    await settle()
    await runner.stop(null)
    await clock.advance(3_600_000)
    expect([states().at(-1), factory.engines.length]).toEqual(['STOPPED', 1])
  })

  it('during the launch leaves no engine behind', async () => {
    const launched = new Gate()
    factory.script.start = () => launched.promise
    await runner.start(null)
    await runner.stop(null)
    launched.open()
    await settle()
    factory.last.connect()
    await clock.advance(3_600_000)
    expect([states().at(-1), factory.engines.length, factory.running.length]).toEqual(['STOPPED', 1, 0])
  })

  it('while the engine is still closing for the next try leaves none behind', async () => {
    const closed = new Gate()
    await connected()
    factory.last.close = () => closed.promise
    factory.last.end('CRASH')
    await clock.advance(2_000)
    const stopped = runner.stop(null)
    closed.open()
    await stopped
    await clock.advance(3_600_000)
    expect([states().at(-1), factory.engines.length]).toEqual(['STOPPED', 1])
  })

  it('while the start is being stored leaves no engine behind', async () => {
    const stored = new Gate()
    store.before = () => stored.promise
    const asked = [runner.start(null), runner.stop(null)]
    await settle()
    stored.open()
    await Promise.all(asked)
    await settle()
    expect([states().at(-1), factory.running.length]).toEqual(['STOPPED', 0])
  })
})

describe('start and reconnect', () => {
  it('make a new engine from wherever the session is, at once', async () => {
    for (const end of ['NETWORK', 'CRASH', 'INCOMPATIBLE', 'LOGGED_OUT'] as const) {
      await connected()
      factory.last.end(end)
      await settle()
      const before = factory.engines.length
      await runner.start(null)
      expect([states().at(-1), factory.engines.length, factory.running.length]).toEqual(['STARTING', before + 1, 1])
    }
    await connected()
    await runner.start(null)
    expect([states().at(-1), factory.running.length]).toEqual(['STARTING', 1])
  })

  it('begin the count of codes and the back-off anew', async () => {
    factory.script.start = () => Promise.reject(new Error('no'))
    await runner.start(null)
    await clock.advance(600_000)
    factory.script.start = () => Promise.resolve()
    await runner.start(null)
    for (let code = 1; code <= 5; code += 1) factory.last.qr(`code ${code}`)
    await runner.start(null)
    for (let code = 1; code <= 5; code += 1) factory.last.qr(`other ${code}`)
    await settle()
    expect(states().at(-1)).toBe('AWAITING_LOGIN')
    const before = factory.engines.length
    factory.last.end('CRASH')
    await clock.advance(1_000)
    expect(factory.engines).toHaveLength(before + 1)
  })

  it('are one where several ask at once that something runs', async () => {
    await Promise.all([1, 2, 3, 4].map(() => runner.ensureStarted(null)))
    expect([states(), factory.engines.length]).toEqual([['STARTING'], 1])
  })

  it('never make two engines, whatever is asked in whatever order', async () => {
    const random = new Random('commands')
    factory.script.close = async () => {
      const gate = new Gate()
      clock.after(random.below(500), () => gate.open())
      await gate.promise
    }
    const commands = [
      () => runner.start(null),
      () => runner.ensureStarted(null),
      () => runner.stop(null),
      () => runner.logout(),
      () => Promise.resolve(factory.engines.at(-1)?.end(random.pick(['CRASH', 'LOGGED_OUT', 'INCOMPATIBLE']))),
      () => Promise.resolve(factory.engines.at(-1)?.connect()),
    ]
    const asked: Promise<unknown>[] = []
    for (let step = 0; step < 300; step += 1) {
      asked.push(random.pick(commands)())
      await clock.advance(random.below(300))
      expect(factory.running.length).toBeLessThanOrEqual(1)
    }
    await clock.advance(60_000)
    asked.push(runner.stop(null))
    await clock.advance(60_000)
    await Promise.all(asked)
    expect(['STOPPED', 'LOGGED_OUT']).toContain(states().at(-1))
    expect(factory.running).toEqual([])
    expect(clock.pending).toBe(0)
  })
})

describe('logout', () => {
  it('unlinks at WhatsApp and deletes the login', async () => {
    await connected()
    await runner.logout()
    expect(factory.last.calls).toContain('logout')
    expect(store.lastState(ID)).toMatchObject({ state: 'LOGGED_OUT', me: null, wanted: false })
    expect(reason()).toBe('logged out by request')
    expect(factory.logins).not.toContain(ID)
    await clock.advance(3_600_000)
    expect(factory.running).toEqual([])
  })

  it.each(['rejects', 'throws a string'])('deletes the login where WhatsApp’s part %s, and says so', async (how) => {
    factory.script.logout = () => rejection(how === 'rejects' ? new Error('no') : 'no')
    await connected()
    await runner.logout()
    expect(factory.logins).not.toContain(ID)
    expect(factory.last.calls).toEqual(expect.arrayContaining(['logout', 'close']))
    expect(states().at(-1)).toBe('LOGGED_OUT')
    expect(reason()).toContain('remove the device on the phone')
  })

  it('of a session without a login connects to nothing', async () => {
    await runner.logout()
    expect([states(), factory.engines.length]).toEqual([['LOGGED_OUT'], 0])
  })

  it('is told of a login that cannot be deleted, and leaves nothing running as if it were connected', async () => {
    factory.onDelete = () => Promise.reject(new Error('EBUSY'))
    await connected()
    await expect(runner.logout()).rejects.toThrow('EBUSY')
    expect([states().at(-1), factory.running.length]).toEqual(['LOGGED_OUT', 0])
  })
})

describe('the end of the process', () => {
  it('keeps the wish to run', async () => {
    await connected()
    await runner.suspend('the server is stopping')
    expect(store.lastState(ID)).toMatchObject({ state: 'RECONNECTING', wanted: true })
    expect(factory.running).toEqual([])
    await clock.advance(3_600_000)
    expect([factory.engines.length, clock.pending]).toEqual([1, 0])
  })

  it('keeps a session that was stopped STOPPED', async () => {
    await connected()
    await runner.stop(null)
    await runner.suspend('the server is stopping')
    expect(states().at(-1)).toBe('STOPPED')
  })

  it('lets nothing be started any more', async () => {
    await runner.suspend('the server is stopping')
    await expect(runner.start(null)).rejects.toMatchObject({ code: 'CONFLICT' })
    await runner.restore('late', true).catch(() => undefined)
    await settle()
    expect(factory.engines).toEqual([])
  })

  it('brings nothing back that somebody has stopped', async () => {
    for (const state of ['STOPPED', 'FAILED', 'LOGGED_OUT'] as const) {
      runner = make({ state })
      await runner.restore('the server was restarted', true)
    }
    expect([states(), factory.engines]).toEqual([[], []])
  })

  it('is followed by a restoration that clients see as one outage', async () => {
    runner = make({ state: 'CONNECTED', wanted: true })
    await runner.restore('the server was restarted', true)
    factory.last.connect()
    await settle()
    expect(states()).toEqual(['RECONNECTING', 'CONNECTED'])
    runner = make({ state: 'RECONNECTING', wanted: true })
    await runner.restore('the server was restarted', true)
    factory.last.connect()
    await settle()
    expect(states()).toEqual(['RECONNECTING', 'CONNECTED', 'CONNECTED'])
  })
})

describe('a lease that is lost', () => {
  it('is told once; nothing more is written', async () => {
    await connected()
    store.before = () => Promise.reject(new LeaseLost(ID))
    factory.last.emit({
      type: 'unread',
      chat: { whatsappId: 'x', kind: 'GROUP', name: null, person: null },
      unreadCount: 1,
    })
    await settle()
    factory.last.end('NETWORK')
    await settle()
    expect(leaseLost).toBe(1)
    store.before = () => undefined
    await expect(runner.stop(null)).rejects.toThrow(LeaseLost)
    expect(states().at(-1)).toBe('CONNECTED')
  })

  it('ends the engine when the session is abandoned, also while its close fails', async () => {
    factory.script.close = () => Promise.reject(new Error('stuck'))
    await connected()
    await runner.abandon(new Error('another process has it'))
    factory.last.connect()
    await clock.advance(3_600_000)
    expect([factory.running.length, factory.engines.length, clock.pending]).toEqual([0, 1, 0])
    expect(states().at(-1)).toBe('CONNECTED')
  })
})

describe('a database that is away', () => {
  it('does not stop a session from being ended and begun, and every state is stored when it is back', async () => {
    await connected()
    const back = new Gate()
    store.before = () => back.promise
    factory.last.end('NETWORK')
    await clock.advance(5_000)
    back.open()
    await clock.advance(5_000)
    factory.last.connect()
    await settle()
    expect(states().slice(-2)).toEqual(['RECONNECTING', 'CONNECTED'])
  })
})
