import type { OperationVariables, TypedDocumentNode } from '@apollo/client'
import type { DocumentNode } from 'graphql'
import { useEffect } from 'react'
import { Store } from './store'

/** An operation that something on the screen came from. */
export interface ShownOperation {
  readonly document: DocumentNode
  readonly variables: OperationVariables
}

/** The operations behind what is on the screen now, in the order in which their views were shown. */
export const shownOperations = new Store<readonly ShownOperation[]>([])

/**
 * Names the operation that a view is made of, for the developer drawer, while the view is shown. `variables` is
 * compared by what it holds.
 */
export function useShownOperation<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): void {
  const text = JSON.stringify(variables)
  useEffect(() => {
    const shown: ShownOperation = { document, variables: JSON.parse(text) as OperationVariables }
    shownOperations.set([...shownOperations.get(), shown])
    return () => shownOperations.set(shownOperations.get().filter((other) => other !== shown))
  }, [document, text])
}
