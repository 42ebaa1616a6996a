import type { ReactNode } from 'react'
import type { MessageType } from '../generated/operations'
import { KIND_ICONS } from './message-kind'
import style from './placeholder.module.css'

interface PlaceholderProps {
  type: MessageType
  label: string
  /** What more is known of it, a line each. */
  children?: ReactNode
}

/** Stands for what the page cannot show: what kind of thing it is, and what is known of it. */
export function Placeholder({ type, label, children }: PlaceholderProps) {
  const Icon = KIND_ICONS[type]
  return (
    <div className={style.placeholder}>
      <span className={style.icon}>
        <Icon size={18} aria-hidden="true" />
      </span>
      <div className={style.lines}>
        <span>{label}</span>
        {children}
      </div>
    </div>
  )
}
