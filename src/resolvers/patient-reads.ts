import { setTimeout as delay } from 'node:timers/promises'
import type { WorkspaceReads } from '../domain/reads'
import { isRefusal } from '../persistence/database-errors'

/** Pause before a failed read is tried again, in milliseconds. */
const PAUSE_MS = 1_000

/** Where a subscription is in its life. */
export interface Life {
  /** Its events have begun to be read. */
  streaming: boolean
  /** Its client is gone. */
  ended: boolean
}

/**
 * Reads that, for a subscription, wait while the database is away: an event whose message could not be read would be
 * lost to the client, and the next one come after a gap. Queries and mutations are told at once.
 */
export function patientReads(reads: WorkspaceReads, life: Life): WorkspaceReads {
  const untilRead = async (read: () => unknown): Promise<unknown> => {
    for (;;) {
      try {
        return await read()
      } catch (thrown) {
        // The log of events tells of the outage; it is read far more often than this.
        if (!life.streaming || life.ended || isRefusal(thrown)) throw thrown
        await delay(PAUSE_MS, undefined, { ref: false })
      }
    }
  }
  return new Proxy(reads, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => untilRead(() => Reflect.apply(member, target, args) as unknown)
    },
  })
}
