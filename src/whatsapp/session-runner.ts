import type { Clock } from '../domain/clock'
import type { Engine, EngineEvent, EngineFactory, EngineMe } from '../domain/engine'
import { notConnected, toError } from '../domain/errors'
import type { Lease } from '../domain/ingest'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { SessionRecord } from '../domain/model'
import type { QueuedMessage } from '../domain/ports'
import { next } from '../domain/session-state'
import { backoff } from './backoff'
import { Connection } from './connection'
import { IngestQueue, type IngestParts } from './ingest-queue'
import { Sender } from './sender'
import { StateRecorder, type StateDetails } from './state-recorder'
import { Synchroniser } from './synchroniser'

/** Codes that are shown without being scanned before the session is given up. */
export const MAX_CODES = 6
const NOBODY_CAME = `${MAX_CODES} codes were shown and none was used`
/** How long a logout waits for the connection that it needs, in milliseconds. */
const LOGOUT_WAIT_MS = 30_000
const LOGGED_OUT = 'logged out by request'
const FORGOTTEN = 'logged out by request; WhatsApp could not be told, so remove the device on the phone'
/** A code that is not followed by another this long after it expired is dead, in milliseconds. */
const CODE_GRACE_MS = 30_000

export interface RunnerParts extends IngestParts {
  factory: EngineFactory
  clock: Clock
  random: () => number
  logger: Logger
  metrics: Metrics
}

/** One session while this process holds its lease: runs the state machine, and feeds the ingest queue. */
export class SessionRunner {
  readonly queue: IngestQueue
  readonly sender: Sender
  private connection: Connection | null = null
  private synchroniser: Synchroniser | null = null
  private cancelTimer: () => void = () => undefined
  private closing: Promise<void> = Promise.resolve()
  private codes = 0
  private attempt = 0
  private authenticatedAt: Date
  readonly state: StateRecorder
  private syncedAt: Date | null
  private synced = false

  constructor(
    private readonly session: SessionRecord,
    readonly lease: Lease,
    private readonly parts: RunnerParts,
    onLeaseLost: () => void,
  ) {
    this.syncedAt = session.syncedAt
    this.authenticatedAt = parts.clock.now()
    this.queue = new IngestQueue(lease, parts, { leaseLost: onLeaseLost })
    this.state = new StateRecorder(session.state, this.queue, parts)
    this.sender = new Sender({ ...parts, queue: this.queue })
  }

  /** The engine, if the session is CONNECTED; else throws SESSION_NOT_CONNECTED. */
  connected(): Engine {
    if (this.state.current !== 'CONNECTED' || !this.connection) throw notConnected(this.state.current)
    return this.connection.engine
  }

  send(outgoing: QueuedMessage): void {
    this.sender.add(outgoing)
  }

  /** Begins anew, from whatever state, at once; the state is stored when it resolves. */
  async start(pairingPhone: string | null): Promise<void> {
    await this.disconnect()
    this.session.pairingPhone = pairingPhone
    this.codes = 0
    this.attempt = 0
    await this.state.move('start')
    this.launch()
  }

  /** As after a lost connection: for sessions that ran when their process ended. */
  async restore(reason: string): Promise<void> {
    if (next(this.state.current, 'lost') === 'RECONNECTING') await this.state.move('lost', { reason })
    else if (this.state.current !== 'RECONNECTING') await this.state.move('start')
    this.launch()
  }

  async stop(reason: string | null): Promise<void> {
    await this.disconnect()
    await this.state.move('stop', { reason })
  }

  /**
   * Unlinks the device at WhatsApp, for which it connects if it has to, and deletes the stored login in any case; the
   * reason says so where WhatsApp could not be told.
   */
  async logout(): Promise<void> {
    if (await this.parts.factory.hasLogin(this.session.id)) await this.connectToLogOut()
    const isConnected = this.state.current === 'CONNECTED'
    await this.disconnect(isConnected ? 'logout' : 'close')
    await this.parts.factory.deleteLogin(this.session.id)
    this.syncedAt = null
    await this.state.move('unlinked', { reason: isConnected ? LOGGED_OUT : FORGOTTEN, me: null })
  }

  private async connectToLogOut(): Promise<void> {
    if (next(this.state.current, 'ready') === null && this.state.current !== 'CONNECTED') {
      await this.start(this.session.pairingPhone)
    }
    await this.state.reached(['CONNECTED', 'AWAITING_LOGIN', 'FAILED', 'LOGGED_OUT'], LOGOUT_WAIT_MS)
  }

  /** Ends the connection but not the wish to run: the next process brings the session back. */
  async suspend(reason: string): Promise<void> {
    await this.disconnect()
    if (next(this.state.current, 'lost')) await this.state.move('lost', { reason })
    await this.queue.flush()
    this.release()
  }

  /** Gives everything up without writing: another process has the session now, or it is being deleted. */
  async abandon(why: Error): Promise<void> {
    this.queue.close(why)
    await this.disconnect()
    this.release()
  }

  private release(): void {
    this.sender.close()
    this.state.look()
  }

  private launch(): void {
    const { id, pairingPhone } = this.session
    const connection: Connection = new Connection(
      this.parts.factory,
      { sessionId: id, pairingPhone: pairingPhone === null ? null : pairingPhone.replace('+', '') },
      {
        event: (event) => this.guard(connection, () => this.take(event)),
        alive: () => this.guard(connection, () => this.alive()),
      },
      this.parts,
    )
    this.connection = connection
    connection.launch()
  }

  /** Events of a connection that was replaced are none of ours. */
  private guard(connection: Connection, work: () => void): void {
    if (this.connection === connection) work()
  }

  private take(event: EngineEvent): void {
    switch (event.type) {
      case 'qr':
        return this.code({ qr: { code: event.code, expiresAt: this.in(event.expiresInMs) } }, event.expiresInMs)
      case 'pairing-code':
        return this.code({ pairingCode: event.code }, 180_000)
      case 'authenticated':
        this.cancelTimer()
        this.authenticatedAt = this.parts.clock.now()
        return this.state.moveSoon('authenticated')
      case 'ready':
        return this.ready(event.me)
      case 'closed':
        return this.closed(event)
      case 'status-skipped':
        return this.parts.metrics.count('status_skipped')
      case 'message':
      case 'decrypted':
        return this.ingest({ type: 'message', message: event.message, origin: 'LIVE', announce: true })
      default:
        return this.ingest(event)
    }
  }

  private ingest(item: Parameters<IngestQueue['push']>[0]): void {
    this.queue.push(item)
    if (this.queue.full) this.lost('NETWORK', 'too much waits for the database; it is fetched again later')
  }

  private code(details: StateDetails, expiresInMs: number): void {
    this.codes += 1
    if (this.codes > MAX_CODES) return this.fail(NOBODY_CAME)
    this.state.moveSoon('code', details)
    if (this.codes === MAX_CODES) return this.timer(expiresInMs, () => this.fail(NOBODY_CAME))
    this.timer(expiresInMs + CODE_GRACE_MS, () => this.lost('NETWORK', 'WhatsApp did not renew its code'))
  }

  private ready(me: EngineMe): void {
    if (!this.connection) return
    this.cancelTimer()
    this.attempt = 0
    this.codes = 0
    this.state.moveSoon('ready', { me })
    const { engine } = this.connection
    this.sender.use(engine)
    this.synchronise(engine)
  }

  private synchronise(engine: Engine): void {
    const { syncedAt, authenticatedAt, queue } = this
    const synchroniser = new Synchroniser(engine, { syncedAt, authenticatedAt }, { ...this.parts, queue })
    this.synchroniser = synchroniser
    this.synced = false
    const unlessReplaced = (work: () => void): void => {
      if (this.synchroniser === synchroniser) work()
    }
    synchroniser.run().then(
      (syncedUntil) =>
        unlessReplaced(() => {
          this.synced = syncedUntil !== null
          this.syncedAt = syncedUntil ?? this.syncedAt
        }),
      (thrown: unknown) =>
        unlessReplaced(() => {
          const context = { err: toError(thrown) }
          this.parts.logger.error(context, 'the synchronisation failed; the next connection tries again')
        }),
    )
  }

  private alive(): void {
    if (!this.synced) return
    this.syncedAt = this.parts.clock.now()
    this.queue.push({ type: 'sync', sync: null, syncedAt: this.syncedAt })
  }

  private closed({ reason, detail }: Extract<EngineEvent, { type: 'closed' }>): void {
    this.parts.metrics.count('engine_closed', { reason })
    if (reason === 'INCOMPATIBLE') return this.fail(detail)
    if (reason === 'LOGGED_OUT') return this.unlinked(detail)
    this.lost(reason, detail)
  }

  private lost(reason: string, detail: string): void {
    this.parts.logger.warn({ reason, detail }, 'the connection was lost')
    this.letGo()
    this.state.moveSoon('lost', { reason: `${reason}: ${detail}` })
    this.attempt += 1
    this.timer(backoff(this.attempt, this.parts.random), () => {
      // Never rejects: its failures are logged where they happen.
      void this.closing.then(() => this.launch())
    })
  }

  private unlinked(detail: string): void {
    this.letGo()
    this.syncedAt = null
    this.closing = this.closing
      .then(() => this.parts.factory.deleteLogin(this.session.id))
      .catch((thrown: unknown) => {
        this.parts.logger.error({ err: toError(thrown) }, 'the login of an unlinked session could not be deleted')
      })
    this.state.moveSoon('unlinked', { reason: detail, me: null })
  }

  private fail(reason: string): void {
    this.letGo()
    this.state.moveSoon('fail', { reason })
  }

  /** Closes the engine in the background; whoever needs its end awaits `closing`. */
  private letGo(how: 'close' | 'logout' = 'close'): void {
    this.cancelTimer()
    this.synchroniser?.stop()
    this.synchroniser = null
    this.synced = false
    this.sender.use(null)
    const { connection } = this
    this.connection = null
    if (!connection) return
    this.closing = this.closing
      .then(() => connection.close(how))
      .catch((thrown: unknown) => {
        this.parts.logger.error({ err: toError(thrown) }, 'an engine could not be closed')
      })
  }

  private disconnect(how: 'close' | 'logout' = 'close'): Promise<void> {
    this.letGo(how)
    return this.closing
  }

  private in(ms: number): Date {
    return new Date(this.parts.clock.now().getTime() + ms)
  }

  private timer(ms: number, work: () => void): void {
    this.cancelTimer()
    this.cancelTimer = this.parts.clock.after(ms, work)
  }
}
