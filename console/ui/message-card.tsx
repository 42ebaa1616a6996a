import type { ReactNode } from 'react'
import style from './message-card.module.css'

interface MessageCardProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
}

/** Says in the middle of a view why it has nothing else to show, and what to do about it. */
export function MessageCard({ icon, title, children }: MessageCardProps) {
  return (
    <div className={style.card}>
      {icon && (
        <div className={style.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <h2>{title}</h2>
      {children}
    </div>
  )
}
