import type { ServerResponse } from 'node:http'

/** Bounds of one event stream. */
export interface StreamLimits {
  /** Bytes that may wait in this process for a reader before its operations are held back. */
  maxBuffered: number
  /** How long a reader may take nothing at all, in milliseconds, before it is cut off. */
  stallTimeout: number
  /** Time between heartbeats, in milliseconds: proxies close what is silent. */
  keepAlive: number
  /** Operations under way at once. */
  maxOperations: number
  /** How long a client may take to open the stream that it has reserved, in milliseconds. */
  openTimeout: number
}

/** What a stream tells its owner. */
export interface StreamEvents {
  /** Once, when it is closed or about to be closed from here: nothing more will be sent. */
  ended(): void
  /** The reader has been too slow, and is cut off. */
  slow(buffered: number): void
}

/** A comment: it is no event, and says that the server lives. */
const HEARTBEAT = Buffer.from(':\n\n')

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // nginx would collect events until there are some kilobytes of them.
  'x-accel-buffering': 'no',
}

/**
 * One stream of server-sent events with back-pressure: who waits for `room` before it writes produces no faster than the
 * peer reads, and a peer that takes nothing is cut off. Until it is opened there is no room.
 */
export class EventStreamConnection {
  readonly #limits: StreamLimits
  readonly #events: StreamEvents
  #response: ServerResponse | null = null
  #keepAlive: NodeJS.Timeout | null = null
  #stall: NodeJS.Timeout | null = null
  /** Wakes those who wait until something is taken. */
  readonly #unsent: (() => void)[] = []
  /** Wakes those who wait for room. */
  #held: (() => void)[] = []
  #ended = false

  constructor(limits: StreamLimits, events: StreamEvents) {
    this.#limits = limits
    this.#events = events
  }

  get isOpen(): boolean {
    return this.#response !== null
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Begins to answer a request with the stream. */
  open(response: ServerResponse, headers: Readonly<Record<string, string | number | string[] | undefined>>): void {
    this.#response = response
    response.on('close', () => this.#finish())
    for (const [name, value] of Object.entries({ ...headers, ...HEADERS })) {
      if (value !== undefined) response.setHeader(name, value)
    }
    response.writeHead(200)
    this.#keepAlive = setInterval(() => this.#beat(), this.#limits.keepAlive)
    this.write([HEARTBEAT]) // some browsers take a stream for open only when something has come
    this.#wake()
  }

  /** Resolves when it is open and less than `maxBuffered` waits for the reader, or when it has ended. */
  async room(): Promise<void> {
    while (!this.#ended && !(this.#response && this.#response.writableLength <= this.#limits.maxBuffered)) {
      await new Promise<void>((resolve) => this.#held.push(resolve))
    }
  }

  /** Writes when there is room, and resolves when the operating system has taken it, or the stream has ended. */
  async send(parts: readonly Buffer[]): Promise<void> {
    await this.room()
    if (this.#ended) return
    this.write(parts)
    while (!this.#ended && this.#response && this.#response.writableLength > 0) await this.#taking()
  }

  /**
   * Writes at once; the stream must be open.
   *
   * @returns false when nothing more should be written until there is `room`
   */
  write(parts: readonly Buffer[]): boolean {
    if (this.#ended) return true
    const response = this.#response
    if (!response) throw new Error('an event was written to a stream that nobody has opened')
    const last = parts.length - 1
    if (last > 0) response.cork()
    parts.forEach((part, index) => response.write(part, index === last ? this.#taken : undefined))
    if (last > 0) response.uncork()
    if (response.writableLength > 0) this.#watch()
    return response.writableLength <= this.#limits.maxBuffered
  }

  /** Ends everything at once as seen from here, and the stream after what was written before. */
  end(): void {
    if (this.#ended) return
    this.#finish()
    this.#response?.end()
  }

  #cutOff(): void {
    if (this.#ended) return
    this.#events.slow(this.#response?.writableLength ?? 0)
    this.#finish()
    this.#response?.destroy()
  }

  #finish(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#keepAlive) clearInterval(this.#keepAlive)
    this.#unwatch()
    this.#events.ended()
    this.#wake()
    for (const taken of this.#unsent.splice(0)) taken()
  }

  readonly #taken = (): void => {
    this.#unwatch()
    if (this.#ended || !this.#response) return
    for (const taken of this.#unsent.splice(0)) taken()
    if (this.#response.writableLength > 0) this.#watch()
    if (this.#response.writableLength <= this.#limits.maxBuffered) this.#wake()
  }

  #wake(): void {
    const held = this.#held
    this.#held = []
    for (const resolve of held) resolve()
  }

  #taking(): Promise<void> {
    return new Promise((resolve) => this.#unsent.push(resolve))
  }

  /** A reader that has something to read needs no sign of life. */
  #beat(): void {
    if (this.#response?.writableLength === 0) this.write([HEARTBEAT])
  }

  #watch(): void {
    this.#stall ??= setTimeout(() => this.#cutOff(), this.#limits.stallTimeout)
  }

  #unwatch(): void {
    if (this.#stall) clearTimeout(this.#stall)
    this.#stall = null
  }
}
