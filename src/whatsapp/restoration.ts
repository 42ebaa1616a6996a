import type { EngineFactory, EngineKind } from '../domain/engine'
import { toError } from '../domain/errors'
import type { SessionRecord } from '../domain/model'
import type { SessionStore } from '../domain/ports'
import type { IngestParts } from './ingest-queue'
import type { SessionRunner } from './session-runner'
import { recordUnattended } from './unattended'

export interface RestorationParts extends IngestParts {
  sessions: SessionStore
  factories: ReadonlyMap<EngineKind, EngineFactory>
  /** How many sessions launch at once. */
  restoreConcurrency: number
  /** Whether other processes, with folders of their own, run sessions of this database too. */
  shared: boolean
}

/** The sessions that this process runs. */
export interface Running {
  has(sessionId: string): boolean
  /** The session's runner, with the lease taken if need be. */
  runner(session: SessionRecord): Promise<SessionRunner>
}

/**
 * Brings back the sessions that should run and that no living process runs: those that ran here before a restart, and
 * those of a node that has gone. One that cannot run here is at least not shown as connected any longer.
 */
export class Restoration {
  private underWay = false
  private stopped = false
  /** Sessions that cannot run here, of which the log was told. */
  private readonly told = new Set<string>()

  constructor(
    private readonly parts: RestorationParts,
    private readonly running: Running,
  ) {}

  /** Resolves when what it has found is being brought back; rejects while the database is away. */
  async look(reason: string): Promise<void> {
    if (this.underWay) return
    const wanted = await this.parts.sessions.wanted()
    const waiting = wanted.filter(({ id }) => !this.running.has(id))
    for (const id of this.told) if (!waiting.some((session) => session.id === id)) this.told.delete(id)
    if (waiting.length > 0) this.parts.logger.debug({ sessions: waiting.length }, 'bringing sessions back')
    this.underWay = true
    const lane = async (): Promise<void> => {
      for (let session = waiting.shift(); session && !this.stopped; session = waiting.shift()) {
        await this.restore(session, reason)
      }
    }
    Promise.all(Array.from({ length: this.parts.restoreConcurrency }, lane))
      .catch((thrown: unknown) => this.parts.logger.error({ err: toError(thrown) }, 'bringing back stopped'))
      .finally(() => (this.underWay = false))
  }

  stop(): void {
    this.stopped = true
  }

  private async restore(session: SessionRecord, reason: string): Promise<void> {
    const logger = this.parts.logger.child({ session: session.id })
    try {
      const factory = this.parts.factories.get(session.engine)
      if (!factory) return await this.switchedOff(session)
      const hasLogin = await factory.hasLogin(session.id)
      if (!hasLogin && session.me !== null && this.parts.shared) return await this.elsewhere(session)
      const runner = await this.running.runner(session)
      await runner.restore(reason, hasLogin)
    } catch (thrown) {
      logger.error({ err: toError(thrown) }, 'a session could not be brought back')
    }
  }

  private switchedOff(session: SessionRecord): Promise<void> {
    const reason = `the engine ${session.engine} is switched off in ENGINES`
    this.tell(session, 'a session’s engine is switched off in ENGINES')
    return recordUnattended(session, 'fail', { reason, wanted: true }, this.parts)
  }

  private elsewhere(session: SessionRecord): Promise<void> {
    const reason = 'the node that ran the session has gone; it comes back with the node that has its login'
    this.tell(session, 'the login of a session is not in this DATA_DIR; the node that has it brings it back')
    return recordUnattended(session, 'lost', { reason }, this.parts)
  }

  private tell({ id, engine }: SessionRecord, message: string): void {
    if (!this.told.has(id)) this.parts.logger.warn({ session: id, engine }, message)
    this.told.add(id)
  }
}
