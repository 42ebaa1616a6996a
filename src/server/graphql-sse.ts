import type { FastifyReply, FastifyRequest } from 'fastify'
import { getOperationAST, type GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql'
import { randomBytes } from 'node:crypto'
import type { Viewer } from '../domain/access'
import { conflict, notFound, toError, WagraphError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { Documents } from './documents'
import type { ErrorMask } from './error-masking'
import { EventStreamConnection, type StreamLimits } from './event-stream-connection'
import { limitError, MAX_SOCKET_OPERATIONS } from './limits'
import { negotiate, takesEventStream } from './media-type'
import { noOperation } from './no-operation'
import { sendErrors } from './send-errors'
import type { SharedSubscriptions } from './shared-subscriptions'
import { StreamOperation, type StreamedRequest } from './stream-operation'
import { type Asked, asked, badRequest, operationIdOf, Refused, tokenOf, viewerOf } from './stream-requests'

export interface EventStreamsOptions {
  schema: GraphQLSchema
  documents: Documents
  mask: ErrorMask
  metrics: Metrics
  logger: Logger
  subscriptions: SharedSubscriptions
  /** A fresh context for every operation. */
  createContext: (viewer: Viewer) => object
  limits?: Partial<StreamLimits> | undefined
}

const DEFAULT_LIMITS: StreamLimits = {
  maxBuffered: 1024 * 1024,
  stallTimeout: 10_000,
  keepAlive: 12_000,
  maxOperations: MAX_SOCKET_OPERATIONS,
  openTimeout: 60_000,
}

/** Streams that a key may have reserved and not opened. */
const MAX_RESERVED = 100

interface Stream {
  connection: EventStreamConnection
  viewer: Viewer
  /** By id; of a stream with one operation, by ''. */
  operations: Map<string, StreamOperation>
}

/**
 * GraphQL over Server-Sent Events at /graphql, by the protocol of graphql-sse, in both of its modes.
 *
 * That package's own server queues without bound for a reader that is slow, so only its client is used, by the tests.
 */
export class GraphqlEventStreams {
  readonly #options: EventStreamsOptions
  readonly #limits: StreamLimits
  readonly #streams = new Set<Stream>()
  /** Those of single connection mode, opened or not. */
  readonly #byToken = new Map<string, Stream>()
  #closing = false

  constructor(options: EventStreamsOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
  }

  /** Streams open or reserved now. */
  get size(): number {
    return this.#streams.size
  }

  /** Whose reserved stream a request opens that shows its token and no key, as browsers' EventSource does; or null. */
  ticketHolder(request: FastifyRequest): Viewer | null {
    const stream = this.#byToken.get(tokenOf(request) ?? '')
    const opens = request.method === 'GET' && request.headers.authorization === undefined
    return opens && stream && !stream.connection.isOpen ? stream.viewer : null
  }

  /** PUT: reserves a stream, and answers its token. */
  reserve(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const viewer = viewerOf(request)
    const waiting = [...this.#byToken.values()].filter(
      (stream) => !stream.connection.isOpen && stream.viewer.keyId === viewer.keyId,
    )
    if (waiting.length >= MAX_RESERVED) {
      const retryAfter = Math.ceil(this.#limits.openTimeout / 1_000)
      throw new WagraphError('RATE_LIMITED', `${MAX_RESERVED} event streams wait to be opened.`, { retryAfter })
    }
    const token = randomBytes(24).toString('base64url')
    const stream = this.#stream(viewer, () => {
      clearTimeout(timer)
      this.#byToken.delete(token)
    })
    const timer = setTimeout(() => {
      if (!stream.connection.isOpen) stream.connection.end()
    }, this.#limits.openTimeout)
    this.#byToken.set(token, stream)
    return reply.code(201).type('text/plain; charset=utf-8').send(token)
  }

  /** DELETE: ends an operation of a reserved stream. */
  async stop(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.#answering(reply, async () => {
      if (tokenOf(request) === null) throw badRequest('The token of an event stream is missing.')
      const { operations } = this.#reserved(request)
      const id = operationIdOf((request.query as { operationId?: unknown }).operationId)
      const operation = operations.get(id)
      operations.delete(id)
      // It may be in the middle of something; nothing of it is sent any more.
      if (operation) this.#watch(operation.stop())
      await reply.code(200).send()
    })
  }

  /** Answers a GET or POST if it is of this protocol; false leaves it to GraphQL over HTTP. */
  async take(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    let isTaken = true
    await this.#answering(reply, () => (isTaken = this.#take(request, reply)))
    return isTaken
  }

  #take(request: FastifyRequest, reply: FastifyReply): boolean {
    const { accept } = request.headers
    if (tokenOf(request) !== null) {
      if (request.method === 'GET' && takesEventStream(accept)) this.#openReserved(request, reply)
      else this.#accept(request, reply)
      return true
    }
    if (!takesEventStream(accept)) return false
    // Some clients say of every request that they take both.
    if (negotiate(accept) !== null && !this.#isSubscription(request)) return false
    this.#answer(request, reply)
    return true
  }

  /** Ends the streams of a key, their operations with UNAUTHENTICATED. */
  disconnect(keyId: string): void {
    const error = this.#format(new WagraphError('UNAUTHENTICATED', 'The API key is unknown, expired or revoked.'))
    for (const { viewer, operations, connection } of this.#streams) {
      if (viewer.keyId !== keyId) continue
      for (const operation of operations.values()) this.#watch(operation.fail(error))
      connection.end()
    }
  }

  /** Ends all streams, without an end of their operations: clients come back and resume. */
  close(): void {
    this.#closing = true
    for (const { connection } of this.#streams) connection.end()
  }

  #isSubscription(request: FastifyRequest): boolean {
    const { query, operationName } = (request.method === 'GET' ? request.query : request.body) as Partial<Asked>
    if (typeof query !== 'string') return false
    const prepared = this.#options.documents.prepare(query)
    if (prepared.errors) return false
    return getOperationAST(prepared.document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION
  }

  /** A stream of its own for one operation, whose faults are told on it. */
  #answer(request: FastifyRequest, reply: FastifyReply): void {
    const viewer = viewerOf(request)
    const prepared = this.#prepare(request, viewer, asked(request))
    const stream = this.#stream(viewer, () => undefined)
    this.#open(stream, reply)
    this.#run(stream, null, prepared)
  }

  #openReserved(request: FastifyRequest, reply: FastifyReply): void {
    const stream = this.#reserved(request)
    if (stream.connection.isOpen) throw conflict('The event stream is open already.')
    this.#open(stream, reply)
  }

  /** Takes an operation for a reserved stream; its faults are told by the answer. */
  #accept(request: FastifyRequest, reply: FastifyReply): void {
    const stream = this.#reserved(request)
    const parameters = asked(request)
    const id = operationIdOf(parameters.operationId)
    if (stream.operations.has(id)) throw conflict('An operation of this stream has the operationId already.')
    const { maxOperations } = this.#limits
    if (stream.operations.size >= maxOperations) {
      const message = `The stream has ${maxOperations} operations under way already.`
      throw new Refused(400, [limitError('operations', maxOperations, message)], 'limit')
    }
    const prepared = this.#prepare(request, stream.viewer, parameters)
    if (!('args' in prepared)) throw new Refused(400, prepared, 'invalid_document')
    this.#run(stream, id, prepared)
    void reply.code(202).send()
  }

  #reserved(request: FastifyRequest): Stream {
    const stream = this.#byToken.get(tokenOf(request) ?? '')
    // Another key's stream is nobody's business.
    if (!stream || stream.viewer.keyId !== viewerOf(request).keyId) throw notFound('event stream', 'of this token')
    return stream
  }

  #stream(viewer: Viewer, ended: () => void): Stream {
    if (this.#closing) throw conflict('The server is stopping: ask again in a moment.')
    const connection = new EventStreamConnection(this.#limits, {
      ended: () => {
        this.#streams.delete(stream)
        ended()
        for (const operation of stream.operations.values()) this.#watch(operation.stop())
      },
      slow: (buffered) => {
        this.#options.metrics.count('slow_consumers')
        const context = { buffered, keyId: viewer.keyId }
        this.#options.logger.warn(context, 'an event stream was ended because its reader is too slow')
      },
    })
    const stream: Stream = { connection, viewer, operations: new Map() }
    this.#streams.add(stream)
    return stream
  }

  #open({ connection }: Stream, reply: FastifyReply): void {
    const headers = reply.getHeaders()
    reply.hijack()
    reply.raw.on('error', (error) => this.#options.logger.info({ err: error }, 'an event stream failed'))
    connection.open(reply.raw, headers)
  }

  #run({ connection, operations }: Stream, id: string | null, prepared: StreamedRequest | readonly GraphQLError[]) {
    const operation = new StreamOperation(connection, id)
    const key = id ?? ''
    operations.set(key, operation)
    const running =
      'args' in prepared
        ? operation.run(prepared, this.#options.subscriptions)
        : operation.refuse(prepared.map((error) => this.#format(error)))
    const forget = () => operations.get(key) === operation && operations.delete(key)
    this.#watch(running.finally(forget))
  }

  /** What to execute, or what is wrong with the document. */
  #prepare(request: FastifyRequest, viewer: Viewer, parameters: Asked): StreamedRequest | readonly GraphQLError[] {
    const { documents, schema, createContext } = this.#options
    const { query, operationName, variables } = parameters
    const prepared = documents.prepare(query)
    if (prepared.errors) return prepared.errors
    const operation = getOperationAST(prepared.document, operationName)
    if (!operation) return [noOperation(operationName)]
    if (request.method === 'GET' && operation.operation === OperationTypeNode.MUTATION) {
      throw badRequest('Mutations are asked by POST.', 405)
    }
    const args = { schema, document: prepared.document, operationName, variableValues: variables }
    return {
      args: { ...args, contextValue: createContext(viewer) },
      isSubscription: operation.operation === OperationTypeNode.SUBSCRIPTION,
      viewer,
      format: (error) => this.#format(error, operation.name?.value),
    }
  }

  /** Answers a request that is refused. */
  async #answering(reply: FastifyReply, work: () => unknown): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      this.#options.metrics.count('http_refused', { reason: thrown.reason })
      if (thrown.status === 405) reply.header('allow', 'POST')
      const errors = thrown.errors.map((error) => this.#format(error))
      await sendErrors(reply, thrown.status, errors)
    }
  }

  /** Lets nothing that runs by itself fail unseen. */
  #watch(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      this.#options.logger.error({ err: toError(thrown) }, 'an operation of an event stream did not end cleanly')
    })
  }

  #format(error: Error, operationName?: string) {
    return this.#options.mask.format(error, { via: 'event stream', operationName })
  }
}
