import { Check, CheckCheck, CircleQuestionMark, Clock, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DeliveryState } from '../generated/operations'
import style from './ticks.module.css'

const SIZE = 15

const ICONS: Readonly<Record<DeliveryState, LucideIcon>> = {
  QUEUED: Clock,
  SENDING: Clock,
  SENT: Check,
  DELIVERED: CheckCheck,
  READ: CheckCheck,
  PLAYED: CheckCheck,
  FAILED: TriangleAlert,
  UNKNOWN: CircleQuestionMark,
}

/** How far an own message has come: a clock, one tick, two, two bold ones, or a warning; in words for readers. */
export function Ticks({ state, failure }: { state: DeliveryState; failure: string | null }) {
  const { t } = useTranslation('messages')
  const Icon = ICONS[state]
  const label =
    failure === null ? t(`delivery.${state}`) : t('delivery.why', { state: t(`delivery.${state}`), failure })
  return (
    <span role="img" aria-label={label} title={label} className={`${style.ticks} ${style[state.toLowerCase()] ?? ''}`}>
      <Icon size={Icon === Clock ? SIZE - 2 : SIZE} aria-hidden="true" />
    </span>
  )
}
