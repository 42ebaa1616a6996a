import { Pencil, Reply, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MessageFieldsFragment } from '../generated/operations'
import { useSummary } from '../messages/kinds'
import { IconButton } from '../ui/button'
import style from './composer.module.css'

interface SubjectStripProps {
  kind: 'REPLY' | 'EDIT'
  message: MessageFieldsFragment
  onCancel: () => void
}

/** Above the field: the message that is replied to or edited, and the way out. */
export function SubjectStrip({ kind, message, onCancel }: SubjectStripProps) {
  const { t } = useTranslation('composer')
  const summarise = useSummary()
  const who = message.fromMe ? t('you') : (message.sender?.name ?? t('someone'))
  const Icon = kind === 'REPLY' ? Reply : Pencil
  return (
    <div className={style.strip}>
      <Icon size={16} aria-hidden="true" className={style.mark} />
      <div className={style.subject}>
        <p className={style.who} dir="auto">
          {kind === 'REPLY' ? t('replyTo', { who }) : t('editing')}
        </p>
        <p className={style.quoted} dir="auto">
          {summarise(message)}
        </p>
      </div>
      <IconButton label={kind === 'REPLY' ? t('cancelReply') : t('cancelEdit')} onPress={onCancel}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
