import type { Engine } from '../domain/engine'
import { toError } from '../domain/errors'
import type { SessionRecord } from '../domain/model'
import { Synchroniser, type SynchroniserParts } from './synchroniser'

/** Up to when a session's messages are known to be stored, over all its connections; each is synchronised anew. */
export class Synchronisation {
  private synchroniser: Synchroniser | null = null
  private syncedAt: Date | null
  /** What was sent since is news, even at a first synchronisation; null before the login. */
  private newsSince: Date | null
  /** Whether the connection of now has been synchronised to its end. */
  private done = false

  constructor(
    session: SessionRecord,
    private readonly parts: SynchroniserParts,
  ) {
    this.syncedAt = session.syncedAt
    this.newsSince = session.me && session.stateChangedAt
  }

  /** The phone has accepted a connection. */
  authenticated(): void {
    this.newsSince ??= this.parts.clock.now()
  }

  /** Synchronises a connection that is ready; a failure is logged, and the next connection tries again. */
  begin(engine: Engine): void {
    this.end()
    const newsSince = this.newsSince ?? this.parts.clock.now()
    const synchroniser = new Synchroniser(engine, { syncedAt: this.syncedAt, newsSince }, this.parts)
    this.synchroniser = synchroniser
    const unlessReplaced = (work: () => void): void => {
      if (this.synchroniser === synchroniser) work()
    }
    synchroniser.run().then(
      (syncedUntil) =>
        unlessReplaced(() => {
          this.done = syncedUntil !== null
          this.syncedAt = syncedUntil ?? this.syncedAt
        }),
      (thrown: unknown) =>
        unlessReplaced(() => {
          const context = { err: toError(thrown) }
          this.parts.logger.error(context, 'the synchronisation failed; the next connection tries again')
        }),
    )
  }

  /** A probe has shown that the connection is alive, so what came until now has come. */
  alive(): void {
    if (!this.done) return
    this.syncedAt = this.parts.clock.now()
    this.parts.queue.push({ type: 'sync', sync: null, syncedAt: this.syncedAt })
  }

  /** The connection has ended. */
  end(): void {
    this.synchroniser?.stop()
    this.synchroniser = null
    this.done = false
  }

  /** The login has ended: the next one is synchronised from the beginning. */
  forget(): void {
    this.syncedAt = null
    this.newsSince = null
  }
}
