import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useFeedState, useLive } from '../api/live'
import { type ShownOperation, shownOperations } from '../api/shown-operations'
import { LiveEventsDocument } from '../generated/operations'
import { CodeView } from './code-view'
import { CopyButton } from './copy-button'
import style from './drawer.module.css'
import { GraphiqlAnchor } from './graphiql-anchor'
import { curlCommand, distinct, handed, operationKind, operationName, variablesText } from './operation-text'

/** The operations that what is on the screen was made of, and the subscription that keeps it so. */
export function OperationsPanel() {
  const { t } = useTranslation('developer')
  const { feed, types } = useLive()
  const shown = useSyncExternalStore(shownOperations.subscribe, shownOperations.get)
  // Whenever the connection changes, the subscription is asked for from another event on.
  useFeedState()
  const live = { document: LiveEventsDocument, variables: { after: feed.cursor ?? '', types } }
  return (
    <div className={style.operations}>
      <p className={style.explain}>{t('operations.explain')}</p>
      {distinct([...shown, live]).map((operation) => (
        <Operation key={operationName(operation.document) + variablesText(operation.variables)} operation={operation} />
      ))}
    </div>
  )
}

function Operation({ operation }: { operation: ShownOperation }) {
  const { t } = useTranslation('developer')
  const { document, variables } = operation
  const name = operationName(document)
  const { query } = handed(operation)
  return (
    <article className={style.operation} aria-label={name}>
      <h2>
        <span className={style.kind}>{operationKind(document)}</span> <code>{name}</code>
      </h2>
      <div className={style.actions}>
        <CopyButton label={t('copy')} text={() => query} />
        <CopyButton label={t('operations.copyCurl')} text={() => curlCommand(operation, location.origin)} />
        <GraphiqlAnchor operation={operation} label={t('openGraphiql')} />
      </div>
      <CodeView label={t('operations.document', { name })} text={query} language="GRAPHQL" />
      {Object.keys(variables).length > 0 && (
        <CodeView label={t('operations.variables', { name })} text={variablesText(variables)} language="JSON" />
      )}
    </article>
  )
}
