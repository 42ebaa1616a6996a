/** Many sessions in one process: kept apart, handed over and ended. */
import {
  MemoryIngest,
  MemoryLogger,
  MemoryMetrics,
  MemoryWakeUps,
  MemorySessions,
  sessionRecord,
} from '../../test/harness/memory-stores'
import { Gate, ScriptedFactory, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import type { EngineKind } from '../domain/engine'
import { LeaseLost, StoreUnavailable } from '../domain/ingest'
import type { MessageRecord } from '../domain/model'
import type { SessionState } from '../domain/session-state'
import { Supervisor } from './supervisor'

const WORKSPACE = 'wks_1'

let clock: TestClock
let factory: ScriptedFactory
let store: MemoryIngest
let sessions: MemorySessions
let logger: MemoryLogger
let supervisor: Supervisor

function make(shared = false, restoreConcurrency = 4): Supervisor {
  const factories = new Map<EngineKind, ScriptedFactory>([['SIMULATED', factory]])
  const parts = { store, clock, logger, sessions, contents: sessions, factories, metrics: new MemoryMetrics() }
  const settings = { shared, restoreConcurrency, backfillDays: 30, random: () => 1 }
  return new Supervisor({ ...parts, ...settings, wakeUps: new MemoryWakeUps() })
}

beforeEach(() => {
  clock = new TestClock()
  factory = new ScriptedFactory()
  store = new MemoryIngest()
  sessions = new MemorySessions()
  logger = new MemoryLogger()
  supervisor = make()
})

/** Sessions that ran when the server ended, with their logins. */
function ran(ids: string[], state: SessionState = 'CONNECTED'): void {
  for (const id of ids) {
    sessions.add(sessionRecord(id, { state, wanted: true }))
    factory.logins.add(id)
  }
}
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `ses_${n}`)
const settle = (): Promise<void> => clock.advance(0)
const runner = (id: string) => supervisor.runner(WORKSPACE, id)

describe('a session', () => {
  it('has one runner, however many ask at once', async () => {
    sessions.add(sessionRecord('a'))
    const runners = await Promise.all([runner('a'), runner('a'), runner('a')])
    expect(new Set(runners).size).toBe(1)
    expect(sessions.leases.get('a')?.fence).toBe(1)
  })

  it('of another workspace, or none, is NOT_FOUND; one that another process holds is a CONFLICT', async () => {
    sessions.add(sessionRecord('a', { workspaceId: 'wks_2' }), sessionRecord('b'))
    sessions.taken.add('b')
    await expect(runner('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(runner('none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(runner('b')).rejects.toMatchObject({ code: 'CONFLICT' })
    sessions.taken.delete('b')
    expect((await runner('b')).lease.sessionId).toBe('b')
  })

  it.each(['find', 'acquire', 'queued'])('can be asked for again after its %s failed', async (failing) => {
    sessions.add(sessionRecord('a'))
    sessions.unsettled = [{ id: 'msg_1' } as MessageRecord]
    sessions.before = (call) => {
      if (call === failing) throw new Error('the database is away')
    }
    await expect(runner('a')).rejects.toThrow('the database is away')
    sessions.before = () => undefined
    const made = await runner('a')
    await made.start(null)
    await settle()
    expect(await runner('a')).toBe(made)
    expect(store.states('a')).toEqual(['STARTING'])
  })

  it('is not touched by the faults of another', async () => {
    sessions.add(sessionRecord('a'), sessionRecord('b'))
    factory.script.probe = () => rejection('detached Frame')
    await (await runner('a')).start(null)
    const [a] = factory.engines
    factory.script.probe = () => Promise.resolve()
    await (await runner('b')).start(null)
    factory.last.connect()
    a?.connect()
    store.before = (lease) => {
      if (lease.sessionId === 'a') throw new StoreUnavailable('a is away')
    }
    await clock.advance(120_000)
    a?.end('CRASH')
    await settle()
    expect(store.states('b')).toEqual(['STARTING', 'AUTHENTICATING', 'CONNECTED'])
    expect(factory.engines.filter(({ options, closed }) => options.sessionId === 'b' && !closed)).toHaveLength(1)
  })

  it('cannot be had while it is being deleted, and is not there afterwards', async () => {
    sessions.add(sessionRecord('a'))
    await (await runner('a')).start(null)
    const gate = new Gate()
    const deleted = supervisor.forget('a', async () => {
      await gate.promise
      await sessions.delete('a')
    })
    await settle()
    await expect(runner('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(supervisor.forget('a', () => Promise.resolve())).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(factory.running).toEqual([])
    gate.open()
    await deleted
    await expect(runner('a')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a lease', () => {
  const connected = async (id: string): Promise<void> => {
    sessions.add(sessionRecord(id))
    await (await runner(id)).start(null)
    factory.last.connect()
    await settle()
  }

  it('is renewed every 8 s, also after a renewal failed', async () => {
    const renewals: number[] = []
    const began = clock.now().getTime()
    sessions.before = (call) => {
      if (call === 'renew' && renewals.push(clock.now().getTime() - began) === 2) throw new Error('away')
    }
    await supervisor.start()
    await clock.advance(40_000)
    expect(renewals).toEqual([8_000, 16_000, 24_000, 32_000, 40_000])
  })

  it('is renewed with what the browsers take', async () => {
    const bytes = new Map([['a', 1_000]])
    factory.memory = () => Promise.resolve(bytes)
    await supervisor.start()
    await clock.advance(16_000)
    expect(sessions.measured).toEqual([bytes, bytes])
  })

  it('that went to another process ends the engine here within 10 s, and writes nothing more', async () => {
    await supervisor.start()
    await connected('a')
    await connected('b')
    sessions.taken.add('a')
    await clock.advance(10_000)
    expect(factory.running.map(({ options }) => options.sessionId)).toEqual(['b'])
    expect(store.states('a').at(-1)).toBe('CONNECTED')
    await expect(runner('a')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await supervisor.connected()).toBe(1)
  })

  it('that a commit finds lost ends the engine at once', async () => {
    await connected('a')
    store.before = () => Promise.reject(new LeaseLost('a'))
    factory.last.emit({ type: 'ack', key: { fromMe: true, stanzaId: 'S' }, deliveryState: 'READ' })
    await settle()
    expect(factory.running).toEqual([])
    store.before = () => undefined
    expect((await runner('a')).lease.fence).toBe(2)
  })
})

describe('the end of the process', () => {
  it('ends every engine, gives every lease back and keeps the wish to run', async () => {
    ran(ids(3))
    await supervisor.start()
    await settle()
    for (const engine of factory.engines) engine.connect()
    await settle()
    await Promise.all([supervisor.stop(), supervisor.stop()])
    expect([factory.running.length, sessions.leases.size, clock.pending]).toEqual([0, 0, 0])
    for (const id of ids(3)) expect(store.lastState(id)).toMatchObject({ state: 'RECONNECTING', wanted: true })
    await expect(runner('ses_1')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('leaves no renewal behind, also where one is under way', async () => {
    const gate = new Gate<Set<string>>()
    sessions.renew = () => gate.promise
    await supervisor.start()
    await clock.advance(10_000)
    await supervisor.stop()
    gate.open(new Set())
    await settle()
    expect(clock.pending).toBe(0)
  })

  it('takes nothing for lost that was given back while leases were renewed', async () => {
    ran(['a', 'b'])
    await supervisor.start()
    await settle()
    const renewed = new Gate<Set<string>>()
    sessions.renew = () => renewed.promise
    await clock.advance(8_000)
    const other = new Gate()
    const release = sessions.release.bind(sessions)
    sessions.release = async (lease) => {
      if (lease.sessionId === 'b') await other.promise
      await release(lease)
    }
    const stopped = supervisor.stop()
    await settle()
    expect([...sessions.leases.keys()]).toEqual(['b'])
    renewed.open(new Set(['b']))
    await settle()
    other.open()
    await stopped
    expect(logger.errors).toEqual([])
  })

  it('is not kept by an engine that cannot be closed', async () => {
    ran(['a', 'b'])
    factory.script.close = () => rejection('Protocol error')
    await supervisor.start()
    await settle()
    await supervisor.stop()
    expect(sessions.leases.size).toBe(0)
  })

  it('in the middle of bringing sessions back leaves none running', async () => {
    for (const turns of [0, 1, 2, 3, 5, 8, 13]) {
      factory = new ScriptedFactory()
      sessions = new MemorySessions()
      supervisor = make()
      ran(ids(6))
      await supervisor.start()
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
      await supervisor.stop()
      await clock.advance(120_000)
      expect([factory.running.length, sessions.leases.size]).toEqual([0, 0])
    }
  })
})
