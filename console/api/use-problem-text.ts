import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from './problem'

/** Words a problem in the page's language: by its code where there are words for it, else as the server put it. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useTranslation('problems')
  return useCallback(
    ({ code, message }: Problem) => {
      switch (code) {
        case 'UNREACHABLE':
        case 'FORBIDDEN':
        case 'SESSION_NOT_CONNECTED':
        case 'NOT_ON_WHATSAPP':
        case 'RATE_LIMITED':
        case 'SEND_UNCERTAIN':
        case 'INTERNAL_SERVER_ERROR':
          return t(code)
        case 'ENGINE_UNAVAILABLE':
          return t(code, { message })
        default:
          return message
      }
    },
    [t],
  )
}
