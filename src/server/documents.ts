import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql'
import { createHash } from 'node:crypto'
import { checkDocument, checkText, MAX_TOKENS } from './limits'

/** A document that may be executed, or why it may not; then every error has its code. */
export type Prepared = { document: DocumentNode; errors?: undefined } | { errors: readonly GraphQLError[] }

interface Entry {
  document: DocumentNode
  /** What keeping it takes, in bytes, roughly. */
  weight: number
}

/** Bytes that all documents kept may take. */
const MAX_KEPT_BYTES = 50 * 1024 * 1024

/** What a token takes as a part of the syntax tree; the tree also holds the text, however few tokens that has. */
const TOKEN_BYTES = 250

/**
 * Parses and validates documents within the limits, for HTTP and WebSocket alike, and keeps those used last.
 *
 * Faulty documents are not kept: a client that sends the same fault again pays for it itself.
 */
export class Documents {
  readonly #schema: GraphQLSchema
  readonly #maxBytes: number
  readonly #kept = new Map<string, Entry>()
  #bytes = 0

  constructor(schema: GraphQLSchema, maxBytes = MAX_KEPT_BYTES) {
    this.#schema = schema
    this.#maxBytes = maxBytes
  }

  /** How many documents are kept. */
  get size(): number {
    return this.#kept.size
  }

  prepare(text: string): Prepared {
    const hash = createHash('sha256').update(text).digest('hex')
    const kept = this.find(hash)
    if (kept) return { document: kept }

    const { tokens, error } = checkText(text)
    if (error) return { errors: [error] }
    const document = parseText(text)
    if (document instanceof GraphQLError) return { errors: [document] }
    const tooMuch = checkDocument(document)
    if (tooMuch) return { errors: [tooMuch] }
    const errors = validate(this.#schema, document).map((fault) => withCode(fault, 'GRAPHQL_VALIDATION_FAILED'))
    if (errors.length > 0) return { errors }
    this.#keep(hash, { document, weight: tokens * TOKEN_BYTES + text.length * 2 })
    return { document }
  }

  /** The document kept under the SHA-256 (in hexadecimal) of its text. */
  find(hash: string): DocumentNode | undefined {
    const entry = this.#kept.get(hash)
    if (!entry) return undefined
    // A Map is in order of insertion, so the first is the one not used for the longest time.
    this.#kept.delete(hash)
    this.#kept.set(hash, entry)
    return entry.document
  }

  #keep(hash: string, entry: Entry): void {
    this.#kept.set(hash, entry)
    this.#bytes += entry.weight
    for (const [oldest, { weight }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) break
      this.#kept.delete(oldest)
      this.#bytes -= weight
    }
  }
}

function parseText(text: string): DocumentNode | GraphQLError {
  try {
    return parse(text, { maxTokens: MAX_TOKENS })
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED')
    throw error
  }
}

const withCode = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { ...error.extensions, code },
  })
