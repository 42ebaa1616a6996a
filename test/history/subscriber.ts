import { type Client, createClient, type ExecutionResult } from 'graphql-ws'
import { setTimeout as delay } from 'node:timers/promises'
import WebSocket from 'ws'
import { operationOf, type Pushed, type Wish } from './subscriptions'

/** How long a client waits before it connects again, in milliseconds. */
const RECONNECT_MS = 150

/** Where a subscriber connects, and what it asks for; plain data, so that it can travel to another process. */
export interface SubscriberOptions {
  name: string
  /** Such as `http://127.0.0.1:41234`. */
  url: string
  key: string
  wish: Wish
  /** A cursor; null for what comes from now on. */
  after: string | null
}

/** One thing that happened to a subscriber. */
export type Line =
  | { kind: 'event'; event: Pushed }
  /** The close code of the socket, or null where the server ended the operation itself. */
  | { kind: 'closed'; code: number | null }
  | { kind: 'trouble'; what: string }

/** A client as frontends are: it keeps the newest cursor, and whenever its connection ends it resumes there. */
export class ResumingSubscriber {
  private cursor: string | null
  private readonly stopped = new AbortController()
  private socket: WebSocket | null = null
  private readonly running: Promise<void>
  /** Resolves when a socket is open for the first time. */
  readonly opened: Promise<void>
  private tellOpened: () => void = () => undefined

  constructor(
    private readonly options: SubscriberOptions,
    private readonly record: (line: Line) => void,
  ) {
    this.cursor = options.after
    this.opened = new Promise((resolve) => (this.tellOpened = resolve))
    this.running = this.run()
  }

  /** Reads nothing more from its socket, as a client that hangs. */
  pause(): void {
    this.socket?.pause()
  }

  resume(): void {
    this.socket?.resume()
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    this.resume()
    await this.running
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped
    while (!signal.aborted) {
      this.record({ kind: 'closed', code: await this.connection(signal) })
      // A pause between attempts is what clients do; nothing is waited for.
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  /** One connection from its beginning to its end; resolves to the close code. */
  private async connection(signal: AbortSignal): Promise<number | null> {
    const client = this.client()
    const end = (): void => void client.terminate()
    signal.addEventListener('abort', end)
    try {
      return await new Promise<number | null>((resolve) => {
        client.subscribe(operationOf(this.options.wish, this.cursor), {
          next: (result) => this.take(result as ExecutionResult<{ event: Pushed }, unknown>),
          error: (thrown) => resolve(this.codeOf(thrown)),
          complete: () => resolve(null),
        })
        if (signal.aborted) resolve(null)
      })
    } finally {
      signal.removeEventListener('abort', end)
      await client.dispose()
    }
  }

  private client(): Client {
    const { url, key } = this.options
    return createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
      on: {
        opened: (socket) => (this.socket = socket as WebSocket),
        connected: () => this.tellOpened(),
      },
    })
  }

  private take({ data, errors }: ExecutionResult<{ event: Pushed }, unknown>): void {
    if (errors) this.record({ kind: 'trouble', what: `in place of an event: ${JSON.stringify(errors)}` })
    if (!data) return
    this.record({ kind: 'event', event: data.event })
    this.cursor = data.event.cursor
  }

  /** Ends of connections are normal here; that the server refuses a good cursor or key never is. */
  private codeOf(thrown: unknown): number | null {
    if (!Array.isArray(thrown)) return (thrown as { code?: number }).code ?? null
    const codes = (thrown as { extensions?: { code?: string } }[]).map(({ extensions }) => extensions?.code)
    const isOutage = codes.every((code) => code === 'INTERNAL_SERVER_ERROR')
    if (!isOutage) this.record({ kind: 'trouble', what: `refused: ${JSON.stringify(thrown)}` })
    return null
  }
}
