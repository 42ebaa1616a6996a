import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Viewer } from '../domain/access'
import { WagraphError, type ErrorCode } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { Authenticate } from './authentication'
import { Documents } from './documents'
import { ErrorMask } from './error-masking'
import type { StreamLimits } from './event-stream-connection'
import { registerGraphqlHttp } from './graphql-http'
import { GraphqlEventStreams } from './graphql-sse'
import { GraphqlSockets, type SocketLimits } from './graphql-ws'
import { registerHealth, type ReadinessCheck } from './health'
import type { PrometheusMetrics } from './metrics'
import { sendErrors } from './send-errors'
import { SharedSubscriptions } from './shared-subscriptions'
import { UnusedConnections } from './unused-connections'

export interface HttpServerOptions {
  schema: GraphQLSchema
  authenticate: Authenticate
  /** A fresh context for every HTTP request, and for every operation of a socket. */
  createContext: (viewer: Viewer) => object
  logger: Logger
  metrics: PrometheusMetrics
  readiness: readonly ReadinessCheck[]
  /** How many sessions of this node are CONNECTED. */
  connectedSessions: () => number | Promise<number>
  /** Adds further routes. */
  configure?: (app: FastifyInstance) => Promise<void>
  /** For sockets; what is left out has its default. */
  sockets?: Partial<SocketLimits>
  /** For event streams; what is left out has its default. */
  streams?: Partial<StreamLimits>
  /** How long requests and sockets under way are waited for at the end, in milliseconds. */
  drainTimeout?: number
}

export interface HttpServer {
  readonly app: FastifyInstance
  /**
   * @param port - 0 takes any free one
   * @throws as `net.Server.listen` does, such as EADDRINUSE
   */
  listen(host: string, port: number): Promise<{ url: string; port: number }>
  /** Closes every socket of a key with 4403, and ends its event streams, as when it has been revoked. */
  disconnect(keyId: string): void
  /**
   * Stops accepting, closes sockets with 1012 and lets requests under way end, up to the limit. Every caller awaits
   * the same closing.
   */
  close(): Promise<void>
}

const DRAIN_TIMEOUT = 5_000

/** How long a client may take to send a request, in milliseconds; without it a slow sender keeps a connection for ever. */
const REQUEST_TIMEOUT = 60_000

/** Builds the server: GraphQL over HTTP and WebSocket, health, metrics, and the routes that `configure` adds. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { schema, logger, metrics, authenticate, createContext } = options
  const mask = new ErrorMask(logger, metrics)
  const documents = new Documents(schema)
  let closing: Promise<void> | undefined
  const app = buildApp(mask, metrics, () => closing !== undefined)
  const subscriptions = new SharedSubscriptions((error) =>
    logger.info({ err: error }, 'a subscription failed when its last subscriber had left'),
  )
  const common = { schema, documents, mask, metrics, logger, authenticate, createContext, subscriptions }
  const streams = new GraphqlEventStreams({ ...common, limits: options.streams })
  metrics.gauge('event_streams', 'Event streams (Server-Sent Events) open or reserved.', () => streams.size)
  const stopGraphql = await registerGraphqlHttp(app, { ...common, streams })
  const version = await ownVersion()
  registerHealth(app, {
    version,
    logger,
    metrics,
    readiness: options.readiness,
    connectedSessions: () => options.connectedSessions(),
  })
  await options.configure?.(app)
  const sockets = new GraphqlSockets({ ...common, limits: options.sockets })
  metrics.gauge('sockets', 'WebSockets open.', () => sockets.size)
  const unused = new UnusedConnections(app.server)
  app.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))

  const drainTimeout = options.drainTimeout ?? DRAIN_TIMEOUT
  return {
    app,
    listen: (host, port) => listen(app, host, port),
    disconnect: (keyId) => {
      sockets.disconnect(keyId)
      streams.disconnect(keyId)
    },
    close: () => (closing ??= closeAll(app, unused, { sockets, streams }, stopGraphql, drainTimeout)),
  }
}

/** Fastify with what holds for every route: headers, errors in one shape, and connections that end with the server. */
function buildApp(mask: ErrorMask, metrics: PrometheusMetrics, closing: () => boolean): FastifyInstance {
  const app = fastify({
    logger: false,
    trustProxy: false,
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT,
  })
  app.decorateRequest('viewer', null)
  addSecurityHeaders(app)
  // Fastify tells it to requests that come while it closes, not to those under way: they would keep it waiting.
  app.addHook('onSend', async (_request, reply) => void (closing() && reply.header('connection', 'close')))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = statusOf(error)
    const formatted =
      status < 500 && !(error instanceof WagraphError)
        ? { message: error.message, extensions: { code: 'BAD_REQUEST' } }
        : mask.format(error, { via: `${request.method} ${request.routeOptions.url ?? 'unknown'}` })
    if (status < 500) metrics.count('http_refused', { reason: REASONS[status] ?? 'bad_request' })
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return sendErrors(reply, status, [formatted])
  })
  app.setNotFoundHandler((request, reply) => answerNotFound(request.url, reply))
  return app
}

async function closeAll(
  app: FastifyInstance,
  unused: UnusedConnections,
  { sockets, streams }: { sockets: GraphqlSockets; streams: GraphqlEventStreams },
  stopGraphql: () => Promise<void>,
  drainTimeout: number,
): Promise<void> {
  const limit = setTimeout(() => app.server.closeAllConnections(), drainTimeout)
  try {
    const closed = app.close()
    streams.close()
    unused.end()
    await Promise.all([closed, sockets.close(drainTimeout)])
  } finally {
    clearTimeout(limit)
    await stopGraphql()
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<{ url: string; port: number }> {
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  const everywhere = address.address === '0.0.0.0' || address.address === '::'
  const name = everywhere ? 'localhost' : address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${name}:${address.port}`, port: address.port }
}

function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "frame-ancestors 'none'",
    })
  })
}

const answerNotFound = (url: string, reply: FastifyReply): FastifyReply =>
  sendErrors(reply, 404, [
    { message: `There is nothing at ${url.split('?', 1)[0]}.`, extensions: { code: 'NOT_FOUND' } },
  ])

/** Of the catalogue's codes, those that stand for another status than 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  MEDIA_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  ENGINE_UNAVAILABLE: 503,
}

/** Labels of `http_refused`. */
const REASONS: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  415: 'media_type',
  429: 'rate_limited',
}

function statusOf(error: FastifyError | WagraphError): number {
  if (error instanceof WagraphError) return STATUSES[error.code] ?? 400
  // Only Fastify's own errors speak of the request; a library's `statusCode` may be another server's.
  const own = typeof error.code === 'string' && error.code.startsWith('FST_')
  return (own || error instanceof SyntaxError) && error.statusCode && error.statusCode < 500 ? error.statusCode : 500
}

/** The version in package.json, which stands two folders above both src/server and dist/server. */
async function ownVersion(): Promise<string> {
  const text = await readFile(path.join(__dirname, '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
