import { type DocumentNode, getOperationAST, print } from 'graphql'
import type { OperationVariables } from '@apollo/client'
import type { ShownOperation } from '../api/shown-operations'
import type { HandedOperation } from './graphiql-link'

/** What names an operation in a list: a document is one operation and its fragments. */
export const operationName = (document: DocumentNode): string => getOperationAST(document)?.name?.value ?? 'anonymous'

/** `query`, `mutation` or `subscription`. */
export const operationKind = (document: DocumentNode): string => getOperationAST(document)?.operation ?? 'document'

/** The variables as JSON over several lines. */
export const variablesText = (variables: OperationVariables): string => JSON.stringify(variables, null, 2)

/** The operation as GraphiQL takes it. */
export function handed({ document, variables }: ShownOperation): HandedOperation {
  return { query: print(document), variables: variablesText(variables), operationName: operationName(document) }
}

/**
 * The operation as a command for a shell, which takes the key from $WAGRAPH_KEY. A subscription comes as an event
 * stream.
 *
 * @param origin - scheme, host and port of the server
 */
export function curlCommand({ document, variables }: ShownOperation, origin: string): string {
  const live = operationKind(document) === 'subscription'
  const body = JSON.stringify({ operationName: operationName(document), query: print(document), variables })
  return [
    `curl ${live ? '-N' : '-sS'} '${origin}/graphql'`,
    `-H "authorization: Bearer $WAGRAPH_KEY"`,
    `-H 'content-type: application/json'`,
    ...(live ? [`-H 'accept: text/event-stream'`] : []),
    `--data '${body.replaceAll("'", `'\\''`)}'`,
  ].join(' \\\n  ')
}

/** Each operation once, however many views it is behind. */
export function distinct(operations: readonly ShownOperation[]): readonly ShownOperation[] {
  const texts = new Map<string, ShownOperation>()
  for (const shown of operations) {
    const text = operationName(shown.document) + JSON.stringify(shown.variables)
    if (!texts.has(text)) texts.set(text, shown)
  }
  return [...texts.values()]
}
