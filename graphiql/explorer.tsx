import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { GraphiQL } from 'graphiql'
import { useEffect, useMemo, useState } from 'react'
import 'graphiql/setup-workers/vite'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import type { Handed } from '../console/developer/graphiql-link'
import { EXAMPLES, EXAMPLE_VARIABLES, offerExamples } from './examples'
import { connect, type Answer } from './fetcher'
import { HandedOver } from './handed-over'
import { findQrImage, newSessionId } from './result'

interface ExplorerProps {
  apiKey: string
  /** What a link has brought to be opened. */
  handed: Handed
  /** It has been opened, or its notice dismissed. */
  onHandedDone: () => void
  /** The server has refused the key. */
  onRefused: () => void
  /** The user wants another key. */
  onForget: () => void
}

/** GraphiQL with the key in every request, the examples in its first tab, and QR codes shown as pictures. */
export function Explorer({ apiKey, handed, onHandedDone, onRefused, onForget }: ExplorerProps) {
  const [result, setResult] = useState<Answer | null>(null)
  const connection = useMemo(() => connect(apiKey, { onRefused, onResult: setResult }), [apiKey, onRefused])
  useEffect(() => () => connection.close(), [connection])
  // Once, and before GraphiQL reads its storage: an initialiser runs then, an effect would be too late.
  useState(offerExamples)
  return (
    <GraphiQL
      fetcher={connection.fetcher}
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
      shouldPersistHeaders={false}
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <HeaderActions onForget={onForget} />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <HandedOver handed={handed} onDone={onHandedDone} />
        <ResultFooter result={result} />
      </GraphiQL.Footer>
    </GraphiQL>
  )
}

function HeaderActions({ onForget }: { onForget: () => void }) {
  const actions = useGraphiQLActions()
  const { queryEditor, variableEditor } = useGraphiQL(({ queryEditor, variableEditor }) => ({
    queryEditor,
    variableEditor,
  }))

  useEffect(() => queryEditor?.updateOptions({ wordWrap: 'on' }), [queryEditor])

  function openExamples() {
    actions.addTab()
    queryEditor?.setValue(EXAMPLES)
    variableEditor?.setValue(EXAMPLE_VARIABLES)
  }
  return (
    <div className="header-actions">
      <button type="button" className="graphiql-button" onClick={openExamples} title="Opens the examples in a new tab">
        Examples
      </button>
      <button
        type="button"
        className="graphiql-button"
        onClick={onForget}
        title="Forgets the API key of this browser tab and asks for another"
      >
        Change key
      </button>
    </div>
  )
}

/** Shows the QR code of the last answer, and carries the id of a new session into the examples' variables. */
function ResultFooter({ result }: { result: Answer | null }) {
  const variableEditor = useGraphiQL((state) => state.variableEditor)
  const image = findQrImage(result)
  const sessionId = newSessionId(result)

  useEffect(() => {
    const text = variableEditor?.getValue()
    if (!sessionId || !text) return
    const filled = text.replace(/("sessionId"\s*:\s*)""/, (_match, name: string) => name + JSON.stringify(sessionId))
    if (filled !== text) variableEditor?.setValue(filled)
  }, [sessionId, variableEditor])

  if (!image) return null
  return (
    <figure className="qr-code">
      <img src={image} alt="The QR code in this answer" />
      <figcaption>
        Scan it with WhatsApp on the phone: <b>Linked devices</b>, <b>Link a device</b>. In the place of a phone,{' '}
        <code>simulateLogin</code> scans the one of a simulated session.
      </figcaption>
    </figure>
  )
}
