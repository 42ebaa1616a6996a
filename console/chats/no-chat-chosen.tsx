import { MessagesSquare } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MessageCard } from '../ui/message-card'
import style from './no-chat-chosen.module.css'

/** What stands beside the chats while none is open; a small screen has no room for it. */
export function NoChatChosen() {
  const { t } = useTranslation('chats')
  return (
    <div className={style.nothing}>
      <MessageCard icon={<MessagesSquare size={32} />} title={t('notChosen.title')}>
        <p>{t('notChosen.text')}</p>
      </MessageCard>
    </div>
  )
}
