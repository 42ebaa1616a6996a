import type { Clock } from '../domain/clock'
import type { Engine, EngineEvent, EngineFactory, EngineOptions } from '../domain/engine'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'

/** How long each phase of a connection may take before it is given up, in milliseconds. */
export const DEADLINES_MS = {
  /** From launch to a code or an accepted login. */
  starting: 90_000,
  /** From there to ready; WhatsApp may load a large account. */
  authenticating: 120_000,
} as const

/** Time between two probes, and how long one may take, in milliseconds: dead is found within 30 s. */
export const PROBE_MS = { every: 15_000, limit: 10_000 } as const

/** What a connection tells its session, after which `closed` is the last. */
export interface ConnectionListener {
  event(event: EngineEvent): void
  /** A probe has shown that it is alive. */
  alive(): void
}

export interface ConnectionParts {
  clock: Clock
  logger: Logger
}

/**
 * One engine from launch to end, held to deadlines: a phase that takes too long, a failed launch and a probe without
 * an answer are all `closed`, exactly once. Events of an engine that was let go are ignored.
 */
export class Connection {
  readonly engine: Engine
  /** WhatsApp was told that this device is no more. */
  isUnlinked = false
  private ended = false
  private cancelTimer: () => void = () => undefined

  constructor(
    factory: EngineFactory,
    options: EngineOptions,
    private readonly listener: ConnectionListener,
    private readonly parts: ConnectionParts,
  ) {
    this.engine = factory.create(options, (event) => this.take(event))
  }

  /** Launches; a failure comes as `closed`. */
  launch(): void {
    this.deadline(DEADLINES_MS.starting, 'WhatsApp did not show a code or accept the login within 90 s')
    this.engine.start().catch((thrown: unknown) => this.end('CRASH', toError(thrown).message))
  }

  /** Ends the engine; no further event comes. */
  async close(how: 'close' | 'logout' = 'close'): Promise<void> {
    this.ended = true
    this.cancelTimer()
    try {
      await this.engine[how]()
      this.isUnlinked = how === 'logout'
    } catch (thrown) {
      this.parts.logger.error({ err: toError(thrown) }, `the engine's ${how} failed`)
      if (how === 'logout') await this.engine.close()
    }
  }

  private take(event: EngineEvent): void {
    if (this.ended) return
    switch (event.type) {
      case 'closed':
        return this.end(event.reason, event.detail)
      case 'qr':
      case 'pairing-code':
        this.cancelTimer()
        break
      case 'authenticated':
        this.deadline(DEADLINES_MS.authenticating, 'WhatsApp did not get ready within 120 s')
        break
      case 'ready':
        this.cancelTimer()
        this.probeLater()
        break
      default:
        break
    }
    this.listener.event(event)
  }

  private end(reason: Extract<EngineEvent, { type: 'closed' }>['reason'], detail: string): void {
    if (this.ended) return
    this.ended = true
    this.cancelTimer()
    this.listener.event({ type: 'closed', reason, detail })
  }

  private deadline(ms: number, detail: string): void {
    this.cancelTimer()
    this.cancelTimer = this.parts.clock.after(ms, () => this.end('NETWORK', detail))
  }

  private probeLater(): void {
    this.cancelTimer = this.parts.clock.after(PROBE_MS.every, () => this.probe())
  }

  private probe(): void {
    this.deadline(PROBE_MS.limit, 'the connection did not answer a probe')
    this.engine.probe().then(
      () => {
        if (this.ended) return
        this.cancelTimer()
        this.listener.alive()
        this.probeLater()
      },
      (thrown: unknown) => this.end('CRASH', `a probe failed: ${toError(thrown).message}`),
    )
  }
}
