import type { LogEvent, Position } from '../domain/event-log'
import type { SharedPayload } from './frames'

/** An event that a feed has passed; without a payload where its subscribers do not want it. */
export interface Passed {
  readonly event: Pick<LogEvent, 'sessionId' | 'seq'>
  readonly payload: SharedPayload | null
}

/** Events that are kept at most, whatever their size. */
export const RECENT_EVENTS = 256
/** Bytes of payloads that are kept at most. */
const RECENT_BYTES = 256 * 1024

/** A feed's place in the logs, and the last events on the way there: who is not far behind need not read them again. */
export class RecentEvents {
  readonly #position: Map<string, number>
  readonly #passed: Passed[] = []
  #bytes = 0

  constructor(position: Position) {
    this.#position = new Map(position)
  }

  /** The place right after the newest event. */
  get position(): Position {
    return this.#position
  }

  push(passed: Passed): void {
    this.#position.set(passed.event.sessionId, passed.event.seq)
    this.#passed.push(passed)
    this.#bytes += passed.payload?.size ?? 0
    while (this.#passed.length > RECENT_EVENTS || this.#bytes > RECENT_BYTES) {
      this.#bytes -= this.#passed.shift()?.payload?.size ?? 0
    }
  }

  /**
   * The events that the feed has passed since it was at exactly this position; null if it was not, or too long ago.
   *
   * Sequence numbers are dense, so going back over an event of a session takes that session to the number before.
   */
  since(position: Position): readonly Passed[] | null {
    const place = new Map(this.#position)
    let different = differences(place, position)
    for (let index = this.#passed.length; ; index -= 1) {
      if (different === 0) return this.#passed.slice(index)
      const before = this.#passed[index - 1]?.event
      if (!before) return null
      const wanted = position.get(before.sessionId) ?? 0
      // Going back further only leads further away.
      if (before.seq === wanted) return null
      place.set(before.sessionId, before.seq - 1)
      if (before.seq - 1 === wanted) different -= 1
    }
  }
}

/** In how many sessions two positions differ. */
function differences(a: Position, b: Position): number {
  const sessions = new Set([...a.keys(), ...b.keys()])
  return [...sessions].filter((id) => (a.get(id) ?? 0) !== (b.get(id) ?? 0)).length
}

/** Whether `to` is nowhere behind `from`: then what is between them can be read. */
export const reaches = (to: Position, from: Position): boolean =>
  [...from].every(([sessionId, seq]) => seq <= (to.get(sessionId) ?? 0))

/** How many events there are between two positions. */
export const distance = (from: Position, to: Position): number =>
  [...to].reduce((sum, [sessionId, seq]) => sum + Math.max(0, seq - (from.get(sessionId) ?? 0)), 0)

/**
 * Where a client begins: `after`, which is the newest position unless given. Sessions that are deleted, or that the
 * subscription does not cover, are left out, and none begins beyond its log: a feed comes past every such place.
 */
export const startOf = (after: Position | null, heads: Position): Map<string, number> =>
  new Map([...heads].map(([id, head]) => [id, after ? Math.min(after.get(id) ?? 0, head) : head]))
