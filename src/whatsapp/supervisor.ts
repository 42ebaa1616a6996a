import type { EngineFactory, EngineKind } from '../domain/engine'
import { conflict, engineUnavailable, notFound, toError } from '../domain/errors'
import type { MessageRecord, SessionRecord } from '../domain/model'
import type { QueuedMessage, SessionContents } from '../domain/ports'
import { LaunchSlots } from './launch-slots'
import { MemoryMeter } from './memory-meter'
import { Restoration, type RestorationParts } from './restoration'
import { type RunnerParts, SessionRunner } from './session-runner'
import { recordUnattended } from './unattended'

/**
 * Time between two renewals of the leases, in milliseconds: a third of how long they last. As often it is looked
 * whether others have run out, so that a node that dies is replaced within 35 s.
 */
const RENEW_MS = 8_000

/** How long a message may have waited for a connection, in milliseconds, to be looked for among those that were sent. */
const WAITING_MS = 24 * 3_600_000

export interface SupervisorParts extends Omit<RunnerParts, 'factory' | 'slots'>, RestorationParts {
  contents: SessionContents
}

/** Runs the sessions whose leases this process holds, and brings back those that nobody runs. */
export class Supervisor {
  private readonly runners = new Map<string, Promise<SessionRunner>>()
  private readonly deleting = new Set<string>()
  private readonly slots: LaunchSlots
  private readonly restoration: Restoration
  private readonly memory: MemoryMeter
  private cancelRenewal: () => void = () => undefined
  private stopping: Promise<void> | null = null

  constructor(private readonly parts: SupervisorParts) {
    this.slots = new LaunchSlots(parts.restoreConcurrency)
    this.memory = new MemoryMeter([...parts.factories.values()], parts)
    this.restoration = new Restoration(parts, {
      has: (id) => this.runners.has(id) || this.deleting.has(id),
      runner: (session) => this.runners.get(session.id) ?? this.adopt(session),
    })
  }

  /** Begins to renew leases, and brings back what should run; resolves when that is under way, not done. */
  async start(): Promise<void> {
    this.renewLater()
    await this.restoration.look('the server was restarted')
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
    const known = this.running(sessionId)
    if (known) return known
    const session = await this.parts.sessions.find(workspaceId, sessionId)
    if (!session) throw notFound('session', sessionId)
    return this.running(sessionId) ?? this.adopt(session)
  }

  /** The session's runner if this process has one; NOT_FOUND while the session is being deleted. */
  running(sessionId: string): Promise<SessionRunner> | undefined {
    if (this.deleting.has(sessionId)) throw notFound('session', sessionId)
    return this.runners.get(sessionId)
  }

  /** Gives a session up that rests, so that any node may start it. */
  async release(sessionId: string): Promise<void> {
    const runner = await this.runners.get(sessionId)
    this.runners.delete(sessionId)
    if (!runner) return
    await runner.abandon(conflict('The session was stopped.'))
    await this.parts.sessions.release(runner.lease)
  }

  /** Ends a session for good: while `work` deletes it, nothing is written for it and nobody can start it. */
  async forget(sessionId: string, work: () => Promise<void>): Promise<void> {
    const gone = notFound('session', sessionId)
    if (this.deleting.has(sessionId)) throw gone
    this.deleting.add(sessionId)
    try {
      const runner = await this.runners.get(sessionId)
      this.runners.delete(sessionId)
      await runner?.abandon(gone)
      await work()
    } finally {
      this.deleting.delete(sessionId)
    }
  }

  /** Stops a session whose engine is switched off, so that nobody runs it. */
  stopUnattended(session: SessionRecord): Promise<void> {
    return recordUnattended(session, 'stop', {}, this.parts)
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
    if (!factory) throw engineUnavailable(`The engine ${session.engine} is switched off in ENGINES.`)
    const lease = await this.parts.sessions.acquire(session)
    // Read again under the lease: what another process wrote until then is history now.
    const current = await this.parts.sessions.find(session.workspaceId, session.id)
    if (!current) throw notFound('session', session.id)
    if (!lease) throw conflict('The session runs in another process, which did not answer.')
    const since = new Date((current.syncedAt?.getTime() ?? WAITING_MS) - WAITING_MS)
    const inFlight = await this.parts.contents.inFlight(session.id, since)
    const queued = await this.parts.contents.queued(session.id)
    const logger = this.parts.logger.child({ session: session.id })
    const parts = { ...this.parts, slots: this.slots, factory, logger }
    const runner = new SessionRunner(current, lease, parts, () => this.leaseLost(session.id))
    takeUpSends(runner, inFlight, queued)
    return runner
  }

  private leaseLost(sessionId: string): void {
    this.parts.logger.error({ session: sessionId }, 'another process has taken the session over')
    const runner = this.runners.get(sessionId)
    this.runners.delete(sessionId)
    runner
      ?.then((lost) => lost.abandon(conflict('Another process has taken the session over; ask again.')))
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
      const held = await this.parts.sessions.renew(await this.memory.read())
      for (const id of this.runners.keys()) if (!held.has(id)) await this.checkLost(id)
      if (!this.stopping) await this.restoration.look('the process that ran the session has gone')
    } finally {
      if (!this.stopping) this.renewLater()
    }
  }

  /** A runner that is still being made may not hold its lease yet, and one that ends may have given it back. */
  private async checkLost(id: string): Promise<void> {
    const made = this.runners.get(id)
    const runner = await made
    const owner = await this.parts.sessions.ownerOf(id)
    if (this.stopping || made !== this.runners.get(id)) return
    if (runner && owner !== runner.lease.owner) this.leaseLost(id)
  }

  private async suspendAll(): Promise<void> {
    this.cancelRenewal()
    this.restoration.stop()
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

/** Own messages that an earlier process left: what it had handed over is unknown, the rest is sent now. */
function takeUpSends(
  runner: SessionRunner,
  inFlight: readonly MessageRecord[],
  queued: readonly QueuedMessage[],
): void {
  const failure = 'The server stopped before WhatsApp had acknowledged it.'
  for (const { id } of inFlight) {
    const delivery = { type: 'delivery', messageId: id, from: ['SENDING'], deliveryState: 'UNKNOWN' } as const
    runner.queue.push({ ...delivery, failure })
  }
  for (const outgoing of queued) runner.sender.add(outgoing)
}
