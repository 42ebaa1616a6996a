import type { EventLog, LogEvent } from '../domain/event-log'
import type { WakeUp, WakeUps } from '../domain/ports'

/** Events that are kept of one session, and of all of them together. */
const KEPT = { session: 100, all: 1_000 } as const
/** Characters of text that are kept of one session. */
const CHARACTERS = 100_000

/**
 * An event log that remembers what this process has just committed: whoever is woken by it need not read it again from
 * the database. It holds nothing but committed events without a hole between them; all else is read from the log.
 */
export class RecentLog implements EventLog {
  /** By session, the one that was last written at the end. */
  private readonly recent = new Map<string, LogEvent[]>()
  private kept = 0

  /** Listens for as long as the wake-ups are open. */
  constructor(
    private readonly log: EventLog,
    wakeUps: WakeUps,
  ) {
    wakeUps.listen((wakeUp) => this.take(wakeUp))
  }

  heads(workspaceId: string, sessionId: string | null, until?: AbortSignal): Promise<Map<string, number>> {
    return this.log.heads(workspaceId, sessionId, until)
  }

  async after(
    workspaceId: string,
    sessionId: string,
    seq: number,
    limit: number,
    until?: AbortSignal,
  ): Promise<LogEvent[]> {
    const recent = this.recent.get(sessionId) ?? []
    const [first] = recent
    if (first && first.workspaceId === workspaceId && first.seq <= seq + 1) {
      const start = seq + 1 - first.seq
      const events = recent.slice(start, start + limit)
      if (events.length > 0) return events
    }
    return this.log.after(workspaceId, sessionId, seq, limit, until)
  }

  private take({ sessionId, committed }: WakeUp): void {
    const known = this.recent.get(sessionId) ?? []
    this.recent.delete(sessionId)
    this.kept -= known.length
    // Written by another node, or gone: what is known is not what comes next.
    if (!committed || committed.length === 0) return
    const follows = known.at(-1)?.seq === (committed[0]?.seq ?? 0) - 1
    const events = [...(follows ? known : []), ...committed].slice(-KEPT.session)
    for (let size = charactersOf(events); size > CHARACTERS;) size -= charactersOf(events.splice(0, 1))
    this.recent.set(sessionId, events)
    this.kept += events.length
    for (const [oldest, { length }] of this.recent) {
      if (this.kept <= KEPT.all) return
      this.recent.delete(oldest)
      this.kept -= length
    }
  }
}

const charactersOf = (events: readonly LogEvent[]): number =>
  events.reduce((sum, event) => sum + ('content' in event ? (event.content.body?.length ?? 0) : 0), 0)
