import { join } from 'node:path'
import type { Clock } from '../../domain/clock'
import type { EngineFactory, EngineOptions, EngineSink } from '../../domain/engine'
import { badInput, conflict } from '../../domain/errors'
import type { Flood } from './batch'
import { LoginStore } from './login-store'
import { Phones } from './phones'
import { SimulatedEngine } from './simulated-engine'
import type { SimulatedPhone } from './simulated-phone'

/** Over how many chats a flood can go. */
const MOST_CHATS = 100_000
/** The paces at which a phone can live, as multiples of that of people. */
const [SLOWEST, FASTEST] = [0.01, 100]

/** What stands beside the reason where somebody asked for it. */
const LOSSES = {
  NETWORK: 'the simulated network was lost',
  CRASH: 'the simulated browser ended',
} as const

/** How a simulated connection ends by itself. */
export type SimulatedDisconnectReason = 'NETWORK' | 'LOGGED_OUT' | 'CRASH'

/** What a simulated factory needs. */
export interface SimulatedFactoryOptions {
  /** Logins are stored in `simulated/` below it, one JSON file a session. */
  dataDir: string
  clock: Clock
  /** Part of every account's seed: another one gives other numbers, ids and texts. */
  seed?: string
  /**
   * Resolves when the server can take more messages of the session, or the session has ended; floods without a pace wait for it between slices
   * of 200 messages, so that they wait on the phone and not in the server's memory. Without it they do not wait.
   */
  room?: (sessionId: string) => Promise<void>
}

/** Makes simulated engines, and plays the phones and the people around them. */
export interface SimulatedFactory extends EngineFactory {
  /**
   * The phone scans the session's QR code, or enters its pairing code: that of the session's own account, or of the
   * one that `seed` names, which is the same in every session. Throws conflict if no code waits for it.
   */
  login(sessionId: string, seed?: string | null): Promise<void>
  /**
   * Messages arrive; resolves to how many once they are stored, and goes on delivering them. The first `chats -
   * groups` chats in turn are private, the others groups; they are the same ones in every call. A session that is
   * not connected receives them too: they wait on the phone, and history() tells them. Throws conflict if the session
   * is not linked or too much waits, and badInput for numbers that make no sense.
   */
  receive(sessionId: string, flood: Flood): Promise<number>
  /**
   * Lets the phone live, so many times faster than people do; 0 stops it. Resolves once that is stored. Throws
   * badInput for a pace that is neither 0 nor from SLOWEST to FASTEST, and conflict if the session is not linked.
   */
  live(sessionId: string, pace: number): Promise<void>
  /** The connection ends by itself. Throws conflict if there is none (for LOGGED_OUT: if the session is not linked). */
  disconnect(sessionId: string, reason: SimulatedDisconnectReason): Promise<void>
  /** The phone of a linked session, to play it in detail. Throws conflict if the session is not linked. */
  phone(sessionId: string): Promise<SimulatedPhone>
}

/**
 * Makes simulated WhatsApp accounts: no browser, no phone, the same for the same seed. Every number of 8 to 15 digits
 * is on WhatsApp, except those that end in 0000000.
 */
export function createSimulatedFactory(options: SimulatedFactoryOptions): SimulatedFactory {
  const store = new LoginStore(join(options.dataDir, 'simulated'))
  const room = options.room ?? (() => Promise.resolve())
  return new Simulation(new Phones({ store, clock: options.clock, seed: options.seed ?? '', room }), options.clock)
}

class Simulation implements SimulatedFactory {
  readonly kind = 'SIMULATED'
  readonly #phones: Phones
  readonly #clock: Clock
  /** The newest engine of each session that is not over. */
  readonly #running = new Map<string, SimulatedEngine>()

  constructor(phones: Phones, clock: Clock) {
    this.#phones = phones
    this.#clock = clock
  }

  unavailable(): null {
    return null
  }

  create(options: EngineOptions, sink: EngineSink): SimulatedEngine {
    const { sessionId } = options
    const ended = (engine: SimulatedEngine): void => {
      if (this.#running.get(sessionId) === engine) this.#running.delete(sessionId)
    }
    const engine = new SimulatedEngine({ options, sink, phones: this.#phones, clock: this.#clock, ended })
    this.#running.set(sessionId, engine)
    return engine
  }

  async hasLogin(sessionId: string): Promise<boolean> {
    return this.#phones.hasLogin(sessionId)
  }

  async deleteLogin(sessionId: string): Promise<void> {
    await this.#phones.unlink(sessionId)
  }

  async login(sessionId: string, seed: string | null = null): Promise<void> {
    await this.#engine(sessionId).scan(seed)
  }

  async receive(sessionId: string, flood: Flood): Promise<number> {
    check(flood)
    const phone = await this.phone(sessionId)
    return phone.receive(flood)
  }

  async live(sessionId: string, pace: number): Promise<void> {
    if (pace !== 0 && !(pace >= SLOWEST && pace <= FASTEST)) {
      throw badInput('input.pace', `pace is 0, or from ${SLOWEST} to ${FASTEST}.`)
    }
    const phone = await this.phone(sessionId)
    await phone.live(pace)
  }

  async disconnect(sessionId: string, reason: SimulatedDisconnectReason): Promise<void> {
    if (reason !== 'LOGGED_OUT') return this.#engine(sessionId).drop(reason, LOSSES[reason])
    await this.phone(sessionId)
    this.#running.get(sessionId)?.drop(reason, 'the phone unlinked this device')
    await this.#phones.unlink(sessionId)
  }

  async phone(sessionId: string): Promise<SimulatedPhone> {
    const phone = await this.#phones.linked(sessionId)
    if (phone === null) throw conflict('The simulated session is not linked to a phone: log in first.')
    return phone
  }

  #engine(sessionId: string): SimulatedEngine {
    const engine = this.#running.get(sessionId)
    if (engine === undefined) throw conflict('The simulated session has no running connection.')
    return engine
  }
}

function check({ count, chats, groups, perSecond }: Flood): void {
  const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least
  if (!whole(count, 0)) throw badInput('input.count', 'count is a whole number from 0.')
  if (!whole(chats, 1) || chats > MOST_CHATS) throw badInput('input.chats', `chats is from 1 to ${MOST_CHATS}.`)
  if (!whole(groups, 0) || groups > chats) throw badInput('input.groups', 'groups is from 0 to chats.')
  if (perSecond !== null && !(perSecond > 0)) throw badInput('input.perSecond', 'perSecond is above 0.')
}
