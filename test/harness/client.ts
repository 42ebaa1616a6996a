/** A frontend's view of the server: GraphQL over HTTP and over a WebSocket, typed by the generated documents. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { ADMIN_KEY } from './server'

/** The cursor before everything: of a subscription that has seen no event of any session. */
export const BEGINNING = Buffer.from('[]').toString('base64url')

/** An error of the API, as clients tell them apart. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: string,
    readonly extensions: Readonly<Record<string, unknown>>,
    message: string,
  ) {
    super(`${code}: ${message}`)
  }
}

interface Answer<Data> {
  data?: Data | null
  errors?: { message: string; extensions?: Record<string, unknown> }[]
}

/** The events of one subscription: as they come, and as they are waited for. */
export interface Events<Event> {
  /** All so far, oldest first. */
  readonly received: readonly Event[]
  /** The first event, past or future, for which `is` holds. */
  find(is: (event: Event) => boolean): Promise<Event>
  /** Resolves when there are at least `count`. */
  count(count: number): Promise<readonly Event[]>
  /** Resolves when the server has ended it, or rejects with what it ended with. */
  readonly ended: Promise<void>
  stop(): void
}

export class ApiClient {
  private readonly socket: Client

  constructor(
    private readonly url: string,
    private readonly key: string = ADMIN_KEY,
  ) {
    this.socket = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
  }

  /** Asks over HTTP; throws the first error as ApiError. */
  async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify({ query: print(document), variables }),
    })
    return dataOf((await response.json()) as Answer<Data>)
  }

  /** The code of the error that asking ends with. */
  async refusal<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
    const error = await this.ask(document, variables).then(
      (data) => new Error(`answered ${JSON.stringify(data)}`),
      (thrown: unknown) => thrown,
    )
    if (error instanceof ApiError) return { code: error.code, ...error.extensions }
    throw error
  }

  /** Subscribes over the WebSocket. */
  subscribe<Data extends object, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Events<Data[keyof Data]> {
    const received: Data[keyof Data][] = []
    const watchers = new Set<() => void>()
    const look = (): void => [...watchers].forEach((watcher) => watcher())
    let stop: () => void = () => undefined
    let failure: Error | null = null
    const ended = new Promise<void>((resolve, reject) => {
      stop = this.socket.subscribe<Data>(
        { query: print(document), variables },
        {
          next: (result) => {
            if (result.errors || !result.data) return reject(apiError(result as Answer<Data>))
            received.push(...(Object.values(result.data) as Data[keyof Data][]))
            look()
          },
          error: (error) => reject(Array.isArray(error) ? apiError({ errors: error as never }) : (error as Error)),
          complete: resolve,
        },
      )
    })
    ended.then(look, (error: Error) => {
      failure = error
      look()
    })
    const until = <Found>(test: () => Found | undefined): Promise<Found> =>
      new Promise((resolve, reject) => {
        const watcher = (): void => {
          const found = test()
          if (found === undefined && failure === null) return
          watchers.delete(watcher)
          if (found !== undefined) resolve(found)
          else if (failure !== null) reject(failure)
        }
        watchers.add(watcher)
        watcher()
      })
    return {
      received,
      ended,
      find: (is) => until(() => received.find(is)),
      count: (count) => until(() => (received.length >= count ? received : undefined)),
      stop: () => stop(),
    }
  }

  /** Ends the socket; the subscriptions on it end with it. */
  async close(): Promise<void> {
    await this.socket.dispose()
  }
}

function dataOf<Data>(answer: Answer<Data>): Data {
  if (answer.errors || !answer.data) throw apiError(answer)
  return answer.data
}

function apiError({ errors }: Answer<unknown>): ApiError {
  const [{ message, extensions = {} } = { message: 'no data' }] = errors ?? []
  return new ApiError(String(extensions['code']), extensions, message)
}
