import type { Clock } from '../api/clock'
import type { Problem } from '../api/problem'
import { Store } from '../api/store'
import type { QuotedFieldsFragment } from '../generated/operations'

/** A message that was written here and that no list shows yet. */
export type PendingMessage = {
  /** The idempotency key that it is sent with. */
  readonly key: string
  readonly sessionId: string
  readonly chatId: string
  readonly text: string
  readonly replyTo: QuotedFieldsFragment | null
  /** When it was written: ISO 8601. */
  readonly createdAt: string
  /** The real message, once the server has stored it; its event follows. */
  readonly messageId: string | null
} & ({ readonly state: 'SENDING' } | { readonly state: 'FAILED'; readonly problem: Problem })

/** What is to be sent. */
type NewMessage = Pick<PendingMessage, 'sessionId' | 'chatId' | 'text' | 'replyTo'>

/** The real message, as far as a pending one is known by it. */
export interface SentMessage {
  readonly id: string
  /** Of messages that were sent with one. */
  readonly idempotencyKey?: string | null
}

/** What a failed message may wait for, to be tried again by itself: the server, or the session's connection. */
export type Obstacle = 'SERVER' | 'SESSION'

/** What came of asking the server to send. */
export type SendResult =
  | { readonly messageId: string }
  /** `obstacle` is null where trying the same again would not help. */
  | { readonly problem: Problem; readonly obstacle: Obstacle | null }

/** What an outbox is made of. */
interface OutboxQueueOptions {
  /** Asks the server to send; never rejects. */
  readonly transmit: (message: PendingMessage) => Promise<SendResult>
  /** Whether the page hears the server now. */
  readonly isLive: () => boolean
  readonly newKey: () => string
  readonly clock: Clock
  /** What a former page has left, oldest first. */
  readonly left: readonly PendingMessage[]
  /** Keeps what is not known to be stored by the server, so that a reload does not lose it. */
  readonly keep: (messages: readonly PendingMessage[]) => void
}

/** The most that wait at a time: messages, and characters of all their texts together. */
const MOST_MESSAGES = 100
const MOST_CHARACTERS = 1_000_000
/** The first and the longest wait before trying again while the page is live, in milliseconds. */
const RETRY_MS = [2_000, 30_000] as const

/**
 * Sends messages, those of one chat one after the other, and holds each until its real message is shown.
 *
 * The hand-over: the server tells every message that it stores by an event. Lists and this outbox hear the same batch
 * of events in one go, so that what React draws next has the real message in and the pending one out: it is never
 * shown twice and never missing in between. The answer of the mutation removes nothing, for no list has the message
 * then; it only tells the id. Where the event was missed for good (a page that was loaded anew, a log that is not kept
 * that long), a list that shows the message says so by shown().
 *
 * Asking again is safe: the key stays, and the server sends each key once.
 */
export class OutboxQueue {
  /** Oldest first. */
  readonly pending: Store<readonly PendingMessage[]>
  readonly #options: OutboxQueueOptions
  /** By chat: the key of the message that the server is being asked to send. */
  readonly #underway = new Map<string, string>()
  /** By key: what a failed message waits for. Those behind it in its chat wait with it. */
  readonly #waiting = new Map<string, Obstacle>()
  #attempts = 0
  #cancelRetry: (() => void) | null = null
  #isClosed = false

  constructor(options: OutboxQueueOptions) {
    this.#options = options
    this.pending = new Store(options.left)
  }

  /** Goes on after close(). */
  open(): void {
    this.#isClosed = false
    this.serverCame()
    for (const chatId of new Set(this.pending.get().map((message) => message.chatId))) this.#next(chatId)
  }

  /** Sends nothing more and ends what waits; what is kept stays as it is, whatever the server still answers. */
  close(): void {
    this.#isClosed = true
    this.#cancelRetry?.()
    this.#cancelRetry = null
  }

  /** Takes a message to send; false if too much waits already, and then nothing is taken. */
  send(message: NewMessage): boolean {
    const pending = this.pending.get()
    const characters = pending.reduce((sum, { text }) => sum + text.length, message.text.length)
    if (pending.length >= MOST_MESSAGES || characters > MOST_CHARACTERS) return false
    const { sessionId, chatId, text, replyTo } = message
    const createdAt = new Date(this.#options.clock.now()).toISOString()
    const key = this.#options.newKey()
    this.#set([...pending, { key, sessionId, chatId, text, replyTo, createdAt, messageId: null, state: 'SENDING' }])
    this.#next(chatId)
    return true
  }

  /** Sends a failed message again, with all that wait in its chat. */
  retry(key: string): void {
    const chatId = this.#find(key)?.chatId
    if (chatId !== undefined) this.#revive((message) => message.key === key || message.chatId === chatId, [key])
  }

  /** Forgets a message. If the server is being asked to send it, it may be sent all the same. */
  discard(key: string): void {
    const message = this.#find(key)
    if (message === undefined) return
    this.#remove(new Set([key]))
    this.#next(message.chatId)
  }

  /** Hears what events told or lists show: what is pending of it is no longer. */
  shown(messages: readonly SentMessage[]): void {
    const pending = this.pending.get()
    if (pending.length === 0) return
    const isShown = shownIn(messages)
    const gone = pending.filter(isShown)
    if (gone.length === 0) return
    this.#remove(new Set(gone.map(({ key }) => key)))
    for (const { chatId } of gone) this.#next(chatId)
  }

  /** The server can be reached again. */
  serverCame(): void {
    this.#attempts = 0
    this.#revive(({ key }) => this.#waiting.get(key) === 'SERVER')
  }

  /** The session has its connection again. */
  sessionCame(sessionId: string): void {
    this.#revive((message) => message.sessionId === sessionId && this.#waiting.get(message.key) === 'SESSION')
  }

  /** Has those that wait, and those named, sent again where `which` holds. */
  #revive(which: (message: PendingMessage) => boolean, named: readonly string[] = []): void {
    const pending = this.pending.get()
    const revived = pending.filter(
      (message) =>
        message.state === 'FAILED' && which(message) && (this.#waiting.has(message.key) || named.includes(message.key)),
    )
    if (revived.length === 0) return
    for (const { key } of revived) this.#waiting.delete(key)
    this.#set(pending.map((message) => (revived.includes(message) ? sending(message) : message)))
    for (const chatId of new Set(revived.map((message) => message.chatId))) this.#next(chatId)
  }

  /** Sends the next message of a chat, unless one is under way or waits. */
  #next(chatId: string): void {
    if (this.#isClosed || this.#underway.has(chatId)) return
    const inChat = this.pending.get().filter((message) => message.chatId === chatId)
    const next = inChat.find(({ key, state, messageId }) => {
      return this.#waiting.has(key) || (state === 'SENDING' && messageId === null)
    })
    if (next === undefined || this.#waiting.has(next.key)) return
    this.#underway.set(chatId, next.key)
    void this.#options.transmit(next).then((result) => {
      this.#underway.delete(chatId)
      this.#take(next.key, result)
      this.#next(chatId)
    })
  }

  #take(key: string, result: SendResult): void {
    // It may have been shown, or discarded, before the answer came.
    const message = this.#find(key)
    if (message === undefined) return
    if ('messageId' in result) {
      this.#attempts = 0
      this.#change(key, { ...sending(message), messageId: result.messageId })
      return
    }
    const { problem, obstacle } = result
    if (obstacle !== null) this.#waiting.set(key, obstacle)
    if (obstacle === 'SERVER') this.#retryLater()
    this.#change(key, { ...message, state: 'FAILED', problem })
  }

  /** The server may be back without the page having noticed that it was away, so that serverCame() is not called. */
  #retryLater(): void {
    if (this.#isClosed) return
    const [first, longest] = RETRY_MS
    const wait = Math.min(longest, first * 2 ** this.#attempts++)
    this.#cancelRetry ??= this.#options.clock.after(wait, () => {
      this.#cancelRetry = null
      if (this.#options.isLive()) this.#revive(({ key }) => this.#waiting.get(key) === 'SERVER')
    })
  }

  #find(key: string): PendingMessage | undefined {
    return this.pending.get().find((message) => message.key === key)
  }

  #change(key: string, changed: PendingMessage): void {
    this.#set(this.pending.get().map((message) => (message.key === key ? changed : message)))
  }

  #remove(keys: ReadonlySet<string>): void {
    for (const key of keys) this.#waiting.delete(key)
    this.#set(this.pending.get().filter(({ key }) => !keys.has(key)))
  }

  #set(pending: readonly PendingMessage[]): void {
    this.pending.set(pending)
    if (!this.#isClosed) this.#options.keep(pending.filter(({ messageId }) => messageId === null))
  }
}

/** Tells of a pending message whether one of those is its real one. */
export function shownIn(messages: readonly SentMessage[]): (pending: PendingMessage) => boolean {
  return ({ key, messageId }) =>
    messages.some(({ id, idempotencyKey }) => idempotencyKey === key || (messageId !== null && id === messageId))
}

function sending({ key, sessionId, chatId, text, replyTo, createdAt, messageId }: PendingMessage): PendingMessage {
  return { key, sessionId, chatId, text, replyTo, createdAt, messageId, state: 'SENDING' }
}
