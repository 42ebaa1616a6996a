import { Check } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../api/use-action'
import { EditMessageDocument, type MessageFieldsFragment } from '../generated/operations'
import { useIsShown } from '../ui/use-is-shown'
import { MessageField } from './message-field'
import { SubjectStrip } from './subject-strip'
import { toSend } from './text-limit'

interface EditMessageProps {
  field: RefObject<HTMLTextAreaElement | null>
  message: MessageFieldsFragment
  obstacle: string | null
  onDone: () => void
}

/** Changes the text of an own message; the chat's draft stays as it is. */
export function EditMessage({ field, message, obstacle, onDone }: EditMessageProps) {
  const { t } = useTranslation('composer')
  const edit = useAction(EditMessageDocument)
  const isShown = useIsShown()
  const [text, setText] = useState(message.body ?? '')

  async function save() {
    const body = toSend(text)
    // Where it fails the notice says so, and the text stays to be tried again.
    const isSaved = body === message.body || (await edit.run({ messageId: message.id, body })) !== null
    // What was begun after it was given up is not ended by it.
    if (isSaved && isShown()) onDone()
  }

  return (
    <>
      <SubjectStrip kind="EDIT" message={message} onCancel={onDone} />
      <MessageField
        field={field}
        value={text}
        onChange={setText}
        obstacle={obstacle}
        busy={edit.running}
        submit={{ label: t('save'), icon: <Check size={18} aria-hidden="true" />, run: () => void save() }}
        onCancel={onDone}
      />
    </>
  )
}
