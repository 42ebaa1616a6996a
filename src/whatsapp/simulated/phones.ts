import type { Clock } from '../../domain/clock'
import { LoginStore } from './login-store'
import type { StoredLogin } from './login-store'
import { ownPhone } from './population'
import { digest } from './seeded'
import { SimulatedPhone } from './simulated-phone'

/** What the phones of all simulated sessions share. */
export interface PhonesOptions {
  readonly store: LoginStore
  readonly clock: Clock
  /** Part of every account's seed. */
  readonly seed: string
  /** Resolves when the server can take more messages of the session. */
  readonly room: (sessionId: string) => Promise<void>
}

/** The seed of a session's account, which everything about it follows from. */
export const seedOf = (factorySeed: string, sessionId: string): string => digest(factorySeed, sessionId)

/** The seed of an account that somebody named, in whichever session. */
export const namedSeed = (factorySeed: string, name: string): string => digest(factorySeed, 'named', name)

/** The phones of the linked sessions: made when a session is linked or its stored login is first used. */
export class Phones {
  readonly #options: PhonesOptions
  readonly #phones = new Map<string, Promise<SimulatedPhone | null>>()

  constructor(options: PhonesOptions) {
    this.#options = options
  }

  /** The phone of a linked session, or null. Rejects if the stored login cannot be read or written. */
  async linked(sessionId: string): Promise<SimulatedPhone | null> {
    const loading = this.#phones.get(sessionId) ?? this.#load(sessionId)
    this.#phones.set(sessionId, loading)
    try {
      const phone = await loading
      if (phone === null) this.#forget(sessionId, loading)
      return phone
    } catch (error) {
      this.#forget(sessionId, loading)
      throw error
    }
  }

  /**
   * Links the session to its account and stores the login. `pairingPhone` is E.164 without the plus sign, or null;
   * `named` says which account, the session's own if it is null.
   */
  async link(sessionId: string, pairingPhone: string | null, named: string | null): Promise<SimulatedPhone> {
    const seed = named === null ? seedOf(this.#options.seed, sessionId) : namedSeed(this.#options.seed, named)
    const phone = pairingPhone === null ? ownPhone(seed) : `+${pairingPhone}`
    const linkedAt = this.#options.clock.now().getTime()
    const login: StoredLogin = { seed, phone, linkedAt, epoch: linkedAt, batches: [] }
    await this.#options.store.save(sessionId, login)
    const made = this.#make(sessionId, login)
    this.#phones.set(sessionId, Promise.resolve(made))
    return made
  }

  /** Forgets the account and deletes its stored login; nothing happens if there is none. */
  async unlink(sessionId: string): Promise<void> {
    const loading = this.#phones.get(sessionId)
    this.#phones.delete(sessionId)
    // Whoever made it load has been told if that failed; a login that cannot be read is deleted all the same.
    const phone = await loading?.catch(() => null)
    phone?.stop()
    await this.#options.store.delete(sessionId)
  }

  /** Whether a login is stored. */
  hasLogin(sessionId: string): Promise<boolean> {
    return this.#options.store.has(sessionId)
  }

  async #load(sessionId: string): Promise<SimulatedPhone | null> {
    const stored = await this.#options.store.load(sessionId)
    if (stored === null) return null
    const login = { ...stored, epoch: Math.max(stored.epoch + 1, this.#options.clock.now().getTime()) }
    await this.#options.store.save(sessionId, login)
    const phone = this.#make(sessionId, login)
    await phone.resume()
    return phone
  }

  #make(sessionId: string, login: StoredLogin): SimulatedPhone {
    const { store, clock, room } = this.#options
    const save = (changed: StoredLogin): Promise<void> => store.save(sessionId, changed)
    return new SimulatedPhone({ login, clock, room: () => room(sessionId), save })
  }

  #forget(sessionId: string, loading: Promise<SimulatedPhone | null>): void {
    if (this.#phones.get(sessionId) === loading) this.#phones.delete(sessionId)
  }
}
