import { RotateCw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFeedState, useLive } from '../api/live'
import type { Resumption } from '../api/live-feed'
import { useFormat } from '../i18n/format'
import { IconButton } from '../ui/button'
import { useNow } from '../ui/use-now'
import style from './connection-badge.module.css'

/** Whether the page hears what happens on the server; after a lost connection, that and what it has caught up on. */
export function ConnectionBadge() {
  const { t } = useTranslation()
  const { feed } = useLive()
  const state = useFeedState()
  const badge = useRef<HTMLDivElement>(null)

  useEffect(() => {
    // The browser knows of a network that is back before the next attempt is due.
    const retry = () => feed.retry()
    addEventListener('online', retry)
    return () => removeEventListener('online', retry)
  }, [feed])

  function retryNow() {
    feed.retry()
    // The button goes with what it ends.
    badge.current?.focus()
  }

  return (
    <div ref={badge} tabIndex={-1} className={style.badge} title={t('connection.explain')}>
      <span className={`${style.state} ${style[state.phase.toLowerCase()]}`}>
        <span className={style.dot} aria-hidden="true" />
        <span data-testid="feed-state">{t(`connection.${state.phase}`)}</span>
        {state.phase === 'LOST' && <Countdown retryAt={state.retryAt} />}
      </span>
      {/* One that is away is tried again and again: nobody wants each time announced. */}
      <span className="visually-hidden" role="status">
        {t(`connection.${state.phase === 'RECONNECTING' ? 'LOST' : state.phase}`)}
      </span>
      {state.phase === 'LOST' && (
        <IconButton label={t('connection.retry')} onPress={retryNow}>
          <RotateCw size={16} aria-hidden="true" />
        </IconButton>
      )}
      {state.phase === 'LIVE' && state.resumed && <Resumed resumed={state.resumed} />}
    </div>
  )
}

/** When the page tries again, to look at: nobody wants each second announced. `retryAt` is in ms since 1970. */
function Countdown({ retryAt }: { retryAt: number }) {
  const { t } = useTranslation()
  const now = useNow(1000)
  return <span className={style.again}>{t('connection.again', { seconds: secondsUntil(retryAt, now) })}</span>
}

const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000))

/** For how long it is said that the page has resumed, in milliseconds. */
const SAID_MS = 15_000

function Resumed({ resumed }: { resumed: Resumption }) {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(1000)
  if (now - resumed.at > SAID_MS) return null
  const duration = format.duration(resumed.lostMs)
  const text = resumed.reloaded
    ? t('connection.reloaded', { duration })
    : t('connection.resumed', { duration, count: resumed.events })
  return (
    <div className={style.resumed} role="status" data-testid="resumed">
      {text}
    </div>
  )
}
