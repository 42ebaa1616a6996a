import { MessageSquarePlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import style from './chat-list.module.css'

const FirstMessage = lazy(() => import('./first-message'))

interface StartChatProps {
  sessionId: string
  /** E.164, with the plus sign. */
  phone: string
  onStarted: () => void
}

/** Offers to write to a number that there is no chat with. */
export function StartChat({ sessionId, phone, onStarted }: StartChatProps) {
  const { t } = useTranslation('chats')
  const [open, setOpen] = useState(false)
  return (
    <div className={style.start}>
      <Button look="PRIMARY" onPress={() => setOpen(true)}>
        <MessageSquarePlus size={16} aria-hidden="true" />
        {t('start.offer', { phone })}
      </Button>
      {open && (
        <Suspense>
          <FirstMessage {...{ sessionId, phone, onStarted }} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}
