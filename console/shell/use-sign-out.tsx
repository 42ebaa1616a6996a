import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countUnsent, forgetUnsent } from '../composer/unsent'
import { ConfirmDialog } from '../ui/confirm-dialog'

/**
 * Signs out, and forgets what was written and not sent: others may use the browser after. Where there is any it asks
 * before, by a question that has to be shown.
 */
export function useSignOut(onSignOut: () => void): { signOut: () => void; question: ReactNode } {
  const { t } = useTranslation()
  const [unsent, setUnsent] = useState(0)

  function leave() {
    forgetUnsent()
    onSignOut()
  }
  function signOut() {
    const count = countUnsent()
    if (count === 0) leave()
    else setUnsent(count)
  }
  const question = (
    <ConfirmDialog
      isOpen={unsent > 0}
      title={t('signOut.title')}
      text={t('signOut.text', { count: unsent })}
      confirm={t('signOut.confirm')}
      cancel={t('signOut.cancel')}
      onConfirm={leave}
      onClose={() => setUnsent(0)}
    />
  )
  return { signOut, question }
}
