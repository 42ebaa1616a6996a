import { useTranslation } from 'react-i18next'
import type { QuotedFieldsFragment } from '../generated/operations'
import { KIND_ICONS, kindOf, useSummary } from '../messages/kinds'
import { hueOf } from '../ui/avatar'
import hues from '../ui/avatar.module.css'
import style from './quoted.module.css'
import { useRowTabIndex, useThreadActions } from './thread-actions'
import { useSenderName } from './use-sender-name'

/** The message that another replies to; pressing it shows it. */
export function Quoted({ message, chatName }: { message: QuotedFieldsFragment; chatName: string }) {
  const { t } = useTranslation('thread')
  const { jumpTo } = useThreadActions()
  const tabIndex = useRowTabIndex()
  const nameOf = useSenderName()
  const summarise = useSummary()
  const kind = kindOf(message)
  const Icon = kind === 'TEXT' ? null : KIND_ICONS[kind]
  const hue = message.fromMe ? style.own : hues[`hue${hueOf(message.sender?.id ?? '')}`]
  return (
    <button type="button" tabIndex={tabIndex} className={`${style.quoted} ${hue}`} onClick={() => jumpTo(message.id)}>
      <span className="visually-hidden">{t('quoted')}</span>
      <bdi className={style.name}>{nameOf(message, chatName)}</bdi>
      <span className={style.text} dir="auto">
        {Icon && <Icon size={13} aria-hidden="true" className={style.icon ?? ''} />}
        {summarise(message)}
      </span>
    </button>
  )
}
