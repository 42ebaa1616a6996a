import type { Engine } from '../domain/engine'
import { toError } from '../domain/errors'
import type { SessionRecord } from '../domain/model'
import { SyncMarks } from './sync-marks'
import { Synchroniser, type SynchroniserParts } from './synchroniser'

/** Before a synchronisation that failed is tried again on the same connection, in milliseconds. */
const RETRY_MS = 60_000

/** A session's synchronisations: each connection is synchronised anew, and anew after each interruption. */
export class Synchronisation {
  private synchroniser: Synchroniser | null = null
  private cancelRetry: () => void = () => undefined
  private readonly marks: SyncMarks
  /** What was sent since is news, even at a first synchronisation; null before the login. */
  private newsSince: Date | null
  /** Whether the connection of now has been synchronised to its end. */
  private done = false

  constructor(
    session: SessionRecord,
    private readonly parts: SynchroniserParts,
  ) {
    this.marks = new SyncMarks(session.me && session.syncedAt)
    this.newsSince = session.me && session.stateChangedAt
  }

  /** The phone has accepted a connection. */
  authenticated(): void {
    this.newsSince ??= wholeSecond(this.parts.clock.now())
  }

  /** Synchronises a connection that is ready; a failure is logged and tried again, at the latest by the next one. */
  begin(engine: Engine): void {
    this.end()
    const newsSince = this.newsSince ?? wholeSecond(this.parts.clock.now())
    const synchroniser = new Synchroniser(engine, { marks: this.marks, newsSince }, this.parts)
    this.synchroniser = synchroniser
    const unlessReplaced = (work: () => void): void => {
      if (this.synchroniser === synchroniser) work()
    }
    synchroniser.run().then(
      (done) => unlessReplaced(() => void (this.done = done)),
      (thrown: unknown) =>
        unlessReplaced(() => {
          this.parts.logger.error({ err: toError(thrown) }, 'the synchronisation failed; it is tried again')
          this.cancelRetry = this.parts.clock.after(RETRY_MS, () => this.begin(engine))
        }),
    )
  }

  /** A probe has shown that the connection is alive, so what came until now has come. */
  alive(): void {
    if (!this.done) return
    this.marks.alive(this.parts.clock.now())
    this.parts.queue.push({ type: 'sync', sync: null, syncedAt: this.marks.stored })
  }

  /** The connection has ended. */
  end(): void {
    this.cancelRetry()
    this.synchroniser?.stop()
    this.synchroniser = null
    this.done = false
  }

  /** The login has ended: the next one is synchronised from the beginning. */
  forget(): void {
    this.marks.forget()
    this.newsSince = null
  }
}

/** WhatsApp tells times in whole seconds: a message of the second of the login seems to be from before it. */
const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000)
