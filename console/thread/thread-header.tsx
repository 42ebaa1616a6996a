import { Archive, ArrowLeft, Pin } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useBackToChats } from '../chats/use-back-to-chats'
import type { ChatFieldsFragment } from '../generated/operations'
import { Avatar } from '../ui/avatar'
import { IconButton } from '../ui/button'
import style from './thread-header.module.css'
import { useNoticesPlace } from './use-notices-place'

/** Whose thread it is: name, and what is known of them; on small screens the way back to the chats. */
export function ThreadHeader({ chat, headingId }: { chat: ChatFieldsFragment; headingId: string }) {
  const { t } = useTranslation('thread')
  const { id, name, kind, contact, session, archived, pinned } = chat
  const header = useRef<HTMLElement>(null)
  useNoticesPlace(header)
  return (
    <header ref={header} className={style.header}>
      <BackButton sessionId={session.id} />
      <Avatar id={contact?.id ?? id} name={name} kind={kind} />
      <div className={style.who}>
        <h1 id={headingId} className={style.name} dir="auto">
          {name}
        </h1>
        <p className={style.facts}>
          {kind !== 'PRIVATE' && <span>{t(`chat.${kind}`)}</span>}
          {contact?.phone && contact.phone !== name && <bdi>{contact.phone}</bdi>}
          {contact?.pushName && contact.pushName !== name && <bdi>~{contact.pushName}</bdi>}
        </p>
      </div>
      {pinned && <Pin size={16} role="img" aria-label={t('pinned')} className={style.mark ?? ''} />}
      {archived && <Archive size={16} role="img" aria-label={t('archived')} className={style.mark ?? ''} />}
    </header>
  )
}

/** In place of the header where there is no thread: on small screens the way back to the chats, else nothing. */
export function BareThreadHeader({ sessionId }: { sessionId: string }) {
  return (
    <header className={`${style.header} ${style.bare}`}>
      <BackButton sessionId={sessionId} />
    </header>
  )
}

function BackButton({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('thread')
  const back = useBackToChats(sessionId)
  return (
    <div className={style.back}>
      <IconButton label={t('back')} onPress={back}>
        <ArrowLeft size={20} aria-hidden="true" className={style.arrow ?? ''} />
      </IconButton>
    </div>
  )
}
