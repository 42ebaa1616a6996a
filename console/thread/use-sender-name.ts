import { useTranslation } from 'react-i18next'
import type { QuotedFieldsFragment } from '../generated/operations'

/** Who wrote a message, as the thread names them. */
export function useSenderName(): (message: QuotedFieldsFragment, chatName: string) => string {
  const { t } = useTranslation('thread')
  return ({ fromMe, sender }, chatName) => (fromMe ? t('you') : (sender?.name ?? chatName))
}
