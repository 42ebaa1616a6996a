import { useTranslation } from 'react-i18next'
import { useNow } from '../ui/use-now'
import style from './countdown.module.css'

/** Radius of the ring and its length, in its own units. */
const RADIUS = 10
const LENGTH = 2 * Math.PI * RADIUS

/** How long a code is still good: a ring that empties, and the seconds in words. Dates are ISO 8601. */
export function Countdown({ from, until }: { from: string; until: string }) {
  const { t } = useTranslation('sessions')
  const now = useNow(250)
  const total = Math.max(1, Date.parse(until) - Date.parse(from))
  const left = Math.min(total, Math.max(0, Date.parse(until) - now))
  const seconds = Math.ceil(left / 1000)
  return (
    // Said when somebody goes there, not each second.
    <p className={style.countdown} role="timer" aria-live="off">
      <svg width={24} height={24} viewBox="0 0 24 24" aria-hidden="true" className={style.ring}>
        <circle cx={12} cy={12} r={RADIUS} className={style.track} />
        <circle
          cx={12}
          cy={12}
          r={RADIUS}
          className={style.rest}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - left / total)}
        />
      </svg>
      <span>{seconds > 0 ? t('code.newIn', { count: seconds }) : t('code.newSoon')}</span>
    </p>
  )
}
