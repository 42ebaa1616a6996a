import type { Fetcher, FetcherParams, Observable } from '@graphiql/toolkit'
import { getOperationAST, OperationTypeNode, type ExecutionResult, type FormattedExecutionResult } from 'graphql'
import { createClient, type Client } from 'graphql-ws'

/** Close code of a socket whose key the server does not take, at connection_init or later. */
const FORBIDDEN = 4403

/** What comes from the server: data, errors or both. */
export type Answer = Pick<FormattedExecutionResult, 'data' | 'errors'>

/** What the page wants to hear of besides the answers themselves. */
export interface FetcherEvents {
  /** The server does not take the key (any more). */
  onRefused(): void
  /** An answer or an event of a subscription has arrived. */
  onResult(result: Answer): void
}

/** GraphiQL's way to the server with one key. */
export interface Connection {
  fetcher: Fetcher
  /** Ends the subscriptions that still run, and with the last of them the WebSocket. */
  close(): void
}

/**
 * Sends queries and mutations by HTTP, subscriptions by a WebSocket that is opened with the first and closed with the
 * last of them.
 */
export function connect(key: string, events: FetcherEvents): Connection {
  const socket = createSocket(key, events)
  const running = new Set<() => void>()
  return {
    fetcher(params, options) {
      const operation = options?.documentAST && getOperationAST(options.documentAST, params.operationName)
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return post(key, params, events)
      return observe(socket, params, events, running)
    },
    close() {
      for (const stop of running) stop()
    },
  }
}

function createSocket(key: string, events: FetcherEvents): Client {
  const url = new URL('/graphql', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return createClient({
    url: url.href,
    connectionParams: { authorization: `Bearer ${key}` },
    // A subscription that silently starts again has lost what happened in between: better to say that it ended.
    retryAttempts: 0,
    on: {
      closed(event) {
        if (isClosing(event) && event.code === FORBIDDEN) events.onRefused()
      },
    },
  })
}

async function post(key: string, params: FetcherParams, events: FetcherEvents): Promise<ExecutionResult> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify(params),
  })
  if (response.status === 401) events.onRefused()
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new Error(`The server answered ${response.status} ${response.statusText}, and no JSON.`)
  }
  const result = (await response.json()) as ExecutionResult
  // The schema, which GraphiQL fetches by itself, is no answer to what the user ran.
  if (params.operationName !== 'IntrospectionQuery') events.onResult(result)
  return result
}

/** An observable rather than an async iterable: to stop has to reach the socket while an event is still awaited. */
function observe(
  socket: Client,
  params: FetcherParams,
  events: FetcherEvents,
  running: Set<() => void>,
): Observable<ExecutionResult> {
  function subscribe(sink: Sink) {
    const { query, operationName } = params
    const variables = params.variables as Record<string, unknown> | undefined
    const unsubscribe = socket.subscribe(
      { query, operationName, variables },
      {
        next(result) {
          events.onResult(result)
          // GraphiQL's types have errors as classes; as JSON they never are, by HTTP neither.
          sink.next(result as ExecutionResult)
        },
        error(error) {
          running.delete(unsubscribe)
          // Not an Error: GraphiQL would print its stack as well.
          sink.error(isClosing(error) ? { message: explain(error) } : error)
        },
        complete() {
          running.delete(unsubscribe)
          sink.complete()
        },
      },
    )
    running.add(unsubscribe)
    return { unsubscribe }
  }
  // GraphiQL calls the first of the type's three overloads only; the others are for RxJS's sake.
  return { subscribe: subscribe as Observable<ExecutionResult>['subscribe'] }
}

interface Sink {
  next(value: ExecutionResult): void
  error(error: unknown): void
  complete(): void
}

interface Closing {
  code: number
  reason: string
}

function isClosing(value: unknown): value is Closing {
  return typeof value === 'object' && value !== null && 'code' in value && 'reason' in value
}

function explain({ code, reason }: Closing): string {
  const said = reason ? `${code} ${reason}` : String(code)
  if (code === FORBIDDEN) return `The server refused the key (${said}).`
  return `The connection ended (${said}). Run it again, with the last event's cursor as argument "after" to miss nothing.`
}
