import { MessageSquarePlus } from 'lucide-react'
import { lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { LazyPart } from '../ui/lazy-part'
import style from './chat-list.module.css'

const FirstMessage = lazy(() => import('./first-message'))

interface StartChatProps {
  sessionId: string
  /** E.164, with the plus sign. */
  phone: string
  /** There is a chat with it. */
  isListed: boolean
  onStarted: () => void
}

/**
 * Offers to write to a number that there is no chat with. A message that nobody gets makes a chat too: once it was
 * taken the offer stays, and with it the focus and what went wrong.
 */
export function StartChat({ sessionId, phone, isListed, onStarted }: StartChatProps) {
  const { t } = useTranslation('chats')
  const [dialog, setDialog] = useState<'NEVER' | 'OPEN' | 'CLOSED'>('NEVER')
  if (isListed && dialog === 'NEVER') return null
  return (
    <div className={style.start}>
      <Button look="PRIMARY" onPress={() => setDialog('OPEN')}>
        <MessageSquarePlus size={16} aria-hidden="true" />
        {t('start.offer', { phone })}
      </Button>
      {dialog === 'OPEN' && (
        <LazyPart onFailure={() => setDialog('CLOSED')}>
          <FirstMessage {...{ sessionId, phone, onStarted }} onClose={() => setDialog('CLOSED')} />
        </LazyPart>
      )}
    </div>
  )
}
