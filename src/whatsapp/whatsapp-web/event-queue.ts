import { toError } from '../../domain/errors'
import type { EngineEvent } from '../../domain/engine'
import { fallbackEvent, neededFacts, toEngineEvents, type PageEvent } from './page-events'
import type { Facts } from './page-types'

/** Events taken to the page for facts at a time: one question for a burst, not one for each message. */
const GROUP_SIZE = 200

/** More waiting events than this mean that the page answers no more; the engine then ends instead of filling memory. */
const MAX_WAITING = 20_000

/** What the queue needs of its engine. */
export interface EventQueuePort {
  readFacts(personIds: readonly string[], chatIds: readonly string[]): Promise<Facts>
  emit(events: readonly EngineEvent[]): void
  /** An event that could not be understood. */
  fail(what: string, error: Error): void
  /** Something that is worth a line in the log. */
  note(message: string, detail: string): void
  /** Too many events wait. */
  overflow(): void
}

const NO_FACTS: Facts = { persons: {}, chats: {} }

/** Takes the page's events in order, asks the page what it knows about those they name, and emits the port's events. */
export class EventQueue {
  #waiting: PageEvent[] = []
  #running: Promise<void> | null = null
  #isOpen = false

  constructor(readonly port: EventQueuePort) {}

  push(event: PageEvent): void {
    if (this.#waiting.length >= MAX_WAITING) return this.port.overflow()
    this.#waiting.push(event)
    if (this.#isOpen) this.#running ??= this.#run()
  }

  /** Begins to emit: what came before waits, because `ready` comes first. */
  open(): void {
    this.#isOpen = true
    this.#running ??= this.#run()
  }

  /** Resolves once everything pushed so far was emitted. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Events that come within the same turn go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_SIZE)
      const facts = await this.#facts(group)
      this.port.emit(group.flatMap((event) => this.#map(event, facts)))
    }
    this.#running = null
  }

  async #facts(group: readonly PageEvent[]): Promise<Facts> {
    const needed = group.map(neededFacts)
    const persons = [...new Set(needed.flatMap((one) => one.persons))]
    const chats = [...new Set(needed.flatMap((one) => one.chats))]
    if (persons.length + chats.length === 0) return NO_FACTS
    try {
      return await this.port.readFacts(persons, chats)
    } catch (thrown) {
      // Names and numbers are an extra: the events themselves are complete, and go on.
      this.port.note('names and numbers could not be read, events go on without', toError(thrown).message)
      return NO_FACTS
    }
  }

  #map(event: PageEvent, facts: Facts): EngineEvent[] {
    try {
      return toEngineEvents(event, facts)
    } catch (thrown) {
      this.port.fail(`a ${event.kind} event`, toError(thrown))
      return this.#fallback(event, facts)
    }
  }

  #fallback(event: PageEvent, facts: Facts): EngineEvent[] {
    try {
      const fallback = fallbackEvent(event, facts)
      return fallback ? [fallback] : []
    } catch (thrown) {
      this.port.fail(`what is left of a ${event.kind} event`, toError(thrown))
      return []
    }
  }
}
