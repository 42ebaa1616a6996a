import type { Clock } from '../../../domain/clock'
import { toError } from '../../../domain/errors'
import type { OutsideWorld } from '../outside-world'
import type { SimulatedAccount } from '../simulated-account'
import type { Message } from '../world'
import { Answers } from './answers'
import { Happenings } from './happenings'

/** How many of the newest steps are made again after a restart; the phone forgets older ones. */
const STEPS_KEPT = 300
/** While so many messages wait for the server to connect and ask, nothing more happens. */
const MOST_UNTOLD = 2_000

/** How far a phone's life is; what happened and will happen follows from it and the account's seed. */
export interface StoredLife {
  /** Part of the stanza ids; never the same twice in an account. */
  readonly id: string
  /** How many times faster than people; 0 for not at all. */
  readonly pace: number
  /** All steps before it may have happened; none from it on. */
  readonly step: number
  /** When that was, in milliseconds since 1970. */
  readonly at: number
}

/** What a life needs. */
export interface LifeOptions {
  readonly account: SimulatedAccount
  readonly world: OutsideWorld
  readonly clock: Clock
  /** Resolves when the server can take more messages, or the session has ended. */
  readonly room: () => Promise<void>
  /** As it was stored; null for an account that never lived. */
  readonly stored: StoredLife | null
  /** An id for a life that begins. */
  readonly newId: () => string
  /** Called when `stored` has changed, which is before it takes effect. */
  readonly changed: () => void
  /** Told of what went wrong; life goes on. */
  readonly failed: (error: Error) => void
}

/** Lets an account live at a pace: step by step, whether or not an engine is ready. */
export class Life {
  readonly #options: LifeOptions
  readonly #answers: Answers
  #happenings: Happenings | null = null
  #stored: StoredLife | null
  #step: number
  /** Ends what is awaited before the next step. */
  #cancel: () => void = () => undefined

  constructor(options: LifeOptions) {
    const { account, world, clock, stored } = options
    this.#options = options
    this.#stored = stored
    this.#step = stored?.step ?? 0
    this.#answers = new Answers({ account, world, clock, pace: () => this.#stored?.pace ?? 0 })
  }

  /** What to store, so that the life goes on after a restart. */
  get stored(): StoredLife | null {
    return this.#stored
  }

  /** Lives at that pace from now on; 0 stops it. What to store has changed afterwards, and `changed` is not called. */
  setPace(pace: number): void {
    if (this.#stored === null && pace === 0) return
    const id = this.#stored?.id ?? this.#options.newId()
    this.#stored = { id, pace, step: this.#step, at: this.#options.account.now() }
    this.#cancel()
    if (pace === 0) this.#answers.stop()
    else this.#next()
  }

  /** After a restart: makes again what happened last, silently. */
  replay(): void {
    const { stored } = this
    if (stored === null) return
    const happenings = this.#begun(stored)
    happenings.recall(stored.step)
    const first = Math.max(0, stored.step - STEPS_KEPT)
    let before = 0
    for (let step = first; step < stored.step; step++) before += happenings.pause(step)
    const pace = stored.pace === 0 ? 1 : stored.pace
    for (let step = first; step < stored.step; step++) {
      before -= happenings.pause(step)
      happenings.happen(step, stored.at - Math.ceil(before / pace))
    }
  }

  /** After a restart, once everything is made again: goes on. */
  resume(): void {
    if (this.#stored !== null && this.#stored.pace > 0) this.#next()
  }

  /** The account has sent a message, which somebody will answer if the account lives. */
  sent(chat: Parameters<Answers['sent']>[0], message: Message): void {
    this.#answers.sent(chat, message)
  }

  /** Ends it: the account is unlinked. */
  stop(): void {
    this.#cancel()
    this.#answers.stop()
    this.#happenings?.stop()
    this.#stored = null
  }

  #begun({ id }: StoredLife): Happenings {
    const { account, world, clock } = this.#options
    return (this.#happenings ??= new Happenings({ account, world, clock, id, pace: () => this.#stored?.pace ?? 0 }))
  }

  /** Waits for the next step's time and for the server, and then takes it; what was awaited before is over. */
  #next(): void {
    const { account, clock, room, failed } = this.#options
    if (this.#stored === null) return
    let cancelled = false
    const due = (): void => {
      const free = account.connected ? room() : Promise.resolve()
      const go = (): void => {
        if (!cancelled) this.#take()
      }
      free.then(go).catch((thrown: unknown) => failed(toError(thrown)))
    }
    const cancelTimer = clock.after(this.#begun(this.#stored).pause(this.#step) / this.#stored.pace, due)
    this.#cancel = () => {
      cancelled = true
      cancelTimer()
    }
  }

  #take(): void {
    const { account, failed, changed } = this.#options
    const { stored } = this
    if (stored === null) return
    try {
      if (account.connected || account.untold < MOST_UNTOLD) {
        const step = this.#step++
        if (this.#reserve(stored.pace)) changed()
        this.#begun(stored).happen(step, null)
      }
    } catch (thrown) {
      failed(toError(thrown))
    } finally {
      this.#next()
    }
  }

  /** Makes sure that the steps taken so far are stored as taken, some ahead at a high pace; whether that is new. */
  #reserve(pace: number): boolean {
    const { stored } = this
    if (stored === null || this.#step <= stored.step) return false
    this.#stored = { ...stored, step: this.#step + Math.ceil(pace) - 1, at: this.#options.account.now() }
    return true
  }
}
