import type { Clock } from '../../domain/clock'
import { conflict, toError } from '../../domain/errors'
import { Arrivals } from './arrivals'
import type { Batch, Flood } from './batch'
import { Life } from './life/life'
import type { StoredLogin } from './login-store'
import { OutsideWorld } from './outside-world'
import { SimulatedAccount } from './simulated-account'
import { Strangers } from './strangers'

/** How many messages may be on their way, or wait on the phone for the server to ask, per account. */
export const MOST_WAITING = 500_000
/** How many floods that are over can be made again after a restart; the phone forgets older ones. */
const FLOODS_KEPT = 200

/** What a phone needs beside its login. */
export interface PhoneOptions {
  readonly login: StoredLogin
  readonly clock: Clock
  readonly room: () => Promise<void>
  /** Stores the login anew. */
  readonly save: (login: StoredLogin) => Promise<void>
}

/** The phone of a linked account, with the people around it. */
export class SimulatedPhone {
  readonly account: SimulatedAccount
  readonly world: OutsideWorld
  readonly strangers: Strangers
  readonly life: Life
  readonly #options: PhoneOptions
  readonly #arrivals: Arrivals
  #batches: Batch[]
  #floods = 0
  #trouble: Error | null = null
  /** As JSON, as it is again after a restart. */
  #unreadStored: string
  #stopped = false

  constructor(options: PhoneOptions) {
    this.#options = options
    this.account = new SimulatedAccount(options.login, options.clock)
    this.#unreadStored = JSON.stringify(this.account.unread)
    this.world = new OutsideWorld(this.account)
    this.strangers = new Strangers(this.account)
    this.#batches = options.login.batches.map((batch) => ({ ...batch }))
    const { account, world, strangers } = this
    const finished = (error: Error | null): Promise<void> => this.#floodOver(error)
    const { clock, room } = options
    this.#arrivals = new Arrivals({ account, world, strangers, clock, room, finished })
    this.life = new Life({
      ...{ account, world, clock, room },
      stored: options.login.life ?? null,
      newId: () => String(options.login.epoch),
      changed: () => void this.#saved(),
      failed: (error) => this.#fail(error),
    })
  }

  /** After a restart: makes again what had arrived, and lets the rest of unfinished floods arrive. */
  async resume(): Promise<void> {
    for (const batch of this.#batches) await this.#arrivals.replay(batch)
    this.life.replay()
    this.account.sortHistory()
    const { unread } = this.#options.login
    if (unread !== undefined) this.account.restoreUnread(unread)
    this.#unreadStored = JSON.stringify(this.account.unread)
    for (const batch of this.#batches) if (batch.arrived < batch.count) this.#arrivals.start(batch)
    this.life.resume()
  }

  /** Lets the account live at that pace, 0 for not at all, and resolves once that is stored. */
  async live(pace: number): Promise<void> {
    this.life.setPace(pace)
    await this.save()
  }

  /** Accepts a flood and resolves once it is stored; it arrives from then on. Throws conflict if too much waits. */
  async receive(flood: Flood): Promise<number> {
    if (flood.count === 0) return 0
    const underway = this.#batches.reduce((sum, { count, arrived }) => sum + count - arrived, 0)
    if (underway + this.account.untold + flood.count > MOST_WAITING) {
      throw conflict(`At most ${MOST_WAITING} simulated messages of a session can wait to be received.`)
    }
    const acceptedAt = this.account.now()
    const id = `${this.#options.login.epoch}.${this.#floods++}`
    const { count, chats, groups, perSecond, body } = flood
    const batch = { count, chats, groups, perSecond, body, id, acceptedAt, arrived: 0, arrivedAt: acceptedAt }
    this.#batches.push(batch)
    await this.save()
    if (!this.#stopped) this.#arrivals.start(batch)
    return flood.count
  }

  /** Resolves when the floods that are under way now have arrived and that is stored. */
  idle(): Promise<void> {
    return this.#arrivals.idle()
  }

  /** Stores how far everything is. Rejects if that cannot be written, or if something went wrong before. */
  async save(): Promise<void> {
    if (this.#stopped) return
    const trouble = this.#trouble
    this.#trouble = null
    if (trouble !== null) throw trouble
    const over = this.#batches.filter((batch) => batch.arrived === batch.count)
    const forgotten = new Set(over.slice(0, -FLOODS_KEPT))
    this.#batches = this.#batches.filter((batch) => !forgotten.has(batch))
    const { unread } = this.account
    this.#unreadStored = JSON.stringify(unread)
    await this.#options.save({ ...this.#options.login, batches: this.#batches, life: this.life.stored, unread })
  }

  /** Stores what is unread, where that is not stored yet: a restarted server must not hear that it is otherwise. */
  async keepUnread(): Promise<void> {
    if (this.#trouble === null && JSON.stringify(this.account.unread) !== this.#unreadStored) await this.save()
  }

  /** Ends everything under way: the account is unlinked. */
  stop(): void {
    this.#stopped = true
    this.#arrivals.stop()
    this.life.stop()
  }

  async #floodOver(error: Error | null): Promise<void> {
    if (error !== null) return this.#fail(error)
    await this.#saved()
  }

  /** Stores how far everything is, where nobody waits for it; never rejects. */
  #saved(): Promise<void> {
    return this.save().catch((thrown: unknown) => this.#fail(toError(thrown)))
  }

  /** Nobody waits for what happens on the phone, so the connection ends over it, and the next start says it again. */
  #fail(error: Error): void {
    this.#trouble = error
    this.account.endConnection('CRASH', `the simulated phone failed: ${error.message}`)
  }
}
