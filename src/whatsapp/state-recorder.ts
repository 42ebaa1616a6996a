import type { Clock } from '../domain/clock'
import type { EngineMe } from '../domain/engine'
import { toError } from '../domain/errors'
import { LeaseLost } from '../domain/ingest'
import type { Logger } from '../domain/logger'
import type { QrRecord } from '../domain/model'
import { next, type SessionInput, type SessionState } from '../domain/session-state'
import type { IngestQueue } from './ingest-queue'

/** What a change of state says beside the state. */
export interface StateDetails {
  reason?: string | null
  qr?: QrRecord | null
  pairingCode?: string | null
  /** Who is logged in; null forgets it, undefined leaves it. */
  me?: EngineMe | null
  /** Whether a restart brings the session back; as the state has it unless given. */
  wanted?: boolean
}

/** States in which a session is not meant to run: a restart leaves it alone. */
export const AT_REST: readonly SessionState[] = ['STOPPED', 'FAILED', 'LOGGED_OUT']

/** A session's state: takes inputs as the state machine says, and has each change stored as an event. */
export class StateRecorder {
  private readonly watchers = new Set<() => void>()

  constructor(
    private state: SessionState,
    private readonly queue: IngestQueue,
    private readonly parts: { clock: Clock; logger: Logger },
  ) {}

  get current(): SessionState {
    return this.state
  }

  /** Takes the input, if it means anything now; resolves when the new state is stored. */
  async move(input: SessionInput, details: StateDetails = {}): Promise<void> {
    const state = next(this.state, input)
    if (state === null) return
    const previousState = this.state
    this.state = state
    const { reason = null, qr = null, pairingCode = null, me, wanted = !AT_REST.includes(state) } = details
    const { clock, logger } = this.parts
    logger.info({ state, previousState, reason }, 'session')
    await this.queue.submit({
      ...{ type: 'state', state, previousState, reason, qr, pairingCode, wanted, me },
      at: clock.now(),
    })
    this.look()
  }

  /** As move, for those who cannot wait; a failure is logged. */
  moveSoon(input: SessionInput, details: StateDetails = {}): void {
    this.move(input, details).catch((thrown: unknown) => {
      if (thrown instanceof LeaseLost) return // whoever closed the queue knows
      this.parts.logger.error({ err: toError(thrown), input }, 'a change of state could not be stored')
    })
  }

  /** Resolves when one of `states` is reached and stored, or after `ms`. */
  async reached(states: readonly SessionState[], ms: number): Promise<void> {
    if (!states.includes(this.state)) await this.turn(states, ms)
    await this.queue.flush()
  }

  /** Has everybody who waits look again. */
  look(): void {
    for (const watcher of [...this.watchers]) watcher()
  }

  private turn(states: readonly SessionState[], ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.watchers.delete(watcher)
        resolve()
      }
      const watcher = (): void => {
        if (states.includes(this.state)) done()
      }
      const cancel = this.parts.clock.after(ms, done)
      this.watchers.add(watcher)
    })
  }
}
