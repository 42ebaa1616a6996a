import type { EventLog, LogEvent, Position } from '../domain/event-log'
import type { Clock } from '../domain/clock'
import type { WakeUps } from '../domain/ports'

/** Events that one read of the log takes at most: what one reader holds in memory. */
export const PAGE = 200
/** How often the log is looked at without a wake-up, in milliseconds: a lost one costs this much, never an event. */
const POLL_MS = 2_000

/** Whose logs are read. */
export interface StreamScope {
  workspaceId: string
  /** Null for all sessions of the workspace, those made later included. */
  sessionId: string | null
}

export interface StreamParts {
  log: EventLog
  wakeUps: WakeUps
  clock: Clock
}

/**
 * Every event after a position, in each session's order and in pages of one session each, first from the log and then
 * as it grows. It is always read from the database; wake-ups only say when to look, so a lost or doubled one changes
 * nothing. It is done when its one session is deleted; of others that are, `gone` is told when it sees so. `return()`
 * ends it at once, also while it waits.
 */
export function eventStream(
  scope: StreamScope,
  from: Position,
  parts: StreamParts,
  gone: (sessionId: string) => void,
): AsyncGenerator<LogEvent[], void, undefined> {
  const signal = new Signal(scope, parts)
  const pages = follow(scope, { position: new Map(from), gone }, parts.log, signal)
  const end = pages.return.bind(pages)
  pages.return = (value) => {
    signal.close()
    return end(value)
  }
  return pages
}

/** How far a stream has read, and who is told of sessions that are deleted. */
interface Progress {
  position: Map<string, number>
  gone: (sessionId: string) => void
}

async function* follow(
  scope: StreamScope,
  progress: Progress,
  log: EventLog,
  signal: Signal,
): AsyncGenerator<LogEvent[], void, undefined> {
  const { workspaceId } = scope
  const { position } = progress
  try {
    while (!signal.closed) {
      const grown = await grownSessions(scope, progress, log, signal)
      if (grown === null) return // the one session is deleted
      // One page of each, so that a busy session keeps no other waiting.
      for (const [sessionId, head] of grown) {
        const events = await log.after(workspaceId, sessionId, position.get(sessionId) ?? 0, PAGE, signal.end)
        const newest = events.at(-1)
        if (!newest) continue
        position.set(sessionId, newest.seq)
        yield events
        if (events.length === PAGE || newest.seq < head) signal.again(sessionId)
      }
      await signal.wait()
    }
  } finally {
    signal.close()
  }
}

/** The sessions whose logs are ahead of the position, and how far at least; null if the subscription's one session is gone. */
async function grownSessions(
  scope: StreamScope,
  { position, gone }: Progress,
  log: EventLog,
  signal: Signal,
): Promise<[string, number][] | null> {
  const due = signal.take()
  const heads = due ?? (await log.heads(scope.workspaceId, scope.sessionId, signal.end))
  if (due === null) {
    if (scope.sessionId !== null && !heads.has(scope.sessionId)) return null
    for (const sessionId of [...position.keys()].filter((id) => !heads.has(id))) {
      position.delete(sessionId)
      gone(sessionId)
    }
  }
  return [...heads].filter(([id, seq]) => seq > (position.get(id) ?? 0))
}

/** Collects wake-ups for one reader, in constant room: per session only the newest sequence number. */
class Signal {
  private readonly ending = new AbortController()
  private due: Map<string, number> | null = null
  private lookAtAll = true
  private lookedAt = 0
  private resume: (() => void) | null = null
  private readonly stopListening: () => void

  constructor(
    scope: StreamScope,
    private readonly parts: StreamParts,
  ) {
    this.stopListening = parts.wakeUps.listen((wakeUp) => {
      if (wakeUp.workspaceId !== scope.workspaceId) return
      if (scope.sessionId !== null && wakeUp.sessionId !== scope.sessionId) return
      this.due ??= new Map()
      // A session that is gone is seen by looking at all of them.
      if (wakeUp.seq === 0) this.lookAtAll = true
      else this.due.set(wakeUp.sessionId, Math.max(wakeUp.seq, this.due.get(wakeUp.sessionId) ?? 0))
      this.resume?.()
    })
  }

  /** Aborted when it is closed. */
  get end(): AbortSignal {
    return this.ending.signal
  }

  get closed(): boolean {
    return this.end.aborted
  }

  /** What was woken since the last call; null to look at all sessions. */
  take(): ReadonlyMap<string, number> | null {
    const { due } = this
    const now = this.parts.clock.now().getTime()
    // Also while others are busy, a session whose wake-up was lost is not forgotten.
    const all = this.lookAtAll || due === null || now - this.lookedAt >= POLL_MS
    this.due = null
    this.lookAtAll = false
    if (!all) return due
    this.lookedAt = now
    return null
  }

  /** There is more to read of the session. */
  again(sessionId: string): void {
    this.due ??= new Map()
    this.due.set(sessionId, Number.MAX_SAFE_INTEGER)
  }

  /** Resolves at the next wake-up, or when it is time to look without one. */
  async wait(): Promise<void> {
    if (this.due !== null || this.lookAtAll || this.closed) return
    await new Promise<void>((resolve) => {
      const cancel = this.parts.clock.after(POLL_MS, () => this.resume?.())
      this.resume = () => {
        cancel()
        this.resume = null
        resolve()
      }
    })
  }

  close(): void {
    this.ending.abort()
    this.stopListening()
    this.resume?.()
  }
}
