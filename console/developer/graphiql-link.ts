/** How an operation is handed to GraphiQL: in the address's fragment, which no server hears of. */

/** An operation for GraphiQL's editors. */
export interface HandedOperation {
  readonly query: string
  /** JSON text of an object; null for none. */
  readonly variables: string | null
  /** Which operation of the document. */
  readonly operationName: string | null
}

/** What a fragment holds for GraphiQL. */
export type Handed =
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'OPERATION'; readonly operation: HandedOperation }
  | { readonly kind: 'TOO_LONG' }
  | { readonly kind: 'BROKEN' }

/** The longest fragment that is read, in characters: what is longer was not made by a person's page. */
const LONGEST = 100_000

const NAMES = ['query', 'variables', 'operationName'] as const

/** The address that opens GraphiQL with the operation in its editors. */
export function graphiqlLink({ query, variables, operationName }: HandedOperation): string {
  const parts = Object.entries({ query, variables, operationName })
  const given = parts.filter((part): part is [string, string] => part[1] !== null)
  return `/graphiql#${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

/** Reads what graphiqlLink() wrote. @param hash - the address's fragment, with or without its `#` */
export function readHanded(hash: string): Handed {
  const fragment = hash.replace(/^#/, '')
  const pairs = fragment.split('&').map((part): [string, string] => {
    const at = part.indexOf('=')
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
  })
  if (!pairs.some(([name]) => NAMES.some((known) => known === name))) return { kind: 'NOTHING' }
  if (fragment.length > LONGEST) return { kind: 'TOO_LONG' }
  const values = new Map<string, string | null>(pairs.map(([name, value]) => [name, decoded(value)]))
  const [query, variables, operationName] = NAMES.map((name) => values.get(name))
  if (!query?.trim() || variables === null || operationName === null) return { kind: 'BROKEN' }
  if (variables !== undefined && !isObject(variables)) return { kind: 'BROKEN' }
  if (operationName !== undefined && !/^[_A-Za-z]\w*$/.test(operationName)) return { kind: 'BROKEN' }
  return { kind: 'OPERATION', operation: { query, variables: variables ?? null, operationName: operationName ?? null } }
}

/** Null for what is not percent-encoded as it should be, such as the rest of an address that was cut. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
