import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessageType } from '../generated/operations'
import { KIND_ICONS } from '../messages/kinds'
import style from './placeholder.module.css'

interface PlaceholderProps {
  type: MessageType
  /** What more is known of it, a line each. */
  children?: ReactNode
}

/** Stands for what the page cannot show: what kind of thing it is, and what is known of it. */
export function Placeholder({ type, children }: PlaceholderProps) {
  const { t } = useTranslation('messages')
  const Icon = KIND_ICONS[type]
  return (
    <div className={style.placeholder}>
      <span className={style.icon}>
        <Icon size={18} aria-hidden="true" />
      </span>
      <div className={style.lines}>
        <span>{t(`kind.${type}`)}</span>
        {children}
      </div>
    </div>
  )
}
