/** Sessions that come back after a restart: some at a time, each in its turn, and none without need. */
import {
  MemoryIngest,
  MemoryLogger,
  MemoryMetrics,
  MemoryWakeUps,
  MemorySessions,
  sessionRecord,
} from '../../test/harness/memory-stores'
import { Random } from '../../test/harness/random'
import { type ScriptedEngine, ScriptedFactory } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import type { EngineKind } from '../domain/engine'
import type { MessageRecord } from '../domain/model'
import type { SessionState } from '../domain/session-state'
import { MessageCommands } from './message-commands'
import { SessionCommands } from './session-commands'
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

describe('after a restart', () => {
  it('brings back what ran, four at a time, so that many do not freeze the host', async () => {
    ran(ids(10))
    await supervisor.start()
    await settle()
    expect(factory.engines).toHaveLength(4)
    factory.engines[0]?.connect()
    await settle()
    expect(factory.engines).toHaveLength(5)
    for (let n = 1; n < 10; n += 1) await settle().then(() => factory.engines[n]?.connect())
    await settle()
    expect(new Set(factory.engines.map(({ options }) => options.sessionId)).size).toBe(10)
    expect(await supervisor.connected()).toBe(10)
    expect(store.states('ses_9')).toEqual(['RECONNECTING', 'CONNECTED'])
  })

  it.each([1, 3])('never launches more than RESTORE_CONCURRENCY at once, here %d', async (limit) => {
    supervisor = make(false, limit)
    ran(ids(12))
    const random = new Random(`restore ${limit}`)
    const launching = (): ScriptedEngine[] => factory.running.filter(({ calls }) => !settled.has(calls))
    const settled = new Set<string[]>()
    let most = 0
    factory.onCreate = () => (most = Math.max(most, launching().length + 1))
    await supervisor.start()
    await settle()
    for (let step = 0; step < 200 && (await supervisor.connected()) < 12; step += 1) {
      const [engine] = launching()
      if (engine && random.below(3) > 0) settled.add(engine.calls)
      if (engine && settled.has(engine.calls)) engine.connect()
      else engine?.end('NETWORK')
      await clock.advance(random.below(30_000))
    }
    expect([await supervisor.connected(), most]).toEqual([12, limit])
  })

  it('gives the turn of one that hangs to the next after 90 s', async () => {
    ran(ids(8))
    await supervisor.start()
    await clock.advance(89_999)
    expect(factory.engines).toHaveLength(4)
    await clock.advance(1)
    expect(factory.engines).toHaveLength(8)
  })

  it('lets a session that somebody starts go first', async () => {
    ran(ids(6))
    await supervisor.start()
    await settle()
    await (await runner('ses_5')).start(null)
    expect(factory.engines.map(({ options }) => options.sessionId)).toContain('ses_5')
  })

  it('leaves nothing launching when it stops while sessions wait for their turn', async () => {
    ran(ids(8))
    await supervisor.start()
    await settle()
    await supervisor.stop()
    await clock.advance(120_000)
    expect([factory.running, factory.engines.length]).toEqual([[], 4])
  })

  it('shows a session whose engine is switched off as FAILED, and brings it back when it is on again', async () => {
    sessions.add(sessionRecord('a', { state: 'CONNECTED', wanted: true, engine: 'WHATSAPP_WEB' }))
    await supervisor.start()
    await settle()
    const reason = 'the engine WHATSAPP_WEB is switched off in ENGINES'
    expect(store.lastState('a')).toMatchObject({ state: 'FAILED', reason, wanted: true })
    expect(sessions.leases.size).toBe(0)
    sessions.add(sessionRecord('a', { state: 'FAILED', wanted: true }))
    factory.logins.add('a')
    supervisor = make()
    await supervisor.start()
    await settle()
    factory.last.connect()
    await settle()
    expect(store.states('a')).toEqual(['FAILED', 'STARTING', 'AUTHENTICATING', 'CONNECTED'])
  })

  it('stops a session whose engine is switched off, and deletes it', async () => {
    sessions.add(sessionRecord('a', { state: 'FAILED', wanted: true, engine: 'WHATSAPP_WEB' }))
    const readsOf = (): never => {
      throw new Error('nobody reads here')
    }
    const messages = new MessageCommands({ contents: sessions, clock, readsOf })
    const parts = { supervisor, sessions, messages, wakeUps: new MemoryWakeUps(), simulated: null }
    const commands = new SessionCommands(parts)
    await commands.execute(WORKSPACE, { type: 'stop', sessionId: 'a' })
    expect(store.lastState('a')).toMatchObject({ state: 'STOPPED', wanted: false })
    await commands.execute(WORKSPACE, { type: 'delete', sessionId: 'a' })
    expect(sessions.rows.has('a')).toBe(false)
  })

  it('leaves alone what was stopped, had failed or was logged out', async () => {
    sessions.add(...(['STOPPED', 'FAILED', 'LOGGED_OUT'] as const).map((state) => sessionRecord(state, { state })))
    await supervisor.start()
    await settle()
    expect(factory.engines).toEqual([])
  })

  it('stops a session whose login was not complete', async () => {
    sessions.add(sessionRecord('a', { state: 'AWAITING_LOGIN', wanted: true }))
    await supervisor.start()
    await settle()
    expect(store.lastState('a')).toMatchObject({ state: 'STOPPED', wanted: false })
    expect(store.lastState('a')?.reason).toContain('before the login was complete')
    expect(factory.engines).toEqual([])
  })

  it('leaves a login that another node has to that node, and does not show it as connected', async () => {
    const me = { whatsappId: '1@c.us', phone: null, name: null }
    sessions.add(sessionRecord('a', { state: 'CONNECTED', wanted: true, me }))
    supervisor = make(true)
    await supervisor.start()
    await settle()
    expect(store.states('a')).toEqual(['RECONNECTING'])
    expect(store.lastState('a')?.reason).toContain('the node that ran the session has gone')
    expect([factory.engines, sessions.leases.size]).toEqual([[], 0])
    sessions.add(sessionRecord('a', { state: 'RECONNECTING', wanted: true, me }))
    await clock.advance(80_000)
    expect(store.states('a')).toEqual(['RECONNECTING'])
    expect(logger.lines.filter(({ message }) => message.includes('not in this DATA_DIR'))).toHaveLength(1)
  })

  it('takes over what another process ran when its lease runs out, once', async () => {
    ran(['a'])
    sessions.taken.add('a')
    await supervisor.start()
    await clock.advance(80_000)
    expect(factory.engines).toEqual([])
    sessions.taken.delete('a')
    await clock.advance(8_000)
    factory.last.connect()
    await clock.advance(80_000)
    expect(store.states('a')).toEqual(['RECONNECTING', 'CONNECTED'])
    const reason = 'the process that ran the session has gone'
    expect(store.of('a')).toContainEqual(expect.objectContaining({ state: 'RECONNECTING', reason }))
    expect(factory.engines).toHaveLength(1)
  })

  it('does not bring back what is being deleted', async () => {
    await supervisor.start()
    ran(['a'])
    let deleted: () => void = () => undefined
    const deletion = supervisor.forget('a', () => new Promise((resolve) => (deleted = resolve)))
    await clock.advance(8_000)
    expect([factory.engines, logger.errors]).toEqual([[], []])
    deleted()
    await deletion
  })

  it('tries one whose engine cannot run for as long as it takes, and brings the others back', async () => {
    ran(['a', 'b'])
    factory.onCreate = ({ options }) => {
      if (options.sessionId === 'a') throw new Error('there is no browser')
    }
    await supervisor.start()
    await settle()
    expect(store.lastState('a')).toMatchObject({ state: 'RECONNECTING', wanted: true })
    expect(factory.engines.map(({ options }) => options.sessionId)).toEqual(['b'])
    factory.onCreate = () => undefined
    await clock.advance(60_000)
    expect(factory.engines.map(({ options }) => options.sessionId)).toContain('a')
  })

  it('does not begin twice what somebody asks for meanwhile', async () => {
    ran(['a'])
    const [asked] = await Promise.all([runner('a'), supervisor.start()])
    await asked.start(null)
    await settle()
    expect(factory.running).toHaveLength(1)
    expect(sessions.leases.get('a')?.fence).toBe(1)
    expect(logger.errors).toEqual([])
  })

  it('settles what an earlier process was sending, and sends what it had not begun', async () => {
    ran(['a'])
    sessions.unsettled = [{ id: 'msg_1' } as MessageRecord]
    sessions.sends = [{ messageId: 'msg_2', to: 'x@c.us', text: 'hello', quotedRef: null }]
    await supervisor.start()
    await settle()
    expect(store.of('a')[0]).toMatchObject({ messageId: 'msg_1', from: ['SENDING'], deliveryState: 'UNKNOWN' })
    expect(factory.last.calls).not.toContain('sendText hello')
    factory.last.connect()
    await settle()
    expect(factory.last.calls).toContain('sendText hello')
  })
})
