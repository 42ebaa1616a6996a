import type { EngineKind } from '../../src/domain/engine'
import type { LogEvent } from '../../src/domain/event-log'
import { newId } from '../../src/domain/ids'
import type { CommitResult, IngestItem, IngestStore, Lease } from '../../src/domain/ingest'
import type { SessionRunner } from '../../src/whatsapp/session-runner'
import { Supervisor } from '../../src/whatsapp/supervisor'
import type { WhatsappWebFactory } from '../../src/whatsapp/whatsapp-web/factory'
import { groupMembers } from '../../src/whatsapp/whatsapp-web/processes'
import { MemoryMetrics, MemoryWakeUps } from '../harness/memory-stores'
import { TestClock } from '../harness/test-clock'
import { IngestFixture, WORKSPACE } from '../integration/ingest-fixture'
import type { Account, StandIn } from '../stand-in/stand-in'
import { EngineRig } from './whatsapp-web-rig'

/** The engine's limits, so short that a test can wait for them, in milliseconds. */
const LIMITS = { probe: 500, offline: 500 }
/** Longer than any wait: the clock stands still. */
const FOR_EVER_MS = 1e12

/**
 * Real sessions without a server around them: supervisor, whatsapp-web.js in Chromium, the stand-in and a database. Its
 * clock stands still, so that probes and back-offs come when a test says so.
 */
export class SessionRig {
  readonly clock = new TestClock(new Date())
  readonly factory: WhatsappWebFactory
  private readonly watchers = new Set<() => void>()
  private supervisor: Supervisor

  private constructor(
    private readonly engines: EngineRig,
    readonly database: IngestFixture,
  ) {
    this.factory = engines.factory(LIMITS)
    const { sessions } = database
    const renew = sessions.renew.bind(sessions)
    sessions.renew = async (memory) => {
      const held = await renew(memory)
      this.look()
      return held
    }
    this.supervisor = this.supervise()
  }

  static async start(): Promise<SessionRig> {
    const rig = new SessionRig(await EngineRig.start(), await IngestFixture.open('embedded'))
    await rig.supervisor.start()
    return rig
  }

  get standIn(): StandIn {
    return this.engines.standIn
  }

  /** A new session of the account: CONNECTED, and synchronised. */
  async link(account: Account): Promise<RealSession> {
    const session = await this.waiting()
    const { qr } = await session.record()
    this.standIn.scan(qr?.code ?? '', account)
    await session.reached('CONNECTED')
    await session.synchronised()
    return session
  }

  /** A new session that shows a code. */
  async waiting(): Promise<RealSession> {
    const id = newId('session')
    const engine = 'WHATSAPP_WEB'
    await this.database.sessions.create({ id, workspaceId: WORKSPACE, name: 'S', engine, pairingPhone: null })
    const session = new RealSession(id, this)
    await (await session.runner()).start(null)
    await session.reached('AWAITING_LOGIN')
    return session
  }

  runner(id: string): Promise<SessionRunner> {
    return this.supervisor.runner(WORKSPACE, id)
  }

  /** The process of the session's browser. */
  browserOf(id: string): number {
    const pid = this.engines.engines.findLast((engine) => engine.parts.config.sessionId === id)?.browserPid
    if (pid === undefined) throw new Error(`${id} has no browser`)
    return pid
  }

  async killRenderers(id: string): Promise<void> {
    const members = await groupMembers(this.browserOf(id))
    const renderers = members.filter(({ command }) => command.includes('--type=renderer'))
    for (const { pid } of renderers) process.kill(pid, 'SIGKILL')
    expect(renderers).not.toEqual([])
  }

  /** Resolves once `read` gives something; looked at whenever something was committed, or leases renewed. */
  until<T>(read: () => Promise<T | undefined>): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        read().then((value) => {
          if (value === undefined) return
          this.watchers.delete(look)
          resolve(value)
        }, reject)
      }
      this.watchers.add(look)
      look()
    })
  }

  /** As when the server is stopped in order; what the accounts do then happens while it is away. */
  stop(): Promise<void> {
    return this.supervisor.stop()
  }

  /** As when the server is started again. */
  async restart(): Promise<void> {
    this.supervisor = this.supervise()
    await this.supervisor.start()
  }

  async end(): Promise<void> {
    await this.supervisor.stop()
    await this.engines.end()
    await this.database.close()
  }

  private async commit(lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    const result = await this.database.store.commit(lease, items)
    this.look()
    return result
  }

  private look(): void {
    for (const look of this.watchers) look()
  }

  private supervise(): Supervisor {
    const { clock, factory } = this
    const factories = new Map<EngineKind, WhatsappWebFactory>([['WHATSAPP_WEB', factory]])
    const { sessions, contents } = this.database
    const store: IngestStore = { commit: (lease, items) => this.commit(lease, items) }
    const settings = { random: () => 0, shared: false, restoreConcurrency: 4, backfillDays: 30 }
    const watching = { clock, logger: this.engines.logger, metrics: new MemoryMetrics(), wakeUps: new MemoryWakeUps() }
    return new Supervisor({ store, sessions, contents, factories, ...watching, ...settings })
  }
}

/** One session of the rig, and what is stored of it. */
export class RealSession {
  constructor(
    readonly id: string,
    private readonly rig: SessionRig,
  ) {}

  runner(): Promise<SessionRunner> {
    return this.rig.runner(this.id)
  }

  async record() {
    const record = await this.rig.database.sessions.find(WORKSPACE, this.id)
    if (!record) throw new Error(`there is no session ${this.id}`)
    return record
  }

  /** Resolves once the session has reached the state, and that is stored. */
  async reached(state: Awaited<ReturnType<RealSession['record']>>['state']): Promise<void> {
    await (await this.runner()).state.reached([state], FOR_EVER_MS)
  }

  /** Resolves once the synchronisation of now is over. */
  synchronised(): Promise<true> {
    return this.rig.until(async () => ((await this.record()).sync?.phase === 'DONE' ? true : undefined))
  }

  events(): Promise<LogEvent[]> {
    return this.rig.database.log.after(WORKSPACE, this.id, 0, 100_000)
  }

  async states(): Promise<string[]> {
    return (await this.events()).flatMap((event) => (event.type === 'session.state' ? [event.state] : []))
  }

  /** Resolves to the event that told of the message with this text. */
  told(body: string): Promise<LogEvent> {
    return this.rig.until(async () =>
      (await this.events()).find((event) => event.type === 'message.received' && event.content.body === body),
    )
  }
}
