import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotices } from './notices'

/**
 * What copies a text, and says so. It resolves to whether the browser let it: where not, as without HTTPS, CopyByHand is
 * the way on.
 */
export function useCopy(): (text: string) => Promise<boolean> {
  const { t } = useTranslation()
  const { say } = useNotices()
  return useCallback(
    async (text) => {
      if (!isSecureContext) return false
      try {
        await navigator.clipboard.writeText(text)
      } catch {
        // The user or the browser's settings forbid it.
        return false
      }
      say({ kind: 'INFO', text: t('copy.done') })
      return true
    },
    [say, t],
  )
}
