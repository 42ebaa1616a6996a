import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** Bounds of one socket. */
export interface SocketLimits {
  /** Bytes that may wait in this process for a reader before its operations are held back. */
  maxBuffered: number
  /** How long a reader may take nothing at all, in milliseconds, before it is cut off. */
  stallTimeout: number
  /** Time between pings, in milliseconds; a peer that has not answered one by the next is gone. */
  keepAlive: number
  /** Operations under way at once. */
  maxOperations: number
  /** How long a client may take to send connection_init, in milliseconds. */
  initTimeout: number
}

/** "slow consumer": the contract's own, for the protocol has taken 4408. */
export const SLOW_CONSUMER = 4290

/** What a connection tells its owner. */
export interface ConnectionEvents {
  /** Once, when the socket closes or is about to be closed from here: nothing more will be sent. */
  ended(code: number, reason: string): void
  /** The reader has been too slow; the connection ends with 4290. */
  slow(buffered: number): void
}

/**
 * One WebSocket with back-pressure: `send` resolves when the operating system has taken the message, so whoever awaits
 * it produces no faster than the peer reads, and a peer that reads nothing is cut off.
 *
 * What waits in memory is therefore at most `maxBuffered` and one message more for each operation that was let through
 * before, however fast events come.
 */
export class SocketConnection {
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #limits: SocketLimits
  readonly #events: ConnectionEvents
  readonly #keepAlive: NodeJS.Timeout
  /** Resolves the sends whose message has not been taken. */
  readonly #unsent = new Set<() => void>()
  /** Wakes the sends that have not begun, since too much waits already. */
  #held: (() => void)[] = []
  #stall: NodeJS.Timeout | null = null
  #answered = true
  #ended = false

  /** `stream` is what the socket writes to. */
  constructor(socket: WebSocket, stream: Duplex, limits: SocketLimits, events: ConnectionEvents) {
    this.#socket = socket
    this.#stream = stream
    this.#limits = limits
    this.#events = events
    this.#keepAlive = setInterval(() => this.#ping(), limits.keepAlive)
    socket.on('pong', () => (this.#answered = true))
    socket.on('ping', (data) => this.#pong(data))
    socket.on('close', (code, reason) => this.#finish(code, String(reason)))
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Never rejects: once the connection has ended it resolves without sending, and `ended` has told the owner. */
  async send(data: string): Promise<void> {
    await this.room()
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return
    await new Promise<void>((resolve) => {
      this.#unsent.add(resolve)
      // An error here is followed by the socket's own 'error' and 'close'.
      this.#socket.send(data, () => {
        this.#unsent.delete(resolve)
        this.#taken()
        resolve()
      })
      if (this.#socket.bufferedAmount > 0) this.#watch()
    })
  }

  /** Resolves when less than `maxBuffered` waits for the reader, or the connection has ended. */
  async room(): Promise<void> {
    while (!this.#ended && this.#socket.bufferedAmount > this.#limits.maxBuffered) {
      await new Promise<void>((resolve) => this.#held.push(resolve))
    }
  }

  /**
   * Writes a whole WebSocket frame at once, past ws, which would take it apart and put it together again for each of a
   * thousand readers; ws has nothing of its own under way then, for it does not compress here.
   *
   * @returns false when nothing more should be written until there is `room`
   */
  write(frame: readonly Buffer[]): boolean {
    if (this.#ended || this.#socket.readyState !== this.#socket.OPEN) return true
    const last = frame.length - 1
    if (last > 0) this.#stream.cork()
    frame.forEach((part, index) => this.#stream.write(part, index === last ? this.#taken : undefined))
    if (last > 0) this.#stream.uncork()
    const buffered = this.#socket.bufferedAmount
    if (buffered > 0) this.#watch()
    return buffered <= this.#limits.maxBuffered
  }

  /** Ends everything at once as seen from here, then closes; ws itself destroys a socket whose peer does not answer. */
  end(code: number, reason: string): void {
    if (this.#ended) return
    this.#finish(code, reason)
    this.#socket.close(code, reason)
  }

  /** Ends without a closing handshake. */
  terminate(): void {
    this.#finish(1006, '')
    this.#socket.terminate()
  }

  /** For a peer that asks much and reads nothing. */
  cutOff(): void {
    if (this.#ended) return
    this.#events.slow(this.#socket.bufferedAmount)
    this.end(SLOW_CONSUMER, 'slow consumer')
  }

  #finish(code: number, reason: string): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#keepAlive)
    this.#unwatch()
    // The owner ends the operations first: an operation whose send resolves goes on to its next event otherwise.
    this.#events.ended(code, reason)
    for (const resolve of [...this.#unsent, ...this.#held]) resolve()
    this.#unsent.clear()
    this.#held = []
  }

  readonly #taken = (): void => {
    this.#unwatch()
    if (this.#ended) return
    const buffered = this.#socket.bufferedAmount
    if (buffered > 0) this.#watch()
    if (buffered > this.#limits.maxBuffered || this.#held.length === 0) return
    const held = this.#held
    this.#held = []
    for (const resolve of held) resolve()
  }

  #watch(): void {
    this.#stall ??= setTimeout(() => this.cutOff(), this.#limits.stallTimeout)
  }

  #unwatch(): void {
    if (this.#stall) clearTimeout(this.#stall)
    this.#stall = null
  }

  #ping(): void {
    if (this.#answered) {
      this.#answered = false
      this.#socket.ping()
    } else if (this.#socket.bufferedAmount > 0) {
      this.cutOff() // It may be alive behind all that it has not read; the close frame comes last.
    } else {
      this.terminate()
    }
  }

  /** ws answers pings by itself without looking at what already waits; so that is switched off, and done here. */
  #pong(data: Buffer): void {
    if (this.#ended) return
    if (this.#socket.bufferedAmount > this.#limits.maxBuffered) this.cutOff()
    else this.#socket.pong(data)
  }
}
