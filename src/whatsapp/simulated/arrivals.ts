import type { Clock } from '../../domain/clock'
import { toError } from '../../domain/errors'
import type { Batch } from './batch'
import type { OutsideWorld } from './outside-world'
import { SENTENCES } from './population'
import { numberBelow, phoneStanzaId } from './seeded'
import type { SimulatedAccount } from './simulated-account'
import { HISTORY_PER_CHAT } from './simulated-account'
import type { Strangers } from './strangers'
import { ACQUAINTED_AFTER, acquaintanceOf } from './strangers'
import type { Person } from './world'

/** How many messages arrive at most before everything else gets its turn. */
const SLICE = 200
/** How often messages of a paced flood arrive at most, in milliseconds: faster floods come in little groups. */
const SHORTEST_PAUSE_MS = 10

/** What arrivals need beside the account. */
export interface ArrivalsOptions {
  readonly account: SimulatedAccount
  readonly world: OutsideWorld
  readonly strangers: Strangers
  readonly clock: Clock
  /** Resolves when the server can take more messages, or the session has ended. */
  readonly room: () => Promise<void>
  /** Told when a flood is over, with the error if something went wrong; never rejects. */
  readonly finished: (error: Error | null) => Promise<void>
}

/**
 * Lets floods of messages arrive, at their pace or in slices as fast as the server takes them, whether or not an
 * engine is ready: what comes while none is waits on the phone.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions
  /** Messages so far in the private chat of each number. */
  readonly #received: number[] = []
  /** What ends the waiting of the floods under way. */
  readonly #waits = new Set<() => void>()
  readonly #running = new Set<Promise<void>>()
  #stopped = false

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  /** Lets the rest of the flood arrive from now on; `finished` is told the end of it. */
  start(batch: Batch): void {
    const running = this.#run(batch)
      .then(
        () => this.#options.finished(null),
        (thrown: unknown) => this.#options.finished(toError(thrown)),
      )
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Resolves when the floods that are under way now are over. */
  async idle(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** Makes again what had arrived of the flood before the server was restarted, as far as the phone keeps it. */
  async replay(batch: Batch): Promise<void> {
    const skipped = Math.max(0, batch.arrived - batch.chats * HISTORY_PER_CHAT)
    const span = batch.arrivedAt - batch.acceptedAt
    for (let index = skipped; index < batch.arrived; index++) {
      const sentAt = batch.acceptedAt + Math.floor((span * (index + 1)) / batch.arrived)
      this.#arrive(batch, index, sentAt, true)
      if (index % SLICE === 0) await nextTurn()
    }
  }

  /** Ends all floods; what has not arrived does not. */
  stop(): void {
    this.#stopped = true
    for (const end of this.#waits) end()
    this.#waits.clear()
  }

  async #run(batch: Batch): Promise<void> {
    const { account, clock, room } = this.#options
    while (batch.arrived < batch.count) {
      const until = Math.min(dueBy(batch, clock.now().getTime()), batch.arrived + SLICE)
      while (batch.arrived < until) {
        batch.arrivedAt = account.now()
        this.#arrive(batch, batch.arrived, batch.arrivedAt, false)
        batch.arrived += 1
      }
      if (batch.perSecond !== null) await this.#pause(batch, batch.perSecond)
      await nextTurn()
      if (account.connected) await room()
      if (this.#stopped) return
    }
  }

  /** Waits until the next message of a paced flood is due, or all floods end. */
  async #pause(batch: Batch, perSecond: number): Promise<void> {
    const dueAt = batch.acceptedAt + (batch.arrived * 1000) / perSecond
    const ms = dueAt - this.#options.clock.now().getTime()
    if (ms <= 0 || this.#stopped || batch.arrived >= batch.count) return
    await new Promise<void>((resolve) => {
      const over = (): void => {
        cancel()
        this.#waits.delete(over)
        resolve()
      }
      const cancel = this.#options.clock.after(Math.max(Math.ceil(ms), SHORTEST_PAUSE_MS), over)
      this.#waits.add(over)
    })
  }

  #arrive(batch: Batch, index: number, sentAt: number, past: boolean): void {
    const { account, world, strangers } = this.#options
    const turn = index % batch.chats
    const privateChats = batch.chats - batch.groups
    const chat = turn < privateChats ? strangers.privateChat(turn) : strangers.group(turn - privateChats)
    const body = batch.body ?? SENTENCES[numberBelow(SENTENCES.length, account.seed, batch.id, index)] ?? ''
    const stanzaId = phoneStanzaId(account.seed, batch.id, index)
    const sender = chat.person ?? chat.members[Math.floor(index / batch.chats) % chat.members.length] ?? null
    if (sender === null) throw new Error('a chat without people')
    if (chat.person !== null) this.#beforeMessage(turn, chat.person)
    world.arrive(chat, { sender, body, stanzaId, sentAt, past })
    if (chat.person !== null) this.#afterMessage(turn, chat.person)
  }

  /** A LID_LATER writes under the LID from now on, and nobody yet says that it is the same person. */
  #beforeMessage(index: number, person: Person): void {
    const received = this.#received[index] ?? 0
    if (acquaintanceOf(index) === 'LID_LATER' && received >= ACQUAINTED_AFTER) person.addressing = 'LID'
  }

  /** A LID_FIRST's number becomes known; of a LID_LATER, who wrote twice under the LID, that the two are one person. */
  #afterMessage(index: number, person: Person): void {
    const received = (this.#received[index] ?? 0) + 1
    this.#received[index] = received
    const acquaintance = acquaintanceOf(index)
    const known = acquaintance === 'LID_LATER' ? ACQUAINTED_AFTER + 2 : ACQUAINTED_AFTER
    if (person.linked || !acquaintance.startsWith('LID_') || received < known) return
    this.#options.world.link(person, 'LID')
  }
}

/** How many messages of the flood have to have arrived by then. */
function dueBy(batch: Batch, now: number): number {
  if (batch.perSecond === null) return batch.count
  const due = Math.floor(((now - batch.acceptedAt) * batch.perSecond) / 1000) + 1
  return Math.min(batch.count, due)
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
