import type { EngineFactory, EngineKind } from '../domain/engine'
import { conflict, notFound, toError } from '../domain/errors'
import type { SessionRecord } from '../domain/model'
import type { SessionContents, SessionStore } from '../domain/ports'
import { type RunnerParts, SessionRunner } from './session-runner'

/** Time between two renewals of the leases, in milliseconds: a third of how long they last. */
const RENEW_MS = 10_000
/** Sessions that come back at once after a start, so that many do not freeze the host. */
const RESTORE_CONCURRENCY = 4
/** What a restored session waits for before the next one of its lane begins, at most, in milliseconds. */
const RESTORE_WAIT_MS = 30_000

export interface SupervisorParts extends Omit<RunnerParts, 'factory'> {
  sessions: SessionStore
  contents: SessionContents
  factories: ReadonlyMap<EngineKind, EngineFactory>
}

/** Runs the sessions whose leases this process holds, and brings them back after a restart. */
export class Supervisor {
  private readonly runners = new Map<string, Promise<SessionRunner>>()
  private cancelRenewal: () => void = () => undefined
  private stopping: Promise<void> | null = null

  constructor(private readonly parts: SupervisorParts) {}

  /** Begins to renew leases, and brings back what should run; resolves when that is under way, not done. */
  async start(): Promise<void> {
    this.renewLater()
    const waiting = await this.parts.sessions.wanted()
    if (waiting.length > 0) this.parts.logger.info({ sessions: waiting.length }, 'bringing sessions back')
    const lane = async (): Promise<void> => {
      for (let session = waiting.shift(); session && !this.stopping; session = waiting.shift()) {
        await this.restore(session)
      }
    }
    for (let i = 0; i < RESTORE_CONCURRENCY; i += 1) {
      lane().catch((thrown: unknown) => this.parts.logger.error({ err: toError(thrown) }, 'bringing back stopped'))
    }
  }

  /** Ends all connections, but not the wish to run; idempotent. */
  stop(): Promise<void> {
    this.stopping ??= this.suspendAll()
    return this.stopping
  }

  /** How many sessions of this process are CONNECTED. */
  async connected(): Promise<number> {
    const states = await Promise.allSettled(this.runners.values())
    return states.filter((made) => made.status === 'fulfilled' && made.value.state.current === 'CONNECTED').length
  }

  /** Resolves when the session can take more messages, or has ended. */
  async room(sessionId: string): Promise<void> {
    const runner = await this.runners.get(sessionId)
    await runner?.queue.room()
  }

  /** The session's runner, with the lease taken if need be; CONFLICT while another process holds it. */
  async runner(workspaceId: string, sessionId: string): Promise<SessionRunner> {
    const known = this.runners.get(sessionId)
    if (known) return known
    const session = await this.parts.sessions.find(workspaceId, sessionId)
    if (!session) throw notFound('session', sessionId)
    return this.runners.get(sessionId) ?? this.adopt(session)
  }

  /** Forgets a session that is being deleted; nothing more is written for it. */
  async forget(sessionId: string): Promise<void> {
    const runner = await this.runners.get(sessionId)
    this.runners.delete(sessionId)
    await runner?.abandon(new Error('the session was deleted'))
  }

  /** The engine of a kind, if it may be used and can run here; ENGINE_UNAVAILABLE otherwise is the caller's. */
  factory(kind: EngineKind): EngineFactory | null {
    return this.parts.factories.get(kind) ?? null
  }

  private adopt(session: SessionRecord): Promise<SessionRunner> {
    if (this.stopping) throw conflict('The server is stopping.')
    const made = this.make(session)
    this.runners.set(session.id, made)
    // A failed attempt leaves no trace, so that the next one can succeed; its caller gets the error by `made`.
    made.catch(() => this.runners.delete(session.id))
    return made
  }

  private async make(session: SessionRecord): Promise<SessionRunner> {
    const factory = this.parts.factories.get(session.engine)
    if (!factory) throw conflict(`The engine ${session.engine} is switched off in ENGINES.`)
    const lease = await this.parts.sessions.acquire(session)
    if (!lease) throw conflict('The session runs in another process, which did not answer.')
    // Read again under the lease: what another process wrote until then is history now.
    const current = (await this.parts.sessions.find(session.workspaceId, session.id)) ?? session
    const logger = this.parts.logger.child({ session: session.id })
    const runner = new SessionRunner(current, lease, { ...this.parts, factory, logger }, () =>
      this.leaseLost(session.id),
    )
    await this.takeUpSends(runner, session.id)
    return runner
  }

  /** Own messages that an earlier process left: what it had handed over is unknown, the rest is sent now. */
  private async takeUpSends(runner: SessionRunner, sessionId: string): Promise<void> {
    const failure = 'The server stopped while it was being sent.'
    for (const { id } of await this.parts.contents.inFlight(sessionId)) {
      const delivery = { type: 'delivery', messageId: id, from: ['SENDING'], deliveryState: 'UNKNOWN' } as const
      runner.queue.push({ ...delivery, failure })
    }
    for (const outgoing of await this.parts.contents.queued(sessionId)) runner.send(outgoing)
  }

  private async restore(session: SessionRecord): Promise<void> {
    const logger = this.parts.logger.child({ session: session.id })
    try {
      const factory = this.parts.factories.get(session.engine)
      const unavailable = factory ? factory.unavailable() : `the engine ${session.engine} is switched off`
      if (unavailable !== null) return logger.warn({ reason: unavailable }, 'a session cannot be brought back')
      const runner = await this.adopt(session)
      if (!(await factory?.hasLogin(session.id))) {
        return await runner.stop('the server was restarted before the login was complete')
      }
      await runner.restore('the server was restarted')
      await runner.state.reached(['CONNECTED', 'AWAITING_LOGIN', 'FAILED', 'LOGGED_OUT', 'STOPPED'], RESTORE_WAIT_MS)
    } catch (thrown) {
      logger.error({ err: toError(thrown) }, 'a session could not be brought back')
    }
  }

  private leaseLost(sessionId: string): void {
    this.parts.logger.error({ session: sessionId }, 'another process has taken the session over')
    const runner = this.runners.get(sessionId)
    this.runners.delete(sessionId)
    runner
      ?.then((lost) => lost.abandon(new Error('another process has taken the session over')))
      .catch((thrown: unknown) => this.parts.logger.error({ err: toError(thrown) }, 'a lost session did not end'))
  }

  private renewLater(): void {
    this.cancelRenewal = this.parts.clock.after(RENEW_MS, () => {
      this.renew().catch((thrown: unknown) => {
        // Until the lease runs out nobody else writes; after that the fence refuses us.
        this.parts.logger.warn({ err: toError(thrown) }, 'the leases could not be renewed')
      })
    })
  }

  private async renew(): Promise<void> {
    try {
      const held = await this.parts.sessions.renew()
      for (const id of this.runners.keys()) if (!held.has(id)) await this.checkLost(id)
    } finally {
      if (!this.stopping) this.renewLater()
    }
  }

  /** A runner that is still being made may not hold its lease yet. */
  private async checkLost(id: string): Promise<void> {
    const runner = await this.runners.get(id)
    const owner = await this.parts.sessions.ownerOf(id)
    if (runner && owner !== runner.lease.owner) this.leaseLost(id)
  }

  private async suspendAll(): Promise<void> {
    this.cancelRenewal()
    await Promise.all([...this.runners.values()].map((made) => this.suspend(made)))
    this.runners.clear()
  }

  private async suspend(made: Promise<SessionRunner>): Promise<void> {
    try {
      const runner = await made
      await runner.suspend('the server is stopping')
      await this.parts.sessions.release(runner.lease)
    } catch (thrown) {
      this.parts.logger.error({ err: toError(thrown) }, 'a session did not end in order')
    }
  }
}
