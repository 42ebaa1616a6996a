import type { ReactNode } from 'react'
import style from './message-card.module.css'

interface MessageCardProps {
  icon?: ReactNode
  title: string
  /** 1 where it is all that the page says. */
  level?: 1 | 2
  children?: ReactNode
}

/** Says in the middle of a view why it has nothing else to show, and what to do about it. */
export function MessageCard({ icon, title, level = 2, children }: MessageCardProps) {
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <div className={style.card}>
      {icon && (
        <div className={style.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <Title>{title}</Title>
      {children}
    </div>
  )
}
