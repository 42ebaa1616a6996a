import { getOperationAST, GraphQLError, OperationTypeNode, type ExecutionArgs, type GraphQLSchema } from 'graphql'
import { CloseCode, handleProtocols, makeServer, type Context, type SubscribePayload } from 'graphql-ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { Viewer } from '../domain/access'
import { toError } from '../domain/errors'
import { StoreUnavailable } from '../domain/ingest'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import { bearerKey, type Authenticate } from './authentication'
import type { Documents } from './documents'
import type { ErrorMask } from './error-masking'
import { brokeLimit, limitError, MAX_MESSAGE_BYTES, MAX_SOCKET_OPERATIONS } from './limits'
import { nextPrefix } from './frames'
import { noOperation } from './no-operation'
import type { SharedSubscriptions, SubscriptionRequest } from './shared-subscriptions'
import { SocketConnection, type SocketLimits } from './socket-connection'

export type { SocketLimits } from './socket-connection'

export interface GraphqlSocketsOptions {
  schema: GraphQLSchema
  documents: Documents
  mask: ErrorMask
  metrics: Metrics
  logger: Logger
  authenticate: Authenticate
  subscriptions: SharedSubscriptions
  /** A fresh context for every operation. */
  createContext: (viewer: Viewer) => object
  limits?: Partial<SocketLimits>
}

const DEFAULT_LIMITS: SocketLimits = {
  maxBuffered: 1024 * 1024,
  stallTimeout: 10_000,
  keepAlive: 12_000,
  maxOperations: MAX_SOCKET_OPERATIONS,
  initTimeout: 10_000,
}

/** The close code of a service that restarts (IANA's WebSocket registry): clients come back. */
const SERVICE_RESTART = 1012
/** From the same registry. graphql-ws's clients take 4500 for an end, and come back after this. */
const TRY_AGAIN_LATER = 1013

/** What is known of a socket. */
interface Peer {
  connection: SocketConnection
  /** The Authorization header of the upgrade request: browsers cannot set it, programs can. */
  authorization: string | undefined
  viewer: Viewer | null
  /** Messages being handled; an operation is one until it ends. */
  underWay: number
}

type PeerContext = Context<Record<string, unknown> | undefined, Peer>

/** GraphQL over WebSocket (graphql-transport-ws) at /graphql, with the limits and the errors of HTTP. */
export class GraphqlSockets {
  readonly #options: GraphqlSocketsOptions
  readonly #limits: SocketLimits
  readonly #server: WebSocketServer
  readonly #protocol: ReturnType<typeof makeServer<Record<string, unknown> | undefined, Peer>>
  readonly #peers = new Map<WebSocket, Peer>()
  /** For the log, of what is under way. */
  readonly #operationNames = new WeakMap<SubscribePayload, string>()
  /** What `subscribe` needs beside the arguments that it is given. */
  readonly #requests = new WeakMap<ExecutionArgs, SubscriptionRequest>()
  #closing = false

  constructor(options: GraphqlSocketsOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_BYTES,
      autoPong: false,
      handleProtocols,
    })
    this.#protocol = makeServer<Record<string, unknown> | undefined, Peer>({
      connectionInitWaitTimeout: this.#limits.initTimeout,
      onConnect: (context) => this.#authenticate(context),
      onSubscribe: (context, id, payload) => this.#prepare(context, id, payload),
      subscribe: (args: ExecutionArgs) => this.#subscribe(args),
      onNext: (_context, _id, payload, _args, result) =>
        result.errors && {
          ...result,
          errors: result.errors.map((error) => this.#format(error, this.#operationNames.get(payload))),
        },
      onError: (_context, _id, payload, errors) =>
        errors.map((error) => this.#format(error, this.#operationNames.get(payload))),
    })
  }

  /** Sockets open now. */
  get size(): number {
    return this.#peers.size
  }

  /** Takes an HTTP upgrade; paths other than /graphql are refused with 404. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?', 1)[0]
    if (path !== '/graphql' || this.#closing) {
      const status = this.#closing ? '503 Service Unavailable' : '404 Not Found'
      socket.on('error', (error) => this.#options.logger.debug({ err: error }, 'a refused upgrade ended with an error'))
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, request))
  }

  /** Closes every socket of a key with 4403. */
  disconnect(keyId: string): void {
    for (const { viewer, connection } of this.#peers.values()) {
      if (viewer?.keyId === keyId) connection.end(CloseCode.Forbidden, 'Forbidden')
    }
  }

  /** Closes every socket with 1012; those whose peer does not answer within the limit (milliseconds) are destroyed. */
  async close(limit: number): Promise<void> {
    this.#closing = true
    const sockets = [...this.#peers.keys()]
    const closed = sockets.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())))
    for (const { connection } of this.#peers.values()) connection.end(SERVICE_RESTART, 'Service restart')
    const timer = setTimeout(() => sockets.forEach((socket) => socket.terminate()), limit)
    await Promise.all(closed)
    clearTimeout(timer)
  }

  #open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const { logger } = this.#options
    // The protocol may close the socket before it has handed this over; then there is nothing to end.
    let protocolClosed = (_code: number, _reason: string): Promise<void> => Promise.resolve()
    const connection = new SocketConnection(socket, stream, this.#limits, {
      ended: (code, reason) => {
        protocolClosed(code, reason).catch((error: unknown) => {
          logger.error({ err: toError(error) }, 'an operation of a closed socket did not end cleanly')
        })
      },
      slow: (buffered) => {
        this.#options.metrics.count('slow_consumers')
        logger.warn({ buffered, keyId: peer.viewer?.keyId }, 'a socket was closed because its reader is too slow')
      },
    })
    const peer: Peer = { connection, authorization: request.headers.authorization, viewer: null, underWay: 0 }
    this.#peers.set(socket, peer)
    socket.on('close', () => this.#peers.delete(socket))
    // ws closes the socket itself, with the code that fits, such as 1009 for a message that is too big.
    socket.on('error', (error) => logger.info({ err: error }, 'a socket failed'))
    protocolClosed = this.#protocol.opened(
      {
        protocol: connection.protocol,
        send: (data) => connection.send(data),
        close: (code, reason) => connection.end(code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (handle) => {
          socket.on('message', (data) => void this.#receive(peer, () => handle(textOf(data))))
        },
      },
      peer,
    )
  }

  /** Handles one message to the end of what it starts; never rejects. */
  async #receive(peer: Peer, handle: () => Promise<void>): Promise<void> {
    if (peer.connection.ended) return
    peer.underWay += 1
    // Refusals end at once when they can be sent, so only those of a peer that reads nothing pile up.
    if (peer.underWay > 2 * this.#limits.maxOperations) peer.connection.cutOff()
    try {
      await handle()
    } catch (thrown) {
      const error = toError(thrown)
      if (error.message.startsWith('Unexpected message of type')) {
        peer.connection.end(CloseCode.BadRequest, 'Invalid message received')
        return
      }
      if (error instanceof StoreUnavailable) {
        this.#options.logger.warn({ err: error }, 'a socket was closed because the database is away')
        peer.connection.end(TRY_AGAIN_LATER, 'Try again later')
        return
      }
      this.#format(error, null)
      peer.connection.end(CloseCode.InternalServerError, 'Internal server error')
    } finally {
      peer.underWay -= 1
    }
  }

  /** False closes the socket with 4403. */
  async #authenticate({ extra: peer, connectionParams = {} }: PeerContext): Promise<boolean> {
    const key = bearerKey(connectionParams.authorization ?? connectionParams.Authorization ?? peer.authorization)
    peer.viewer = key === null ? null : await this.#options.authenticate(key)
    if (peer.viewer) return true
    this.#options.metrics.count('http_refused', { reason: 'unauthenticated' })
    return false
  }

  /** What to execute, or the errors for an `error` frame; the socket lives on with them. */
  #prepare({ extra: peer }: PeerContext, id: string, payload: SubscribePayload): ExecutionArgs | GraphQLError[] {
    const { documents, schema, createContext } = this.#options
    try {
      if (peer.underWay > this.#limits.maxOperations) {
        const maximum = this.#limits.maxOperations
        return [limitError('operations', maximum, `The socket has ${maximum} operations under way already.`)]
      }
      const prepared = documents.prepare(payload.query)
      if (prepared.errors) {
        this.#options.metrics.count('http_refused', {
          reason: brokeLimit(prepared.errors) ? 'limit' : 'invalid_document',
        })
        return [...prepared.errors]
      }
      const { document } = prepared
      const operationName = payload.operationName ?? undefined
      const operation = getOperationAST(document, operationName)
      if (!operation) return [noOperation(operationName)]
      if (operation.name) this.#operationNames.set(payload, operation.name.value)
      if (!peer.viewer) throw new Error('an operation came past authentication')
      const contextValue = createContext(peer.viewer)
      const args = { schema, document, operationName, variableValues: payload.variables, contextValue }
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
        this.#requests.set(args, this.#request(args, peer.viewer, peer.connection, id, operation.name?.value))
      }
      return args
    } catch (error) {
      const original = toError(error)
      return [new GraphQLError(original.message, { originalError: original })]
    }
  }

  #request(
    args: ExecutionArgs,
    viewer: Viewer,
    connection: SocketConnection,
    id: string,
    operationName: string | undefined,
  ): SubscriptionRequest {
    const prefix = nextPrefix(id)
    return {
      ...{ args, viewer },
      outlet: { send: (payload) => connection.write(payload.frame(prefix)), room: () => connection.room() },
      format: (error) => this.#format(error, operationName),
    }
  }

  #subscribe(args: ExecutionArgs): ReturnType<SharedSubscriptions['subscribe']> {
    const request = this.#requests.get(args)
    if (!request) throw new Error('a subscription came past its preparation')
    this.#requests.delete(args)
    return this.#options.subscriptions.subscribe(request)
  }

  #format(error: Error, operationName: string | null | undefined) {
    return this.#options.mask.format(error, { via: 'websocket', operationName })
  }
}

/** ws gives one Buffer for each message, unless its `binaryType` is changed. */
const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString() : '')
