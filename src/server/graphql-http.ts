import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { getOperationAST, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql'
import type { Viewer } from '../domain/access'
import type { Metrics } from '../domain/metrics'
import { authenticateRequest, type Authenticate } from './authentication'
import type { Documents } from './documents'
import type { ErrorMask } from './error-masking'
import { brokeLimit, MAX_MESSAGE_BYTES, MAX_TOKENS } from './limits'
import type { GraphqlEventStreams } from './graphql-sse'
import { negotiate, wantsPage, type GraphqlMediaType } from './media-type'
import { sendErrors } from './send-errors'
import { viewerOf } from './stream-requests'

export interface GraphqlHttpOptions {
  schema: GraphQLSchema
  documents: Documents
  mask: ErrorMask
  metrics: Metrics
  authenticate: Authenticate
  streams: GraphqlEventStreams
  /** A fresh context for every request. */
  createContext: (viewer: Viewer) => object
}

/**
 * Adds GET and POST /graphql, by the GraphQL over HTTP specification; a browser that opens it is sent to /graphiql.
 *
 * @returns what ends the GraphQL server; call it once, when no request is under way
 */
export async function registerGraphqlHttp(
  app: FastifyInstance,
  options: GraphqlHttpOptions,
): Promise<() => Promise<void>> {
  const apollo = apolloServer(options)
  await apollo.start()
  const handler = fastifyApolloHandler(apollo, {
    context: (request) => Promise.resolve(options.createContext(viewerOf(request))),
  })
  await app.register((scope, _options, done) => {
    addHooks(scope, options)
    scope.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: '/graphql',
      bodyLimit: MAX_MESSAGE_BYTES,
      exposeHeadRoute: false,
      handler,
    })
    const { streams } = options
    scope.put('/graphql', (request, reply) => streams.reserve(request, reply))
    scope.delete('/graphql', (request, reply) => streams.stop(request, reply))
    scope.route({
      method: ['PATCH', 'HEAD'],
      url: '/graphql',
      handler: (_request, reply) =>
        sendErrors(reply.header('allow', 'GET, POST, OPTIONS, PUT, DELETE'), 405, [
          { message: 'GraphQL is asked by GET or POST.', extensions: { code: 'BAD_REQUEST' } },
        ]),
    })
    done()
  })
  return () => apollo.stop()
}

/** Who may ask, and which requests are refused before they are executed. */
function addHooks(scope: FastifyInstance, options: GraphqlHttpOptions): void {
  scope.removeContentTypeParser('text/plain') // 415: a form of another site can send it unasked.
  scope.addHook('onRequest', async (request, reply) => {
    allowOrigins(reply)
    reply.header('cache-control', 'no-store')
    if (request.method === 'OPTIONS') return reply.code(204).send()
    if (request.method === 'GET' && wantsPage(request.headers.accept)) return reply.redirect('/graphiql')
    request.viewer = options.streams.ticketHolder(request)
    if (!request.viewer) await authenticateRequest(request, options.authenticate)
    return undefined
  })
  // Async, for Fastify does not catch what other hooks throw.
  scope.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'POST') return
    if (await options.streams.take(request, reply)) return
    const refusal = refusalOf(request, options.documents)
    if (!refusal) return
    options.metrics.count('http_refused', { reason: refusal.reason })
    const errors = refusal.errors.map((error) => options.mask.format(error))
    await sendErrors(reply, refusal.status, errors)
  })
}

/**
 * Pages of any origin may ask: a key comes in a header that browsers never add by themselves, so another site's page
 * can do no more than its own key allows. Credentials (cookies) are not allowed, and not used.
 */
function allowOrigins(reply: FastifyReply): void {
  reply.headers({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS, PUT, DELETE',
    // `*` does not cover Authorization.
    'access-control-allow-headers': 'authorization, content-type, *',
    'access-control-expose-headers': 'www-authenticate, retry-after',
    'access-control-max-age': '7200',
  })
}

interface Refusal {
  status: number
  reason: string
  errors: readonly GraphQLError[]
}

/** Why a request is not handed on to be executed; requests that Apollo refuses by itself are not looked at. */
function refusalOf(request: FastifyRequest, documents: Documents): Refusal | null {
  const mediaType = negotiate(request.headers.accept)
  if (!mediaType) {
    const message = 'The Accept header takes neither application/json nor application/graphql-response+json.'
    return { status: 406, reason: 'not_acceptable', errors: [badRequest(message)] }
  }
  const { query, operationName } = parametersOf(request)
  if (typeof query !== 'string' || query === '') return null
  const prepared = documents.prepare(query)
  if (prepared.errors) {
    const limited = brokeLimit(prepared.errors)
    const status = limited ? 400 : requestErrorStatus(mediaType)
    return { status, reason: limited ? 'limit' : 'invalid_document', errors: prepared.errors }
  }
  const operation = getOperationAST(prepared.document, typeof operationName === 'string' ? operationName : null)
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null
  const message =
    'Subscriptions are served over WebSocket (graphql-transport-ws) at the same path, and as Server-Sent Events ' +
    '(Accept: text/event-stream).'
  return { status: 400, reason: 'subscription', errors: [badRequest(message)] }
}

function parametersOf(request: FastifyRequest): { query?: unknown; operationName?: unknown } {
  const source = request.method === 'GET' ? request.query : request.body
  return typeof source === 'object' && source !== null ? source : {}
}

const badRequest = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })

/**
 * The status of a well-formed request whose document or variables are faulty: application/json predates the
 * specification, and its clients take other statuses for failures of the transport.
 */
const requestErrorStatus = (mediaType: GraphqlMediaType): number => (mediaType === 'application/json' ? 200 : 400)

/** Codes that stand for faults in the document or its variables. */
const REQUEST_ERRORS: ReadonlySet<unknown> = new Set(['BAD_USER_INPUT', 'OPERATION_RESOLUTION_FAILURE'])

function apolloServer({ schema, documents, mask, metrics }: GraphqlHttpOptions): ApolloServer<object> {
  return new ApolloServer<object>({
    schema,
    introspection: true,
    // Documents come prepared: Apollo looks them up by the SHA-256 of their text, behind a prefix of its own.
    documentStore: {
      get: (key) => Promise.resolve(documents.find(key.slice(key.lastIndexOf(':') + 1))),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(false),
    },
    parseOptions: { maxTokens: MAX_TOKENS },
    persistedQueries: false,
    // A request that a page of another site makes unasked carries no key, and without a key nothing is done.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    // Shutting down is main's: two of them at once hang each other.
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => mask.format(error, { via: 'http' }),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      responsePlugin(mask, metrics),
    ],
  })
}

/** Gives answers their media type and status, and the errors in the log their operation. */
function responsePlugin(mask: ErrorMask, metrics: Metrics): ApolloServerPlugin<object> {
  const listener: GraphQLRequestListener<object> = {
    // It comes before formatError, and an error is logged but once: here, where its operation is known.
    didEncounterErrors({ errors, operationName }) {
      for (const error of errors) mask.format(error, { via: 'http', operationName })
      return Promise.resolve()
    },
    willSendResponse({ request, response }) {
      const mediaType = negotiate(request.http?.headers.get('accept')) ?? 'application/json'
      response.http.headers.set('content-type', `${mediaType}; charset=utf-8`)
      if (response.http.status === 400 && response.body.kind === 'single') {
        const { errors = [], data } = response.body.singleResult
        const faulty = data === undefined && errors.every((error) => REQUEST_ERRORS.has(error.extensions?.code))
        if (faulty) response.http.status = requestErrorStatus(mediaType)
      }
      return Promise.resolve()
    },
  }
  return {
    requestDidStart: () => Promise.resolve(listener),
    invalidRequestWasReceived() {
      metrics.count('http_refused', { reason: 'bad_request' })
      return Promise.resolve()
    },
  }
}
