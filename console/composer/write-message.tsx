import { SendHorizontal } from 'lucide-react'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  ChatFieldsFragment,
  MessageFieldsFragment,
  QuotedFieldsFragment,
  SessionFieldsFragment,
} from '../generated/operations'
import { useNotices } from '../ui/notices'
import { useDraft } from './drafts'
import { MessageField } from './message-field'
import { useOutbox } from './outbox'
import { SubjectStrip } from './subject-strip'
import { toSend } from './text-limit'

interface WriteMessageProps {
  field: RefObject<HTMLTextAreaElement | null>
  session: SessionFieldsFragment
  chat: ChatFieldsFragment
  replyTo: MessageFieldsFragment | null
  obstacle: string | null
  onDone: () => void
}

/** Writes a new message; what is not sent stays the chat's draft. */
export function WriteMessage({ field, session, chat, replyTo, obstacle, onDone }: WriteMessageProps) {
  const { t } = useTranslation('composer')
  const { say } = useNotices()
  const outbox = useOutbox()
  const [draft, setDraft] = useDraft(chat.id)

  function change(text: string) {
    if (!setDraft(text)) say({ kind: 'PROBLEM', text: t('draftNotKept') })
  }

  function send() {
    const replied = replyTo === null ? null : quotedOf(replyTo)
    if (!outbox.send({ session, chat, text: toSend(draft), replyTo: replied })) {
      say({ kind: 'PROBLEM', text: t('full') })
      return
    }
    setDraft('')
    onDone()
  }

  return (
    <>
      {replyTo !== null && <SubjectStrip kind="REPLY" message={replyTo} onCancel={onDone} />}
      <MessageField
        field={field}
        value={draft}
        onChange={change}
        obstacle={obstacle}
        submit={{ label: t('send'), icon: <SendHorizontal size={18} aria-hidden="true" />, run: send }}
        {...(replyTo === null ? {} : { onCancel: onDone })}
      />
    </>
  )
}

/** As much of a message as is kept with what replies to it. */
const quotedOf = ({ id, type, body, fromMe, revokedAt, sender }: MessageFieldsFragment): QuotedFieldsFragment => ({
  id,
  type,
  body,
  fromMe,
  revokedAt,
  sender: sender && { id: sender.id, name: sender.name },
})
