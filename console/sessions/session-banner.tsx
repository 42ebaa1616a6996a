import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { Button } from '../ui/button'
import dialog from '../ui/dialog.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import { LoginPanel } from './login-panel'
import { actionsOf, toneOf } from './session-actions'
import style from './session-banner.module.css'
import { StateLabel } from './state-label'
import { StateReason } from './state-reason'
import { useSessionActions } from './use-session-actions'

/** Says above the chats why nothing can be sent now, and what helps; nothing while the session is connected. */
export function SessionBanner({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const [scanning, setScanning] = useState(false)
  const isConnected = session.state === 'CONNECTED'
  // The dialog has done its work, and must not come back by itself when the connection is lost.
  if (isConnected && scanning) setScanning(false)
  return (
    <>
      <div role="status">
        {!isConnected && (
          <div className={`${style.banner} ${style[toneOf(session.state)]}`} data-testid="session-banner">
            <StateLabel state={session.state} />
            <div className={style.reason}>
              <StateReason session={session} />
            </div>
            <Help session={session} onScan={() => setScanning(true)} />
          </div>
        )}
      </div>
      <ModalDialog isOpen={scanning} aria-label={t('login.title')} onClose={() => setScanning(false)}>
        <LoginPanel session={session} level={2} />
        <div className={dialog.actions}>
          <Button onPress={() => setScanning(false)}>{t('close')}</Button>
        </div>
      </ModalDialog>
    </>
  )
}

/** The action that brings the session back; nothing while it is on its way by itself. */
function Help({ session, onScan }: { session: SessionFieldsFragment; onScan: () => void }) {
  const { t } = useTranslation('sessions')
  const run = useSessionActions(session)

  async function scanAgain() {
    await run('LINK')
    onScan()
  }

  switch (session.state) {
    case 'RECONNECTING':
    case 'FAILED': {
      const action = actionsOf(session).find((one) => one === 'RECONNECT' || one === 'LINK')
      if (action === undefined) return null
      const onPress = () => void (action === 'LINK' ? scanAgain() : run(action))
      return <Button onPress={onPress}>{t(`action.${action}`)}</Button>
    }
    case 'STOPPED':
      return <Button onPress={() => void run('START')}>{t('action.START')}</Button>
    case 'LOGGED_OUT':
      return <Button onPress={() => void scanAgain()}>{t('action.LINK')}</Button>
    case 'AWAITING_LOGIN':
      return <Button onPress={onScan}>{t('action.SHOW_CODE')}</Button>
    default:
      return null
  }
}
