import type { WebSocket } from 'ws'

import type { Hello, PageMessage, ServerPush } from './wire'

/** The account that a page is linked to. */
export interface PageOwner {
  /** Answers what the page asks its account for. Throws what the page's promise shall reject with. */
  request(method: string, args: readonly unknown[]): unknown
  synced(): void
  leave(page: PageConnection): void
}

/** What happens on a page's connection. */
export interface PageHandlers {
  hello(page: PageConnection, hello: Hello['hello']): void
  call(page: PageConnection, method: string, args: readonly unknown[]): unknown
  report(page: PageConnection, kind: 'missing' | 'error' | 'synced', what: string): void
  /** The page passed a mark. */
  marked(): void
  closed(page: PageConnection): void
}

/** The WebSocket of one loaded page. */
export class PageConnection {
  owner: PageOwner | undefined
  keys: readonly string[] = []
  /** The last mark that the page has passed: it has taken in all that was pushed before. */
  mark = 0

  constructor(
    readonly socket: WebSocket,
    readonly handlers: PageHandlers,
  ) {
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString('utf8')) as PageMessage))
    socket.on('close', () => handlers.closed(this))
    socket.on('error', (error) => handlers.report(this, 'error', `socket: ${error.message}`))
  }

  push(message: ServerPush): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message))
  }

  /** Cuts the connection as a lost network does. */
  cut(): void {
    this.socket.terminate()
  }

  #receive(message: PageMessage): void {
    if ('hello' in message) {
      this.keys = message.hello.keys
      this.handlers.hello(this, message.hello)
    } else if ('mark' in message) {
      this.mark = message.mark
      this.handlers.marked()
    } else if ('report' in message) {
      this.handlers.report(this, message.report, message.what)
    } else {
      this.#answer(message.call, message.method, message.args)
    }
  }

  #answer(reply: number, method: string, args: readonly unknown[]): void {
    try {
      this.push({ reply, result: this.handlers.call(this, method, args) ?? null })
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown))
      this.push({ reply, error: { name, message } })
    }
  }
}
