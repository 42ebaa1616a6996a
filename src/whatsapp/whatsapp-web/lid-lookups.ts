import { setTimeout as delay } from 'node:timers/promises'

import type { EngineEvent, EnginePerson } from '../../domain/engine'
import { toError } from '../../domain/errors'
import { withLimit } from './time-limit'

/** WhatsApp is asked rarely, and about each person once: accounts that ask much have been blocked. */
const PAUSE_MS = 3_000
const LOOKUP_MS = 10_000
const MAX_WAITING = 200
const ASKED_REMEMBERED = 5_000

/** What the look-ups need of their connection. */
export interface LidLookupsPort {
  /** Asks WhatsApp for the phone number behind a LID; null if it does not tell. */
  phoneOf(lid: string): Promise<string | null>
  /** The page knows the number now. */
  found(lid: string): void
  note(message: string, detail: string): void
}

/** Asks WhatsApp, one after another, for the phone numbers of people whom the page knows by LID only. */
export class LidLookups {
  readonly #waiting = new Set<string>()
  readonly #asked = new Set<string>()
  readonly #stop = new AbortController()
  #isRunning = false

  constructor(
    readonly port: LidLookupsPort,
    readonly pauseMs = PAUSE_MS,
  ) {}

  /** Asks about the people of these events who have no number. When too many wait, their next message asks again. */
  consider(events: readonly EngineEvent[]): void {
    for (const { lid, phone } of events.flatMap(personsOf)) {
      if (lid && !phone && !this.#asked.has(lid) && this.#waiting.size < MAX_WAITING) this.#waiting.add(lid)
    }
    if (this.#waiting.size > 0 && !this.#isRunning) void this.#run()
  }

  stop(): void {
    this.#waiting.clear()
    this.#stop.abort()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    const { signal } = this.#stop
    for (const lid of this.#waiting) {
      this.#waiting.delete(lid)
      await this.#ask(lid)
      // Ends early, by rejecting, when the look-ups are stopped.
      await delay(this.pauseMs, undefined, { signal }).catch(() => this.#waiting.clear())
    }
    this.#isRunning = false
  }

  async #ask(lid: string): Promise<void> {
    this.#remember(lid)
    try {
      const phone = await withLimit(this.port.phoneOf(lid), LOOKUP_MS, 'asking for a phone number')
      if (phone && !this.#stop.signal.aborted) this.port.found(lid)
    } catch (thrown) {
      this.port.note('WhatsApp did not tell a phone number', toError(thrown).message)
    }
  }

  #remember(lid: string): void {
    this.#asked.add(lid)
    const [oldest] = this.#asked
    if (this.#asked.size > ASKED_REMEMBERED && oldest !== undefined) this.#asked.delete(oldest)
  }
}

function personsOf(event: EngineEvent): EnginePerson[] {
  if (event.type === 'reaction') return event.sender ? [event.sender] : []
  if (event.type !== 'message' && event.type !== 'decrypted') return []
  return [event.message.sender, event.message.chat.person].filter((person) => person !== null)
}
