import { GraphQLError, Kind, type GraphQLFormattedError } from 'graphql'
import { randomBytes } from 'node:crypto'
import { toError, WagraphError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'

/** Where an error came up, for the log. */
export interface ErrorPlace {
  operationName?: string | null | undefined
  /** `http` or `websocket`, or a route. */
  via?: string
}

/** What clients read in place of an error that is not meant for them. */
export const MASKED_MESSAGE = 'Internal server error'

/**
 * Turns any error into what a client may see; the one place where that is decided.
 *
 * - A WagraphError passes with its code and details, and so does every GraphQLError that carries a code.
 * - GraphQL's own words about the request pass: syntax, validation, variables, arguments.
 * - All else, among it values that a resolver returned and the schema cannot show, is masked: the client gets a
 *   reference, and the log the error under that reference, once, however many fields failed by it.
 */
export class ErrorMask {
  readonly #logger: Logger
  readonly #metrics: Metrics
  /** References given already, by the error that was masked. */
  readonly #references = new WeakMap<Error, string>()

  constructor(logger: Logger, metrics: Metrics) {
    this.#logger = logger
    this.#metrics = metrics
  }

  /** Never throws; the result holds no stack trace. */
  format(thrown: unknown, place: ErrorPlace = {}): GraphQLFormattedError {
    const error = toError(thrown)
    const extensions = publicExtensions(error)
    const { locations, path } = error instanceof GraphQLError ? error : {}
    const message = messageOf(error)
    const known = { ...(locations && { locations }), ...(path && { path }) }
    if (extensions) return { message, ...known, extensions }
    const reference = this.#reference(error, place)
    return { message: MASKED_MESSAGE, ...known, extensions: { code: 'INTERNAL_SERVER_ERROR', reference } }
  }

  #reference(error: Error, place: ErrorPlace): string {
    const cause = causes(error).at(-1) ?? error
    const known = this.#references.get(cause)
    if (known) return known
    const reference = randomBytes(6).toString('hex')
    this.#references.set(cause, reference)
    const path = error instanceof GraphQLError ? error.path?.join('.') : undefined
    this.#metrics.count('masked_errors')
    this.#logger.error(
      { err: cause, reference, path, ...place },
      'a request failed by an error that clients do not see',
    )
    return reference
  }
}

/** The error and what it was made from, outermost first. */
function causes(error: Error): Error[] {
  const chain = [error]
  for (let next = originalOf(error); next && !chain.includes(next); next = originalOf(next)) chain.push(next)
  return chain
}

const originalOf = (error: Error): Error | undefined =>
  error instanceof GraphQLError ? (error.originalError ?? undefined) : undefined

/** What the client sees in `extensions`, or null if the error is to be masked. */
function publicExtensions(error: Error): Record<string, unknown> | null {
  const chain = causes(error)
  const ours = chain.find((one) => one instanceof WagraphError)
  if (ours) return ours.code === 'INTERNAL_SERVER_ERROR' ? null : { ...ours.details, code: ours.code }
  if (!(error instanceof GraphQLError)) return null

  const field = variableField(error)
  if (field !== null) return { code: 'BAD_USER_INPUT', field }
  const { code, http: _http, validationErrors, ...extensions } = error.extensions
  const property = firstProperty(validationErrors)
  if (property) return { ...extensions, code: 'BAD_USER_INPUT', field: property.path }
  if (typeof code === 'string') {
    if (code === 'INTERNAL_SERVER_ERROR') return null
    // type-graphql's @Authorized says UNAUTHORIZED to a viewer whom it knows.
    return { ...extensions, code: code === 'UNAUTHORIZED' ? 'FORBIDDEN' : code }
  }
  return isAboutArguments(chain) ? { code: 'BAD_USER_INPUT' } : null
}

/** `input.first` for `Variable "$input" got invalid value "x" at "input.first"; …`; null if it is no such error. */
function variableField(error: GraphQLError): string | null {
  const node = error.nodes?.length === 1 && !error.path ? error.nodes[0] : undefined
  if (node?.kind !== Kind.VARIABLE_DEFINITION || !error.message.startsWith('Variable "$')) return null
  const name = node.variable.name.value
  const at = error.message.indexOf(` at "${name}`)
  if (at === -1) return name
  return error.message.slice(at + ' at "'.length).split('"', 1)[0] ?? name
}

/**
 * Whether graphql-js refused an argument while it executed (validation has found nearly all before). Such errors name
 * the place in the document from the start; those about a resolver's result are given it later.
 */
function isAboutArguments(chain: readonly Error[]): boolean {
  const first = chain.at(-1)
  return first instanceof GraphQLError && (chain.length === 1 ? !first.path : first.nodes !== undefined)
}

/** One entry of what class-validator finds; type-graphql hands it on with the validated object in it. */
interface PropertyFault {
  property: string
  constraints?: Record<string, string>
  children?: PropertyFault[]
}

/** The first property with a fault, and what is wrong with it; the rest would be shown one correction later. */
function firstProperty(validationErrors: unknown): { path: string; message: string } | null {
  const [fault] = Array.isArray(validationErrors) ? (validationErrors as PropertyFault[]) : []
  if (!fault) return null
  const inner = firstProperty(fault.children)
  if (inner) return { path: `${fault.property}.${inner.path}`, message: inner.message }
  return { path: fault.property, message: Object.values(fault.constraints ?? {})[0] ?? 'The value cannot be taken.' }
}

const messageOf = (error: Error): string =>
  (error instanceof GraphQLError && firstProperty(error.extensions.validationErrors)?.message) || error.message
