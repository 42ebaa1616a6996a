import {
  GraphQLError,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/** Bytes of an HTTP body and of a WebSocket message: the longest text takes 256 KiB as UTF-8, and JSON may double it. */
export const MAX_MESSAGE_BYTES = 1024 * 1024

/** Tokens of a document; GraphiQL's introspection has 400. */
export const MAX_TOKENS = 5_000

/** Brackets open at once: graphql-js parses recursively, and thousands of them overflow the stack. */
export const MAX_BRACKETS = 100

/** Fields within fields, fragments expanded. Introspection has limits of its own in graphql-js. */
export const MAX_DEPTH = 15

/** Fields at the top of one operation, aliases counted each. */
export const MAX_ROOT_FIELDS = 50

/** Fields of one operation in all, fragments expanded: fragments of fragments grow exponentially. */
export const MAX_FIELDS = 1_000

/** Operations of one socket under way at once. */
export const MAX_SOCKET_OPERATIONS = 100

/** Which limit a document broke. */
export type LimitName = 'tokens' | 'brackets' | 'depth' | 'rootFields' | 'fields'

/**
 * What a client is told that asks for more than a limit allows: GRAPHQL_VALIDATION_FAILED with `limit` and `maximum`.
 */
export function limitError(limit: LimitName | 'operations', maximum: number, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit, maximum } })
}

/** Whether a document was refused by a limit rather than for a fault in it. */
export const brokeLimit = (errors: readonly GraphQLError[]): boolean =>
  errors.some((error) => error.extensions.limit !== undefined)

/**
 * Null if the text may be parsed, else why not. Only brackets and tokens are counted, without recursion, so that no
 * text whatever can exhaust the stack or the memory.
 *
 * @returns the number of tokens with it, as a measure of what the parsed document weighs
 */
export function checkText(text: string): { tokens: number; error: GraphQLError | null } {
  const lexer = new Lexer(new Source(text))
  let tokens = 0
  let brackets = 0
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      tokens += 1
      if (OPENING.has(token.kind)) brackets += 1
      if (CLOSING.has(token.kind)) brackets -= 1
      if (tokens > MAX_TOKENS) {
        return { tokens, error: limitError('tokens', MAX_TOKENS, `The document has more than ${MAX_TOKENS} tokens.`) }
      }
      if (brackets > MAX_BRACKETS) {
        const message = `The document nests more than ${MAX_BRACKETS} brackets.`
        return { tokens, error: limitError('brackets', MAX_BRACKETS, message) }
      }
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return { tokens, error: null } // Not GraphQL: the parser says so better.
  }
  return { tokens, error: null }
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L])
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R])

/** Depth and fields below a selection set, all fragments expanded. */
interface Extent {
  depth: number
  /** Fields directly in the set. */
  width: number
  fields: number
}

/**
 * Null if the parsed document may be validated and executed, else why not.
 *
 * It comes before validation, whose rule on overlapping fields takes time quadratic in them.
 */
export function checkDocument(document: DocumentNode): GraphQLError | null {
  const measure = measurer(document)
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    const { depth, width, fields } = measure(definition.selectionSet)
    if (depth > MAX_DEPTH) {
      return limitError('depth', MAX_DEPTH, `The operation nests fields ${depth} deep; ${MAX_DEPTH} are allowed.`)
    }
    if (definition.kind === Kind.OPERATION_DEFINITION && width > MAX_ROOT_FIELDS) {
      const message = `The operation has ${width} fields at its top; ${MAX_ROOT_FIELDS} are allowed.`
      return limitError('rootFields', MAX_ROOT_FIELDS, message)
    }
    if (fields > MAX_FIELDS) {
      return limitError('fields', MAX_FIELDS, `The operation has more than ${MAX_FIELDS} fields, fragments expanded.`)
    }
  }
  return null
}

/** Each fragment is measured once, so the time is linear in the document however often fragments are spread. */
function measurer(document: DocumentNode): (set: SelectionSetNode) => Extent {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const measured = new Map<string, Extent>()

  const measureFragment = (name: string): Extent => {
    const known = measured.get(name)
    if (known) return known
    // A cycle counts as nothing here, and validation refuses it.
    measured.set(name, { depth: 0, width: 0, fields: 0 })
    const fragment = fragments.get(name)
    const extent = fragment ? measure(fragment.selectionSet) : { depth: 0, width: 0, fields: 0 }
    measured.set(name, extent)
    return extent
  }

  const measure = (set: SelectionSetNode): Extent => {
    const extent: Extent = { depth: 0, width: 0, fields: 0 }
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const introspection = selection.name.value === '__schema' || selection.name.value === '__type'
        const inner = selection.selectionSet ? measure(selection.selectionSet) : { depth: 0, fields: 0 }
        extent.depth = Math.max(extent.depth, introspection ? 1 : 1 + inner.depth)
        extent.width += 1
        extent.fields += 1 + inner.fields
      } else {
        const inner =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? measureFragment(selection.name.value)
            : measure(selection.selectionSet)
        extent.depth = Math.max(extent.depth, inner.depth)
        extent.width += inner.width
        extent.fields += inner.fields
      }
    }
    return extent
  }
  return measure
}
