import { useQuery } from '@apollo/client/react'
import { Plus } from 'lucide-react'
import { type RefObject, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShownOperation } from '../api/shown-operations'
import { type SessionFieldsFragment, SessionFiguresDocument, type SessionFiguresQuery } from '../generated/operations'
import { Button } from '../ui/button'
import { Spinner } from '../ui/spinner'
import { useKeptFocus } from '../ui/use-kept-focus'
import { useNow } from '../ui/use-now'
import { FirstRun } from './first-run'
import { useLinkPhone } from './link-phone'
import { SessionRow } from './session-row'
import { useSessions } from './sessions-context'
import rows from './session-row.module.css'
import style from './sessions-page.module.css'
import { useTrySimulated } from './use-try-simulated'

/** How often "2 minutes ago" is looked at, and what no event tells is asked for, in milliseconds. */
const LOOK_MS = 10_000

/** Of how many sessions it is asked for. */
const FIGURES = 100

type Figures = SessionFiguresQuery['sessions']['nodes'][number]

/** All sessions; where there is none, the invitation to link a phone. */
export function SessionsPage() {
  const { t } = useTranslation('sessions')
  const { sessions, loading } = useSessions()
  const simulated = useTrySimulated()
  const title = useRef<HTMLHeadingElement>(null)
  useKeptFocus(title, sessions.length)
  return (
    <div className={style.page}>
      {loading ? (
        <Spinner label={t('loading')} />
      ) : sessions.length === 0 || simulated.step !== null ? (
        // It stays until its session can be opened, though that is there before.
        <FirstRun title={title} simulated={simulated} />
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
  const now = useNow(LOOK_MS)
  const figures = useFigures(sessions)
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
      <ul className={rows.rows}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={{ ...session, ...figures.get(session.id) }} now={now} />
        ))}
      </ul>
      <More />
    </div>
  )
}

/** What no event tells, by session: also that one is gone, upon which the sessions are asked for again. */
function useFigures(sessions: readonly SessionFieldsFragment[]): ReadonlyMap<string, Figures> {
  const { refetch: refetchSessions } = useSessions()
  // Not for the cache: it would take this for the list of sessions.
  const { data, refetch } = useQuery(SessionFiguresDocument, {
    variables: { first: FIGURES },
    fetchPolicy: 'no-cache',
    pollInterval: LOOK_MS,
  })
  useShownOperation(SessionFiguresDocument, { first: FIGURES })
  const figures = useMemo(() => new Map(data?.sessions.nodes.map((figure) => [figure.id, figure])), [data])
  // It is gone, or newer than the figures.
  const isMissing = ({ id }: SessionFieldsFragment): boolean => data !== undefined && !figures.has(id)
  const missing = sessions
    .slice(0, FIGURES)
    .filter(isMissing)
    .map(({ id }) => id)
    .join()
  const askAgain = useEffectEvent(() => {
    void refetchSessions()
    // What fails here is asked again at the next look.
    refetch().catch(() => undefined)
  })
  useEffect(() => {
    if (missing !== '') askAgain()
  }, [missing])
  return figures
}

function More() {
  const { t } = useTranslation('sessions')
  const { hasMore, loadMore } = useSessions()
  const loading = useRef(false)
  if (!hasMore) return null
  async function load() {
    if (loading.current) return
    loading.current = true
    await loadMore()
    loading.current = false
  }
  return (
    <div className={style.more}>
      <Button onPress={() => void load()}>{t('more')}</Button>
    </div>
  )
}
