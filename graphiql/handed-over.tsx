import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef } from 'react'
import type { Handed } from '../console/developer/graphiql-link'

interface HandedOverProps {
  handed: Handed
  /** It has been opened, or its notice dismissed. */
  onDone: () => void
}

/** Opens the operation of a link in a tab of its own, and runs nothing; or says why the link opens nothing. */
export function HandedOver({ handed, onDone }: HandedOverProps) {
  const actions = useGraphiQLActions()
  const queryEditor = useGraphiQL((state) => state.queryEditor)
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const opened = useRef<Handed | null>(null)

  useEffect(() => {
    if (handed.kind !== 'OPERATION' || !queryEditor || !variableEditor || opened.current === handed) return
    opened.current = handed
    const { query, variables, operationName } = handed.operation
    // A new tab, so that what the user has written stays where it is.
    actions.addTab()
    queryEditor.setValue(query)
    variableEditor.setValue(variables ?? '')
    if (operationName !== null) actions.setOperationName(operationName)
    onDone()
  }, [handed, queryEditor, variableEditor, actions, onDone])

  if (handed.kind !== 'TOO_LONG' && handed.kind !== 'BROKEN') return null
  return (
    <div className="link-notice" role="alert">
      <span>{handed.kind === 'BROKEN' ? BROKEN : TOO_LONG}</span>
      <button type="button" className="graphiql-button" onClick={onDone}>
        Dismiss
      </button>
    </div>
  )
}

const BROKEN = 'The link to this page is not whole, so its operation was not opened. Copy the operation instead.'
const TOO_LONG = 'The operation in the link to this page is too long for a link. Copy the operation instead.'
