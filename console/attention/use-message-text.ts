import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { previewOf } from '../chats/preview'
import type { Incoming } from './incoming'

/** Words a message in one line, in groups with its sender's name. */
export function useMessageText(): (incoming: Incoming) => string {
  const { t } = useTranslation('chats')
  return useCallback(
    ({ chat, message }: Incoming) => {
      const { kind, text, sender } = previewOf({ kind: chat.kind, lastMessage: message })
      const said = text ?? (kind === null ? '' : t(`kind.${kind}`))
      return sender === null ? said : `${sender}: ${said}`
    },
    [t],
  )
}
