import type { Clock } from '../api/clock'
import type { Incoming } from './incoming'

/** What came since the last digest. */
export interface Digest {
  readonly messages: number
  /** The newest message of each chat, the newest of all last. */
  readonly newest: readonly Incoming[]
  /** How many of the messages came while the page had lost its connection. */
  readonly missed: number
}

/** Gathers what comes, and hands it on at most once in each `pauseMs`, in milliseconds. */
export class Digester {
  #newest = new Map<string, Incoming>()
  #messages = 0
  #missed = 0
  #cancel: (() => void) | null = null

  constructor(
    private readonly clock: Clock,
    private readonly pauseMs: number,
    private readonly deliver: (digest: Digest) => void,
  ) {}

  /** The first after a pause is handed on at once, the others together when the next pause is over. */
  add(incoming: readonly Incoming[]): void {
    for (const one of incoming) {
      this.#newest.delete(one.chat.id)
      this.#newest.set(one.chat.id, one)
      this.#messages += 1
      this.#missed += one.missed ? 1 : 0
    }
    if (this.#cancel === null) this.#next()
  }

  /** Forgets what was not handed on yet. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#forget()
  }

  #next(): void {
    this.#cancel = null
    if (this.#messages === 0) return
    const digest = { messages: this.#messages, newest: [...this.#newest.values()], missed: this.#missed }
    this.#forget()
    this.#cancel = this.clock.after(this.pauseMs, () => this.#next())
    this.deliver(digest)
  }

  #forget(): void {
    this.#newest = new Map()
    this.#messages = 0
    this.#missed = 0
  }
}
