import { useQuery } from '@apollo/client/react'
import { Label, ProgressBar } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useShownOperation } from '../api/shown-operations'
import { type SessionFieldsFragment, SessionSyncDocument } from '../generated/operations'
import { useFormat } from '../i18n/format'
import style from './sync-bar.module.css'

/** How often a synchronisation is asked how far it is, in milliseconds: no event tells it. */
const POLL_MS = 1000

type Sync = NonNullable<SessionFieldsFragment['sync']>

/** How far a session's synchronisation is, live; nothing once everything is stored, or while it is not connected. */
export function SyncBar({ session }: { session: SessionFieldsFragment }) {
  const isDone = session.sync?.phase === 'DONE'
  if (session.state !== 'CONNECTED' || isDone) return null
  return <RunningSync session={session} />
}

/** The answers go to the cache, and come back with the session. */
function RunningSync({ session }: { session: SessionFieldsFragment }) {
  const variables = { id: session.id }
  useQuery(SessionSyncDocument, { variables, fetchPolicy: 'network-only', pollInterval: POLL_MS })
  useShownOperation(SessionSyncDocument, variables)
  return <Progress sync={session.sync} />
}

function Progress({ sync }: { sync: Sync | null }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const total = sync?.chatsTotal ?? null
  const isCounted = sync !== null && sync.phase === 'HISTORY' && total !== null
  const text = isCounted
    ? t('sync.HISTORY', {
        done: format.number(sync.chatsDone),
        total: format.number(total),
        messages: t('sync.messages', { count: sync.messagesStored, number: format.number(sync.messagesStored) }),
      })
    : t('sync.CHATS')
  const percent = isCounted && total > 0 ? (100 * sync.chatsDone) / total : 0
  return (
    <ProgressBar value={percent} isIndeterminate={!isCounted} className={style.sync ?? ''} data-testid="sync">
      <Label className={style.text ?? ''}>{text}</Label>
      <div className={style.track}>
        <div
          className={isCounted ? style.fill : `${style.fill} ${style.open}`}
          style={isCounted ? { width: `${percent}%` } : {}}
        />
      </div>
    </ProgressBar>
  )
}
