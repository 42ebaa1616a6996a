import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { previewOf } from '../chats/preview'
import type { Incoming } from './incoming'

/** Words a message in one line, in groups with its sender's name. */
export function useMessageText(): (incoming: Incoming) => string {
  const { t } = useTranslation('messages')
  return useCallback(
    ({ chat, message }: Incoming) => {
      const { kind, text, sender } = previewOf(chat.kind, message)
      const said = text ?? t(`kind.${kind}`)
      return sender === null ? said : `${sender}: ${said}`
    },
    [t],
  )
}
