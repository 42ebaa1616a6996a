import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatFieldsFragment, MessageFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import { IconButton } from '../ui/button'
import { useDraft } from './drafts'
import { useOutbox } from './outbox'

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

/** Writes the next message of a chat. */
export function Composer({ session, chat, replyTo, onDone }: ComposerProps) {
  const { t } = useTranslation('composer')
  const outbox = useOutbox()
  const [draft, setDraft] = useDraft(chat.id)
  function send() {
    if (draft.trim() === '' || !outbox.send({ session, chat, text: draft, replyTo })) return
    setDraft('')
    onDone()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div>
      <textarea
        aria-label={t('field')}
        dir="auto"
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton label={t('send')} onPress={send} isDisabled={draft.trim() === ''}>
        <SendHorizontal size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
