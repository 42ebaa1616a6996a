import { CalendarX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/format'
import type { Gap } from './gaps'
import style from './separators.module.css'

/** Begins a day. */
export function DaySeparator({ at }: { at: string }) {
  const format = useFormat()
  return (
    <div className={style.day}>
      <time dateTime={at} title={format.full(at)}>
        {format.day(at)}
      </time>
    </div>
  )
}

/** Stands before the first message that had not been read when the thread was opened. */
export function UnreadSeparator() {
  const { t } = useTranslation('thread')
  return (
    <div className={style.unread}>
      <span>{t('unread')}</span>
    </div>
  )
}

/** Says where messages may be missing. */
export function GapSeparator({ gap: { from, until, historyGapReason } }: { gap: Gap }) {
  const { t } = useTranslation('thread')
  const format = useFormat()
  const text =
    from === null
      ? t('gap.before', { until: format.full(until) })
      : t('gap.between', { from: format.full(from), until: format.full(until) })
  return (
    <div className={style.gap} role="note">
      <CalendarX size={16} aria-hidden="true" />
      <span>
        {text} {t(`gap.${historyGapReason}`)}
      </span>
    </div>
  )
}
