import type { Engine, EngineEvent, EngineFactory, EngineMe } from '../domain/engine'
import { conflict, notConnected, toError } from '../domain/errors'
import type { Lease } from '../domain/ingest'
import type { SessionRecord } from '../domain/model'
import { next } from '../domain/session-state'
import { Connection } from './connection'
import { IngestQueue, type IngestParts } from './ingest-queue'
import { LoginCodes, NOBODY_CAME, PAIRING_CODE_MS } from './login-codes'
import { type RelaunchParts, Relaunches } from './relaunches'
import { Sender } from './sender'
import { AT_REST, StateRecorder, type StateDetails } from './state-recorder'
import { Synchronisation } from './synchronisation'
import { Turns } from './turns'

/** How long a logout waits for the connection that it needs, in milliseconds. */
const LOGOUT_WAIT_MS = 30_000
const LOGGED_OUT = 'logged out by request'
const FORGOTTEN = 'logged out by request; WhatsApp could not be told, so remove the device on the phone'

export interface RunnerParts extends IngestParts, RelaunchParts {
  factory: EngineFactory
  /** How far back an absence is filled. */
  backfillDays: number
}

/** One session while this process holds its lease: runs the state machine, and feeds the ingest queue. */
export class SessionRunner {
  readonly queue: IngestQueue
  readonly sender: Sender
  private connection: Connection | null = null
  private cancelTimer: () => void = () => undefined
  private closing: Promise<void> = Promise.resolve()
  /** Commands that change the connection: two at once would each launch an engine, and one would never be closed. */
  private readonly turns = new Turns()
  /** Whether this process has given the session up: nothing is launched any more. */
  private ended = false
  private readonly codes = new LoginCodes()
  /** Whether a connection was begun here; until then the state is what another process left. */
  private launched = false
  private readonly relaunches: Relaunches
  readonly state: StateRecorder
  private readonly sync: Synchronisation

  constructor(
    private readonly session: SessionRecord,
    readonly lease: Lease,
    private readonly parts: RunnerParts,
    onLeaseLost: () => void,
  ) {
    this.queue = new IngestQueue(lease, parts, { leaseLost: onLeaseLost })
    this.sync = new Synchronisation(session, { ...parts, queue: this.queue })
    this.state = new StateRecorder(session.state, this.queue, parts)
    this.sender = new Sender({ ...parts, queue: this.queue })
    this.relaunches = new Relaunches(parts, { ready: () => this.free(), launch: () => this.launch() })
  }

  /** The engine, if the session is CONNECTED; else throws SESSION_NOT_CONNECTED. */
  connected(): Engine {
    if (this.state.current !== 'CONNECTED' || !this.connection) throw notConnected(this.state.current)
    return this.connection.engine
  }

  /** Begins anew, from whatever state, at once; the state is stored when it resolves. */
  start(pairingPhone: string | null): Promise<void> {
    return this.turns.take(() => this.begin(pairingPhone))
  }

  /** Begins if nothing is under way, or if what waits for the phone is a code of another kind. */
  ensureStarted(pairingPhone: string | null): Promise<void> {
    return this.turns.take(async () => {
      const isOtherCode = this.state.current === 'AWAITING_LOGIN' && pairingPhone !== this.session.pairingPhone
      if (AT_REST.includes(this.state.current) || isOtherCode) await this.begin(pairingPhone)
      else await this.bringBack('the server was restarted')
    })
  }

  private async begin(pairingPhone: string | null): Promise<void> {
    if (this.ended) throw conflict('The session is being ended; ask again.')
    await this.disconnect()
    this.session.pairingPhone = pairingPhone
    this.codes.reset()
    this.relaunches.reset()
    await this.state.move('start')
    this.launch()
  }

  /** As after a lost connection: for sessions that ran when their process ended. One without a login is stopped. */
  restore(reason: string, hasLogin: boolean): Promise<void> {
    return this.turns.take(async () => {
      if (hasLogin) await this.bringBack(reason)
      else if (!this.launched && !AT_REST.includes(this.state.current))
        await this.state.move('stop', { reason: `${reason} before the login was complete` })
    })
  }

  /** The stored state is of a connection that another process had: one that nobody has launched here is no more. */
  private async bringBack(reason: string): Promise<void> {
    // Wanted and FAILED is what an engine that was switched off has left.
    const wasSwitchedOff = this.session.wanted && this.state.current === 'FAILED'
    if (this.launched || (AT_REST.includes(this.state.current) && !wasSwitchedOff)) return
    if (next(this.state.current, 'lost') === 'RECONNECTING') await this.state.move('lost', { reason })
    else if (this.state.current !== 'RECONNECTING') await this.state.move('start')
    this.launched = true
    void this.relaunches.soon()
  }

  stop(reason: string | null): Promise<void> {
    return this.turns.take(async () => {
      await this.disconnect()
      await this.state.move('stop', { reason })
    })
  }

  /**
   * Unlinks the device at WhatsApp, for which it connects if it has to, and deletes the stored login in any case; the
   * reason says so where WhatsApp could not be told.
   */
  logout(): Promise<void> {
    return this.turns.take(() => this.unlink())
  }

  private async unlink(): Promise<void> {
    if (await this.parts.factory.hasLogin(this.session.id)) await this.connectToLogOut()
    const { connection } = this
    await this.disconnect(this.state.current === 'CONNECTED' ? 'logout' : 'close')
    this.sync.forget()
    try {
      await this.parts.factory.deleteLogin(this.session.id)
    } finally {
      await this.state.move('unlinked', { reason: connection?.isUnlinked ? LOGGED_OUT : FORGOTTEN, me: null })
    }
  }

  private async connectToLogOut(): Promise<void> {
    if (!this.launched || AT_REST.includes(this.state.current)) await this.begin(this.session.pairingPhone)
    await this.state.reached(['CONNECTED', 'AWAITING_LOGIN', 'FAILED', 'LOGGED_OUT'], LOGOUT_WAIT_MS)
  }

  /** Ends the connection but not the wish to run: the next process brings the session back. */
  async suspend(reason: string): Promise<void> {
    this.ended = true
    await this.disconnect()
    if (next(this.state.current, 'lost')) await this.state.move('lost', { reason })
    await this.queue.flush()
    this.release()
  }

  /** Gives everything up without writing: another process has the session now, or it is being deleted. */
  async abandon(why: Error): Promise<void> {
    this.ended = true
    this.queue.close(why)
    await this.disconnect()
    this.release()
  }

  private release(): void {
    this.sender.close()
    this.state.look()
  }

  private launch(): void {
    if (this.ended) return
    this.launched = true
    try {
      this.connect()
    } catch (thrown) {
      this.lost('CRASH', toError(thrown).message)
    }
  }

  private connect(): void {
    const { id, pairingPhone } = this.session
    const connection: Connection = new Connection(
      this.parts.factory,
      { sessionId: id, pairingPhone: pairingPhone === null ? null : pairingPhone.replace('+', '') },
      {
        event: (event) => this.guard(connection, () => this.take(event)),
        alive: () => this.guard(connection, () => this.sync.alive()),
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
        return this.code(event.expiresInMs, (expiresAt) => ({ qr: { code: event.code, expiresAt } }))
      case 'pairing-code':
        return this.code(PAIRING_CODE_MS, () => ({ pairingCode: event.code }))
      case 'authenticated':
        this.cancelTimer()
        this.sync.authenticated()
        return this.state.moveSoon('authenticated')
      case 'ready':
        return this.ready(event.me)
      case 'resumed':
        return this.connection ? this.sync.begin(this.connection.engine) : undefined
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

  private code(validMs: number, details: (expiresAt: Date) => StateDetails): void {
    this.relaunches.launched()
    const code = this.codes.take(validMs)
    if (!code) return this.fail(NOBODY_CAME)
    this.state.moveSoon('code', details(new Date(this.parts.clock.now().getTime() + validMs)))
    const end = () => (code.isLast ? this.fail(NOBODY_CAME) : this.lost('NETWORK', 'WhatsApp did not renew its code'))
    this.cancelTimer()
    this.cancelTimer = this.parts.clock.after(code.waitMs, end)
  }

  private ready(me: EngineMe): void {
    if (!this.connection) return
    this.relaunches.launched()
    this.relaunches.reset()
    this.cancelTimer()
    this.codes.reset()
    this.state.moveSoon('ready', { me })
    const { engine } = this.connection
    this.sender.use(engine)
    this.sync.begin(engine)
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
    this.relaunches.later()
  }

  /** Resolves when a new connection may be made: while the database is away, what it brings could not be kept. */
  private async free(): Promise<void> {
    await this.closing
    await this.queue.room()
  }

  private unlinked(detail: string): void {
    this.letGo()
    this.sync.forget()
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
    this.relaunches.cancel()
    this.cancelTimer()
    this.sync.end()
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
}
