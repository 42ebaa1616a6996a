import type { FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { Viewer } from '../domain/access'

/** What a request of graphql-sse asks for. */
export interface Asked {
  query: string
  operationName: string | undefined
  variables: Record<string, unknown> | undefined
  /** Of `extensions`; as it came. */
  operationId: unknown
}

/** A request that is answered with errors, and not executed. */
export class Refused extends Error {
  override readonly name = 'Refused'

  constructor(
    readonly status: number,
    readonly errors: readonly GraphQLError[],
    /** The label in the metrics. */
    readonly reason: string,
  ) {
    super('a request for an event stream was refused')
  }
}

/** A request that cannot be understood. */
export const badRequest = (message: string, status = 400): Refused =>
  new Refused(status, [new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })], 'bad_request')

/** Ids of operations are the client's, and kept here. */
const MAX_ID_LENGTH = 128

/** The parameters of a GET or POST; throws Refused where they are not such. */
export function asked(request: FastifyRequest): Asked {
  const isGet = request.method === 'GET'
  const source = isGet ? request.query : request.body
  if (!isRecord(source)) throw badRequest('The body must be a JSON object.')
  const { query, operationName } = source
  if (typeof query !== 'string' || query === '') throw badRequest('query must be the text of a document.')
  if (operationName != null && typeof operationName !== 'string') throw badRequest('operationName must be a text.')
  return {
    query,
    operationName: operationName ?? undefined,
    variables: record('variables', source['variables'], isGet),
    operationId: record('extensions', source['extensions'], isGet)?.['operationId'],
  }
}

/** The token of a reserved stream, from its header or the search parameters; null if there is none. */
export function tokenOf({ headers, query }: FastifyRequest): string | null {
  const token = headers['x-graphql-event-stream-token'] ?? (query as { token?: unknown }).token
  return typeof token === 'string' && token !== '' ? token : null
}

/** An operation's id; throws Refused where it is none. */
export function operationIdOf(id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH) return id
  throw badRequest(`operationId must be a text of 1 to ${MAX_ID_LENGTH} characters.`)
}

/** Who asks, on routes with authentication. */
export function viewerOf(request: FastifyRequest): Viewer {
  if (!request.viewer) throw new Error('a GraphQL request came past authentication')
  return request.viewer
}

function record(name: string, given: unknown, isText: boolean): Record<string, unknown> | undefined {
  if (given == null || (isText && given === '')) return undefined
  const value = isText && typeof given === 'string' ? parsed(given) : given
  if (isRecord(value)) return value
  throw badRequest(`${name} must be an object.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // not JSON, so no object: the caller says so to the client
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
