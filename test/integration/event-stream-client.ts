/** A reader of event streams by hand, so that it can also read badly. */
import { get, type IncomingMessage, request as httpRequest } from 'node:http'
import { AUTHORIZATION } from './server-fixture'

export interface StreamEvent {
  event: string
  data: unknown
}

/** One open answer of type text/event-stream. */
export class EventStreamReader {
  readonly ended: Promise<void>
  comments = 0
  readonly #events: StreamEvent[] = []
  #rest = ''
  #over = false
  #wake: (() => void) | null = null

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      const blocks = (this.#rest + text).split('\n\n')
      this.#rest = blocks.pop() ?? ''
      blocks.forEach((block) => this.#take(block))
      this.#wake?.()
    })
    response.on('error', () => undefined) // 'close' follows, which is what tests wait for
    this.ended = new Promise((resolve) => {
      response.once('close', () => {
        this.#over = true
        this.#wake?.()
        resolve()
      })
    })
  }

  /** The next event; null when there is none any more. */
  async next(): Promise<StreamEvent | null> {
    for (;;) {
      const event = this.#events.shift()
      if (event) return event
      if (this.#over) return null
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Resolves when so many heartbeats have come. */
  async heartbeats(count: number): Promise<void> {
    while (this.comments < count) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  #take(block: string): void {
    if (block.startsWith(':')) return void (this.comments += 1)
    const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1)]))
    const data = fields.get('data')?.trim() ?? ''
    this.#events.push({ event: fields.get('event')?.trim() ?? '', data: data === '' ? null : JSON.parse(data) })
  }
}

/** Asks with `Accept: text/event-stream`, in a body, or by GET without one; resolves when the head of the answer is here. */
export function openStream(
  url: string,
  body: object | null,
  headers: Record<string, string> = { authorization: AUTHORIZATION },
): Promise<EventStreamReader> {
  return new Promise((resolve, reject) => {
    const options = { headers: { accept: 'text/event-stream', ...headers } }
    const answered = (response: IncomingMessage): void => resolve(new EventStreamReader(response))
    if (body === null) return void get(url, options, answered).on('error', reject)
    const type = { 'content-type': 'application/json' }
    const request = httpRequest(url, { method: 'POST', headers: { ...type, ...options.headers } }, answered)
    request.on('error', reject).end(JSON.stringify(body))
  })
}
