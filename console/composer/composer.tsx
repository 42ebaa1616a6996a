import { type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatFieldsFragment, MessageFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import style from './composer.module.css'
import { EditMessage } from './edit-message'
import { WriteMessage } from './write-message'

interface ComposerProps {
  session: SessionFieldsFragment
  chat: ChatFieldsFragment
  /** The message that the next one replies to. */
  replyTo: MessageFieldsFragment | null
  /** The own message whose text is changed instead of writing a new one. */
  editing: MessageFieldsFragment | null
  /** The reply was sent, the edit saved, or either was given up. */
  onDone: () => void
}

/** Writes the next message of a chat, or changes one that was sent. */
export function Composer({ session, chat, replyTo, editing, onDone }: ComposerProps) {
  const { t } = useTranslation('composer')
  const field = useRef<HTMLTextAreaElement>(null)
  useFocus(field, editing?.id ?? replyTo?.id ?? null)
  if (chat.kind === 'CHANNEL') return <p className={style.closed}>{t('channel')}</p>
  const obstacle = session.state === 'CONNECTED' ? null : t(`obstacle.${session.state}`)
  return (
    <section className={style.composer} aria-label={t('title')}>
      {editing === null ? (
        <WriteMessage
          key={chat.id}
          field={field}
          session={session}
          chat={chat}
          replyTo={replyTo}
          obstacle={obstacle}
          onDone={onDone}
        />
      ) : (
        <EditMessage key={editing.id} field={field} message={editing} obstacle={obstacle} onDone={onDone} />
      )}
    </section>
  )
}

/**
 * Moves the focus to the field when the chat is opened, except where that would bring up a keyboard on the screen, and
 * whenever a reply or an edit is begun or ended. Nobody who has begun to write elsewhere meanwhile is taken away.
 */
function useFocus(field: RefObject<HTMLTextAreaElement | null>, subject: string | null): void {
  const before = useRef<string | null | undefined>(undefined)
  useEffect(() => {
    const opened = before.current === undefined
    const changed = before.current !== subject
    before.current = subject
    if (!changed || (opened && (!matchMedia('(pointer: fine)').matches || isWriting()))) return
    field.current?.focus()
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length)
  }, [field, subject])
}

const isWriting = (): boolean => document.activeElement?.matches('input, textarea') === true
