import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client'
import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { ErrorLink } from '@apollo/client/link/error'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createClient, type Client } from 'graphql-ws'
import { EventCursorDocument, LiveEventsDocument, type EventType } from '../generated/operations'
import { createCache } from './cache'
import { browserClock } from './clock'
import { type FeedEnd, LiveFeed, type OpenFeed } from './live-feed'
import { problemOf } from './problem'
import { ServerClock } from './server-clock'

/** Close code of a socket whose key the server does not take, at connection_init or later. */
const FORBIDDEN = 4403
/** How often a silent socket is asked whether it lives, and how long it may take to answer, in milliseconds. */
const PING_MS = 10_000
const PONG_MS = 5_000
/** How long a socket may take until the server has acknowledged it, in milliseconds. */
const CONNECT_MS = 10_000

/** The page's way to the server with one key: queries and mutations by HTTP, subscriptions by one WebSocket. */
export interface Connection {
  readonly client: ApolloClient
  /** A feed of the events of those types; null for all. */
  feed(types: EventType[] | null): LiveFeed
  /** Ends what runs. */
  close(): void
}

/** @param onRefused - the server does not take the key (any more) */
export function connect(key: string, onRefused: () => void): Connection {
  const socket = createSocket(key, onRefused)
  const serverClock = new ServerClock()
  const http = new HttpLink({
    uri: '/graphql',
    headers: { authorization: `Bearer ${key}` },
    fetch: async (input, init) => {
      const answer = await fetch(input, init)
      serverClock.hear(answer)
      return answer
    },
  })
  const refusals = new ErrorLink(({ error }) => {
    if (problemOf(error).code === 'UNAUTHENTICATED') onRefused()
  })
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      refusals.concat(http),
    ),
    cache: createCache(),
    // Who asks again wants what is so now, not the answer that is on its way to what was asked before.
    queryDeduplication: false,
  })
  const cursorOfNow = async (): Promise<string> => {
    const { data } = await client.query({ query: EventCursorDocument, fetchPolicy: 'no-cache' })
    if (data === undefined) throw new Error('the server gave no cursor')
    return data.eventCursor
  }
  return {
    client,
    feed: (types) =>
      new LiveFeed({
        open: feedOver(client, socket, types),
        cursorOfNow,
        clock: browserClock,
        serverNow: () => serverClock.now(),
        random: Math.random,
      }),
    close() {
      client.stop()
      void socket.dispose()
    },
  }
}

function createSocket(key: string, onRefused: () => void): Client {
  const url = new URL('/graphql', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  let deadline: ReturnType<typeof setTimeout> | undefined
  // Not close(): the browser would wait for a minute for the answer of a server that gives none.
  const answerWithin = (ms: number): void => {
    clearTimeout(deadline)
    deadline = setTimeout(() => client.terminate(), ms)
  }
  const client = createClient({
    url: url.href,
    connectionParams: { authorization: `Bearer ${key}` },
    // The library would ask again for what it was asked first, not for what came since the last event: LiveFeed does.
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      connecting: () => answerWithin(CONNECT_MS),
      connected: () => clearTimeout(deadline),
      ping: (received) => void (received || answerWithin(PONG_MS)),
      pong: () => clearTimeout(deadline),
      closed(event) {
        clearTimeout(deadline)
        if ((event as CloseEvent).code === FORBIDDEN) onRefused()
      },
    },
  })
  return client
}

function feedOver(client: ApolloClient, socket: Client, types: EventType[] | null): OpenFeed {
  return (after, on) => {
    const stopListening = socket.on('connected', () => on.connected())
    let over = false
    const end = (why: FeedEnd): void => {
      if (over) return
      over = true
      stopListening()
      on.ended(why)
    }
    const subscription = client
      .subscribe({ query: LiveEventsDocument, variables: { after, types }, fetchPolicy: 'no-cache' })
      .subscribe({
        next({ data, error }) {
          if (error) end(endOf(error))
          else if (data) on.event(data.events)
        },
        error: (error) => end(endOf(error)),
        complete: () => end('CLOSED'),
      })
    return () => {
      over = true
      stopListening()
      subscription.unsubscribe()
    }
  }
}

/** Why a subscription ended with that error: the server's answer, or the socket's. */
function endOf(error: unknown): FeedEnd {
  if (!CombinedGraphQLErrors.is(error)) return 'CLOSED'
  const { code, field } = problemOf(error)
  // A database that was put back to an older state is behind the page's cursor.
  const isLost = code === 'CURSOR_EXPIRED' || (code === 'BAD_USER_INPUT' && field === 'after')
  return isLost ? 'CURSOR_LOST' : 'REFUSED'
}
