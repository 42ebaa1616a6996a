import { randomUUID } from 'node:crypto'
import type { Clock } from '../domain/clock'
import { type Engine, EngineCallTimeout, EngineClosed, EngineNotReached, NotOnWhatsApp } from '../domain/engine'
import { toError } from '../domain/errors'
import type { IngestItem } from '../domain/ingest'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { QueuedMessage } from '../domain/ports'
import type { IngestQueue } from './ingest-queue'

/** WhatsApp acknowledges within seconds; after this long nobody can say whether the message went out. */
const ACK_LIMIT_MS = 60_000

export interface SenderParts {
  queue: IngestQueue
  clock: Clock
  logger: Logger
  metrics: Metrics
}

/** Hands a session's own messages to its engine, one after the other, in the order in which they were accepted. */
export class Sender {
  private readonly waiting: QueuedMessage[] = []
  private readonly ackTimers = new Map<string, () => void>()
  private engine: Engine | null = null
  private busy = false
  private closed = false

  constructor(private readonly parts: SenderParts) {}

  get queued(): number {
    return this.waiting.length
  }

  add(outgoing: QueuedMessage): void {
    this.waiting.push(outgoing)
    this.pump()
  }

  /** The engine to send through from now on; null keeps what waits until there is one again. */
  use(engine: Engine | null): void {
    this.engine = engine
    this.pump()
  }

  close(): void {
    this.closed = true
    this.engine = null
    this.waiting.length = 0
    for (const cancel of this.ackTimers.values()) cancel()
    this.ackTimers.clear()
  }

  private pump(): void {
    if (this.busy || !this.engine || this.waiting.length === 0) return
    this.busy = true
    void this.drain() // it never rejects
  }

  private async drain(): Promise<void> {
    for (let engine = this.engine; engine && this.waiting.length > 0; engine = this.engine) {
      const outgoing = this.waiting.shift()
      try {
        if (outgoing) await this.send(engine, outgoing)
      } catch (thrown) {
        // The database will not have it, or the session's lease is lost: what was sent comes back as an echo.
        const context = { err: toError(thrown), messageId: outgoing?.messageId }
        this.parts.logger.error(context, 'what became of a message could not be stored')
      }
    }
    this.busy = false
  }

  private async send(engine: Engine, outgoing: QueuedMessage): Promise<void> {
    const { queue } = this.parts
    const { messageId } = outgoing
    const delivery = { type: 'delivery', messageId, from: ['QUEUED'], deliveryState: 'SENDING' } as const
    await queue.submit({ ...delivery, failure: null })
    const fate = await this.handOver(engine, outgoing)
    if (fate) await queue.submit(fate)
    else await this.putBack(engine, outgoing)
  }

  /** It certainly did not go out: it waits for the next connection, ahead of those accepted after it. */
  private async putBack(engine: Engine, outgoing: QueuedMessage): Promise<void> {
    if (this.engine === engine) this.engine = null
    if (!this.closed) this.waiting.unshift(outgoing) // else whoever runs the session next finds it in the database
    const { messageId } = outgoing
    const delivery = { type: 'delivery', messageId, from: ['SENDING'], deliveryState: 'QUEUED' } as const
    await this.parts.queue.submit({ ...delivery, failure: null })
  }

  /** What became of it, to be stored; null if the connection was over before it was begun. */
  private async handOver(engine: Engine, outgoing: QueuedMessage): Promise<IngestItem | null> {
    const { messageId, to, text, quotedRef } = outgoing
    const { metrics, logger } = this.parts
    try {
      const sent = await engine.sendText(to, text, quotedRef)
      metrics.count('sends', { outcome: 'sent' })
      this.expectAck(messageId)
      return { type: 'sent', messageId, sent }
    } catch (thrown) {
      const error = toError(thrown)
      if (error instanceof EngineNotReached) return null
      const unknown = error instanceof EngineCallTimeout || error instanceof EngineClosed
      metrics.count('sends', { outcome: unknown ? 'unknown' : 'failed' })
      logger.warn({ err: error, messageId }, 'a message could not be sent')
      const deliveryState = unknown ? 'UNKNOWN' : 'FAILED'
      return { type: 'delivery', messageId, from: ['SENDING'], deliveryState, failure: failureOf(error) }
    }
  }

  private expectAck(messageId: string): void {
    if (this.closed) return
    const key = randomUUID()
    const cancel = this.parts.clock.after(ACK_LIMIT_MS, () => {
      this.ackTimers.delete(key)
      const failure = 'WhatsApp did not acknowledge it within 60 s.'
      const item = { type: 'delivery', messageId, from: ['SENDING'], deliveryState: 'UNKNOWN', failure } as const
      this.parts.queue.push(item)
    })
    this.ackTimers.set(key, cancel)
  }
}

/** Begins with the error's code where there is one: clients have words of their own for it. */
const failureOf = (error: Error): string =>
  error instanceof NotOnWhatsApp ? `NOT_ON_WHATSAPP: ${error.message}` : error.message
