import { Check, CheckCheck, CircleQuestionMark, Clock, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DeliveryState } from '../generated/operations'
import style from './ticks.module.css'

const SIZE = 15

/** How far an own message has come: a clock, one tick, two, two bold ones, or a warning; in words for readers. */
export function Ticks({ state, failure }: { state: DeliveryState; failure: string | null }) {
  const { t } = useTranslation('thread')
  const label =
    failure === null ? t(`delivery.${state}`) : t('delivery.why', { state: t(`delivery.${state}`), failure })
  return (
    <span role="img" aria-label={label} title={label} className={`${style.ticks} ${style[state.toLowerCase()] ?? ''}`}>
      <Icon state={state} />
    </span>
  )
}

function Icon({ state }: { state: DeliveryState }) {
  switch (state) {
    case 'QUEUED':
    case 'SENDING':
      return <Clock size={SIZE - 2} aria-hidden="true" />
    case 'SENT':
      return <Check size={SIZE} aria-hidden="true" />
    case 'DELIVERED':
    case 'READ':
    case 'PLAYED':
      return <CheckCheck size={SIZE} aria-hidden="true" />
    case 'UNKNOWN':
      return <CircleQuestionMark size={SIZE} aria-hidden="true" />
    case 'FAILED':
      return <TriangleAlert size={SIZE} aria-hidden="true" />
  }
}
