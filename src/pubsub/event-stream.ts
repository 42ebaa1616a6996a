import type { EventLog, LogEvent, Position } from '../domain/event-log'
import type { Clock } from '../domain/clock'
import type { WakeUps } from '../domain/ports'

/** Events that one read of the log takes at most: what one subscriber holds in memory. */
const PAGE = 200
/** How often the log is looked at without a wake-up, in milliseconds: a lost one costs this much, never an event. */
const POLL_MS = 2_000

/** Which events a subscriber wants. */
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

/** An event, and the place in all the logs of its subscription right after it. */
export interface Delivered {
  event: LogEvent
  position: Position
}

/**
 * Every event after a position, in each session's order, first from the log and then as it grows. What a subscriber
 * gets is always read from the database; wake-ups only say when to look, so a lost or doubled one changes nothing.
 * `return()` ends it at once, also while it waits.
 */
export function eventStream(
  scope: StreamScope,
  from: Position | null,
  parts: StreamParts,
): AsyncGenerator<Delivered, void, undefined> {
  const signal = new Signal(scope, parts)
  const events = follow(scope, from, parts.log, signal)
  const end = events.return.bind(events)
  events.return = (value) => {
    signal.close()
    return end(value)
  }
  return events
}

async function* follow(
  scope: StreamScope,
  from: Position | null,
  log: EventLog,
  signal: Signal,
): AsyncGenerator<Delivered, void, undefined> {
  try {
    const position = new Map(from ?? (await log.heads(scope.workspaceId, scope.sessionId)))
    while (!signal.closed) {
      const grown = await grownSessions(scope, position, signal.take(), log)
      if (grown === null) return // the one session is deleted
      for (const sessionId of grown) if (yield* readPage(scope, sessionId, position, log)) signal.again(sessionId)
      await signal.wait()
    }
  } finally {
    signal.close()
  }
}

/** The sessions whose logs are ahead of the position; null if the subscription's one session is gone. */
async function grownSessions(
  scope: StreamScope,
  position: Position,
  due: ReadonlyMap<string, number> | null,
  log: EventLog,
): Promise<string[] | null> {
  const heads = due ?? (await log.heads(scope.workspaceId, scope.sessionId))
  if (due === null && scope.sessionId !== null && !heads.has(scope.sessionId)) return null
  return [...heads].filter(([id, seq]) => seq > (position.get(id) ?? 0)).map(([id]) => id)
}

/** One page of a session's events, so that a busy session keeps no other waiting; true if there may be more. */
async function* readPage(
  scope: StreamScope,
  sessionId: string,
  position: Map<string, number>,
  log: EventLog,
): AsyncGenerator<Delivered, boolean, undefined> {
  const events = await log.after(scope.workspaceId, sessionId, position.get(sessionId) ?? 0, PAGE)
  for (const event of events) {
    position.set(sessionId, event.seq)
    yield { event, position }
  }
  return events.length === PAGE
}

/** Collects wake-ups for one subscriber, in constant room: per session only the newest sequence number. */
class Signal {
  closed = false
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
    this.closed = true
    this.stopListening()
    this.resume?.()
  }
}
