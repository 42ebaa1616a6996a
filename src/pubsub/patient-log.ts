import type { Clock } from '../domain/clock'
import type { EventLog, LogEvent } from '../domain/event-log'
import { StoreUnavailable } from '../domain/ingest'
import type { Logger } from '../domain/logger'

/** Pause before a failed read is tried again, in milliseconds. */
const PAUSE_MS = 1_000

/**
 * An event log that waits while the database is away instead of failing: subscriptions outlive the outage, and go on
 * where they were. The outage is logged once. Every other failure, and an outage that nobody waits out any more
 * (`until` is aborted), is passed on.
 */
export class PatientLog implements EventLog {
  private isAway = false

  constructor(
    private readonly log: EventLog,
    private readonly parts: { clock: Clock; logger: Logger },
  ) {}

  heads(workspaceId: string, sessionId: string | null, until?: AbortSignal): Promise<Map<string, number>> {
    return this.untilRead(() => this.log.heads(workspaceId, sessionId, until), until)
  }

  after(workspaceId: string, sessionId: string, seq: number, limit: number, until?: AbortSignal): Promise<LogEvent[]> {
    return this.untilRead(() => this.log.after(workspaceId, sessionId, seq, limit, until), until)
  }

  private async untilRead<Result>(read: () => Promise<Result>, until: AbortSignal | undefined): Promise<Result> {
    for (;;) {
      try {
        const result = await read()
        this.isAway = false
        return result
      } catch (thrown) {
        if (!(thrown instanceof StoreUnavailable) || until?.aborted) throw thrown
        if (!this.isAway) this.parts.logger.warn({ err: thrown }, 'the event log cannot be read; subscriptions wait')
        this.isAway = true
        await this.pause(until)
        if (until?.aborted) throw thrown
      }
    }
  }

  private pause(until: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel()
        until?.removeEventListener('abort', goOn)
        resolve()
      }
      const cancel = this.parts.clock.after(PAUSE_MS, goOn)
      until?.addEventListener('abort', goOn)
    })
  }
}
