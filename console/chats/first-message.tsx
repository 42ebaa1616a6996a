import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import dialog from '../ui/dialog.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import style from './chat-list.module.css'
import { useFirstMessage } from './use-first-message'

interface FirstMessageProps {
  sessionId: string
  /** E.164, with the plus sign. */
  phone: string
  onStarted: () => void
  onClose: () => void
}

/** Asks for the first message to a number, sends it, and opens the chat that it makes. */
export default function FirstMessage({ sessionId, phone, onStarted, onClose }: FirstMessageProps) {
  const { t } = useTranslation('chats')
  const id = useId()
  const [text, setText] = useState('')
  const { send, sending, problem } = useFirstMessage({ sessionId, phone, onStarted, onClose })
  const empty = text.trim() === ''

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!empty && !sending) void send(text)
  }
  return (
    <ModalDialog isDismissable={!sending} title={t('start.title', { phone })} onClose={onClose}>
      <form className={style.form} onSubmit={submit}>
        <label htmlFor={id}>{t('start.label')}</label>
        <textarea
          id={id}
          dir="auto"
          autoFocus
          value={text}
          aria-describedby={`${id}-problem`}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-problem`} role="alert" className={style.failure}>
          {problem}
        </p>
        <div className={dialog.actions}>
          {/* What is on its way is no longer cancelled. */}
          <Button onPress={onClose}>{sending ? t('start.close') : t('start.cancel')}</Button>
          <Button type="submit" look="PRIMARY" isDisabled={empty} isPending={sending}>
            {sending ? t('start.sending') : t('start.send')}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
