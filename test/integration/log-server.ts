import { once } from 'node:events'
import WebSocket from 'ws'
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import type { Viewer } from '../../src/domain/access'
import { decodeCursor } from '../../src/pubsub/cursor'
import { LogSource, type Streamed } from '../../src/resolvers/log-source'
import { ModelLog, seeded } from '../harness/log-model'
import { AUTHORIZATION, startServer, type Running } from './server-fixture'
import type { HttpServerOptions } from '../../src/server/http-server'

/** What the subscription's executions have done, and are to do. */
export interface Executions {
  count: number
  /** Thrown by the field `body`, from now on. */
  failing: Error | null
}

export interface LogServer extends Running {
  log: ModelLog
  executions: Executions
}

export const RECEIVED = `
  subscription Received($after: String, $size: Int = 1) {
    received(after: $after, size: $size) { seq cursor body }
  }`

/** An event as RECEIVED shows it. */
export interface Received {
  seq: number
  cursor: string
  /** Its length; null where the field failed. */
  body: string | null
}

/** A server whose subscription is over a log in memory of one session, `a`. */
export async function startLogServer(overrides: Partial<HttpServerOptions> = {}): Promise<LogServer> {
  const log = new ModelLog(['a'], seeded(1))
  const executions: Executions = { count: 0, failing: null }
  const schema = buildSchema(log, executions)
  return { ...(await startServer({ schema, createContext: (viewer) => ({ viewer }), ...overrides })), log, executions }
}

function buildSchema(log: ModelLog, executions: Executions): GraphQLSchema {
  const subscribe = (_root: unknown, { after }: { after?: string }, { viewer }: { viewer: Viewer }) => {
    const { workspaceId } = viewer
    const wanted = { workspaceId, sessionId: null, chatId: null, types: ['message.received'] as const }
    return new LogSource(wanted, after === undefined ? null : decodeCursor(after), log.parts)
  }
  const Received = new GraphQLObjectType<Streamed & { size: number }>({
    name: 'Received',
    fields: {
      seq: { type: GraphQLInt, resolve: ({ event }) => event.seq },
      cursor: { type: GraphQLString, args: { unlike: { type: GraphQLString } } },
      body: { type: GraphQLString, resolve: ({ size }) => bodyOf(executions, size) },
    },
  })
  const received = {
    type: new GraphQLNonNull(Received),
    args: { after: { type: GraphQLString }, size: { type: GraphQLInt } },
    subscribe,
    resolve: (streamed: Streamed, { size }: { size: number }) => {
      executions.count += 1
      return { ...streamed, size }
    },
  }
  const query = new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString } } })
  return new GraphQLSchema({
    query,
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { received } }),
  })
}

function bodyOf({ failing }: Executions, size: number): string {
  if (failing) throw failing
  return 'x'.repeat(size)
}

/** Resolves when the server has cut a slow reader off. */
export function cutOff({ metrics }: LogServer): Promise<void> {
  return new Promise((resolve) => {
    const count = metrics.count.bind(metrics)
    metrics.count = (name, labels, by) => {
      count(name, labels, by)
      if (name === 'slow_consumers') resolve()
    }
  })
}

/** A subscriber of the log, which keeps what it receives, each message parsed once. */
export class LogClient {
  readonly received: Received[] = []
  /** Messages that are no events. */
  readonly others: { type: string; payload?: unknown }[] = []
  readonly errors: unknown[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #look: () => void = () => undefined

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.#take((data as Buffer).toString()))
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  static async connect(url: string, variables: object = {}, query = RECEIVED): Promise<LogClient> {
    const client = new LogClient(new WebSocket(url, 'graphql-transport-ws'))
    await once(client.socket, 'open')
    client.send({ type: 'connection_init', payload: { authorization: AUTHORIZATION } })
    await client.until(() => client.others.length > 0)
    expect(client.others.shift()).toEqual({ type: 'connection_ack' })
    client.send({ type: 'subscribe', id: OPERATION, payload: { query, variables } })
    return client
  }

  get seqs(): number[] {
    return this.received.map(({ seq }) => seq)
  }

  get last(): number | undefined {
    return this.received.at(-1)?.seq
  }

  get cursor(): string {
    return this.received.at(-1)?.cursor ?? BEGINNING
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Resolves when it holds for what has come. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#look = resolve))
  }

  #take(text: string): void {
    const message = JSON.parse(text) as Frame
    const event = message.payload?.data?.received
    if (message.id === OPERATION && event) this.received.push({ ...event, body: lengthOf(event.body) })
    else this.others.push(message)
    if (message.payload?.errors) this.errors.push(...message.payload.errors)
    this.#look()
  }
}

const lengthOf = (body: string | null | undefined): string | null => (body == null ? null : String(body.length))

interface Frame {
  type: string
  id?: string
  payload?: { data?: { received?: Received }; errors?: unknown[] }
}

/** An id that JSON has to escape. */
export const OPERATION = 'operation "1"'

export const BEGINNING = Buffer.from('[]').toString('base64url')

/** The cursor after an event of session `a`. */
export const cursorAfter = (seq: number): string => Buffer.from(`[["a",${seq}]]`).toString('base64url')
