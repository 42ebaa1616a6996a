import { Plus } from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShownOperation } from '../developer/shown-operations'
import { SessionsDocument } from '../generated/operations'
import { Button } from '../ui/button'
import { Spinner } from '../ui/spinner'
import { useKeptFocus } from '../ui/use-kept-focus'
import { useNow } from '../ui/use-now'
import { FirstRun } from './first-run'
import { useLinkPhone } from './link-phone'
import { SessionRow } from './session-row'
import { useSessions } from './sessions-context'
import style from './sessions-page.module.css'

/** How often "2 minutes ago" is looked at, in milliseconds. */
const AGO_MS = 10_000

/** All sessions; where there is none, the invitation to link a phone. */
export function SessionsPage() {
  const { t } = useTranslation('sessions')
  const { sessions, loading } = useSessions()
  const title = useRef<HTMLHeadingElement>(null)
  useKeptFocus(title, sessions.length)
  useShownOperation(SessionsDocument, {})
  return (
    <div className={style.page}>
      {loading ? (
        <Spinner label={t('loading')} />
      ) : sessions.length === 0 ? (
        <FirstRun title={title} />
      ) : (
        <SessionList title={title} />
      )}
    </div>
  )
}

function SessionList({ title }: { title: RefObject<HTMLHeadingElement | null> }) {
  const { t } = useTranslation('sessions')
  const { sessions } = useSessions()
  const linkPhone = useLinkPhone()
  const now = useNow(AGO_MS)
  return (
    <div className={style.list}>
      <div className={style.head}>
        <h1 ref={title} tabIndex={-1}>
          {t('title')}
        </h1>
        <Button look="PRIMARY" onPress={() => linkPhone.open('WHATSAPP_WEB')}>
          <Plus size={16} aria-hidden="true" />
          {t('switcher.link')}
        </Button>
      </div>
      <ul>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} now={now} />
        ))}
      </ul>
      <More />
    </div>
  )
}

function More() {
  const { t } = useTranslation('sessions')
  const { hasMore, loadMore } = useSessions()
  const [loading, setLoading] = useState(false)
  if (!hasMore) return null
  async function load() {
    setLoading(true)
    await loadMore()
    setLoading(false)
  }
  return (
    <div className={style.more}>
      <Button isPending={loading} onPress={() => void load()}>
        {t('more')}
      </Button>
    </div>
  )
}
