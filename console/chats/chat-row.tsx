import { Archive, Pin } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ChatFieldsFragment } from '../generated/operations'
import { useFormat } from '../i18n/format'
import { FROM_CHATS } from './use-back-to-chats'
import { Avatar } from '../ui/avatar'
import style from './chat-row.module.css'
import { PreviewText } from './preview-text'

/** How high a row is, in pixels; chat-row.module.css has the same. */
export const ROW_HEIGHT = 64

interface ChatRowProps {
  chat: ChatFieldsFragment
  href: string
  /** The list is shown alone: see useBackToChats. */
  alone: boolean
  /** It is the chat that is open. */
  current: boolean
  /** The Tab key leads to it; to the others the arrow keys do. */
  tabStop: boolean
}

/** A chat: with whom, what was said last, when, and how much of it is unread. */
export const ChatRow = memo(function ChatRow({ chat, href, alone, current, tabStop }: ChatRowProps) {
  const format = useFormat()
  const unread = chat.unreadCount > 0
  return (
    <Link
      className={style.row}
      href={href}
      state={alone ? FROM_CHATS : null}
      aria-current={current ? 'page' : undefined}
      tabIndex={tabStop ? 0 : -1}
      data-row={chat.id}
      draggable={false}
    >
      <Avatar id={chat.contact?.id ?? chat.id} name={chat.name} kind={chat.kind} />
      <span className={style.text}>
        <span className={style.top}>
          <span className={`${style.name} ${unread ? style.strong : ''}`} dir="auto">
            {chat.name}
          </span>
          {chat.lastActivityAt !== null && (
            <time className={`${style.time} ${unread ? style.fresh : ''}`} dateTime={chat.lastActivityAt}>
              {format.brief(chat.lastActivityAt)}
            </time>
          )}
        </span>
        <span className={style.bottom}>
          <PreviewText chat={chat} current={current} />
          <Marks chat={chat} />
        </span>
      </span>
    </Link>
  )
})

/** The most that a badge tells. */
const MOST = 999

function Marks({ chat }: { chat: ChatFieldsFragment }) {
  const { t } = useTranslation('chats')
  const format = useFormat()
  const { archived, pinned, unreadCount } = chat
  return (
    <span className={style.marks}>
      {archived && <Mark icon={<Archive size={14} aria-hidden="true" />} label={t('archived')} />}
      {pinned && <Mark icon={<Pin size={14} aria-hidden="true" />} label={t('pinned')} />}
      {unreadCount > 0 && (
        <span className={style.badge}>
          <span aria-hidden="true">{unreadCount > MOST ? `${MOST}+` : format.number(unreadCount)}</span>
          <span className="visually-hidden">{t('unread', { count: unreadCount })}</span>
        </span>
      )}
    </span>
  )
}

function Mark({ icon, label }: { icon: ReactNode; label: string }) {
  return (
    <span className={style.mark} title={label}>
      {icon}
      <span className="visually-hidden">{label}</span>
    </span>
  )
}
