import {
  GraphQLBoolean,
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql'
import { EventEmitter, once } from 'node:events'
import type { Viewer } from '../../src/domain/access'
import { badInput, WagraphError } from '../../src/domain/errors'
import type { Logger } from '../../src/domain/logger'
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/server/http-server'
import { PrometheusMetrics } from '../../src/server/metrics'

/** The only key that the server under test takes. */
export const KEY = 'a-key-that-is-known'

export const AUTHORIZATION = `Bearer ${KEY}`

const VIEWER: Viewer = { keyId: 'key1', workspaceId: 'w1', scopes: ['ADMIN'] }

export interface LogLine {
  level: string
  fields: Record<string, unknown>
  message: string
}

/** Keeps the lines. */
export function memoryLogger(): Logger & { lines: LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message })
  const logger = { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { ...logger, child: () => memoryLogger() }
}

/** What the streams of the schema do, as the tests see it. */
export class Streams extends EventEmitter {
  /** Events taken from `flood`. */
  pulled = 0

  async *flood() {
    try {
      for (;;) {
        this.pulled += 1
        yield await Promise.resolve({ flood: 'x'.repeat(16_384) })
      }
    } finally {
      this.emit('flood-ended')
    }
  }

  async *failing() {
    yield await Promise.resolve({ failing: 1 })
    throw new Error('the secret of the stream')
  }

  async *expiring() {
    yield await Promise.resolve({ expiring: 1 })
    throw new WagraphError('CURSOR_EXPIRED', 'The cursor is too old.')
  }

  async waiting() {
    this.emit('waiting')
    await once(this, 'tick')
    return 1
  }

  async *ticks() {
    try {
      yield { ticks: 1 }
      await once(this, 'tick')
      yield { ticks: 2 }
    } finally {
      this.emit('ticks-ended')
    }
  }
}

/** As type-graphql throws when class-validator finds faults. */
const invalidArgument = () =>
  new GraphQLError('Argument Validation Error', {
    extensions: {
      code: 'BAD_USER_INPUT',
      validationErrors: [
        { property: 'input', target: {}, children: [{ property: 'text', constraints: { max: 'long' } }] },
      ],
    },
  })

function buildSchema(streams: Streams): GraphQLSchema {
  const Deep: GraphQLObjectType = new GraphQLObjectType({
    name: 'Deep',
    fields: () => ({ a: { type: Deep, resolve: () => ({}) }, leaf: { type: GraphQLInt, resolve: () => 1 } }),
  })
  const Page = new GraphQLInputObjectType({
    name: 'Page',
    fields: { first: { type: new GraphQLNonNull(GraphQLInt) } },
  })
  const shared = Promise.reject(new Error('the secret of the loader'))
  shared.catch(() => undefined) // It rejects before a resolver hands it on.
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: { type: GraphQLString, resolve: () => 'world' },
      context: { type: GraphQLInt, resolve: (_source, _args, context: { number: number }) => context.number },
      deep: { type: Deep, resolve: () => ({}) },
      page: {
        type: GraphQLInt,
        args: { page: { type: Page } },
        resolve: (_source, args: { page: { first: number } }) => args.page.first,
      },
      waiting: { type: GraphQLInt, resolve: () => streams.waiting() },
      echo: {
        type: GraphQLString,
        args: { text: { type: GraphQLString } },
        resolve: (_source, args: { text: string }) => args.text,
      },
      failed: {
        type: GraphQLInt,
        resolve: () => {
          throw new Error('the secret of the resolver')
        },
      },
      failedTogether: { type: new GraphQLList(GraphQLInt), resolve: () => [shared, shared] },
      badInput: {
        type: GraphQLInt,
        resolve: () => {
          throw badInput('input.text', 'The text is empty.')
        },
      },
      invalid: {
        type: GraphQLInt,
        resolve: () => {
          throw invalidArgument()
        },
      },
      coded: {
        type: GraphQLInt,
        resolve: () => {
          throw new GraphQLError('no', { extensions: { code: 'FORBIDDEN' } })
        },
      },
      unserializable: { type: GraphQLInt, resolve: () => 'the secret of the column' },
    },
  })
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: { done: { type: GraphQLBoolean, resolve: () => true } },
  })
  const stream = (type: GraphQLScalarType, subscribe: () => AsyncGenerator) => ({ type, subscribe })
  const subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      flood: stream(GraphQLString, () => streams.flood()),
      failing: stream(GraphQLInt, () => streams.failing()),
      expiring: stream(GraphQLInt, () => streams.expiring()),
      ticks: stream(GraphQLInt, () => streams.ticks()),
    },
  })
  return new GraphQLSchema({ query, mutation, subscription })
}

export interface Running {
  server: HttpServer
  url: string
  wsUrl: string
  streams: Streams
  metrics: PrometheusMetrics
  lines: LogLine[]
}

/** A server on a free port, with a schema made for breaking things. */
export async function startServer(overrides: Partial<HttpServerOptions> = {}): Promise<Running> {
  const logger = memoryLogger()
  const metrics = new PrometheusMetrics(logger)
  const streams = new Streams()
  let contexts = 0
  const server = await createHttpServer({
    schema: buildSchema(streams),
    authenticate: (key) => Promise.resolve(key === KEY ? VIEWER : null),
    createContext: () => ({ number: (contexts += 1) }),
    logger,
    metrics,
    readiness: [],
    connectedSessions: () => 3,
    ...overrides,
  })
  const { url } = await server.listen('127.0.0.1', 0)
  return { server, url, wsUrl: `${url.replace('http', 'ws')}/graphql`, streams, metrics, lines: logger.lines }
}

/** Posts a query with the key; `headers` are added. */
export async function post(
  url: string,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: AUTHORIZATION, ...headers },
    body: JSON.stringify(body),
  })
}
