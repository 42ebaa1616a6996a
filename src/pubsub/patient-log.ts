import type { Clock } from '../domain/clock'
import { toError } from '../domain/errors'
import type { EventLog, LogEvent } from '../domain/event-log'
import type { Logger } from '../domain/logger'

/** Pause before a failed read is tried again, in milliseconds. */
const PAUSE_MS = 1_000

/**
 * An event log that waits while the database is away instead of failing: subscriptions outlive the outage, and go on
 * where they were. The outage is logged once.
 */
export class PatientLog implements EventLog {
  private isAway = false

  constructor(
    private readonly log: EventLog,
    private readonly parts: { clock: Clock; logger: Logger },
  ) {}

  heads(workspaceId: string, sessionId: string | null): Promise<Map<string, number>> {
    return this.untilRead(() => this.log.heads(workspaceId, sessionId))
  }

  after(workspaceId: string, sessionId: string, seq: number, limit: number): Promise<LogEvent[]> {
    return this.untilRead(() => this.log.after(workspaceId, sessionId, seq, limit))
  }

  private async untilRead<Result>(read: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        const result = await read()
        this.isAway = false
        return result
      } catch (thrown) {
        const context = { err: toError(thrown) }
        if (!this.isAway) this.parts.logger.warn(context, 'the event log cannot be read; subscriptions wait')
        this.isAway = true
        await new Promise<void>((resolve) => this.parts.clock.after(PAUSE_MS, resolve))
      }
    }
  }
}
