import { DeveloperButton } from '../developer/developer-button'
import { SessionSwitcher } from '../sessions/session-switcher'
import { ConnectionBadge } from './connection-badge'
import { SettingsMenu } from './settings-menu'
import style from './top-bar.module.css'

/** The one bar: which session is shown, whether the page is live, and the settings. */
export function TopBar({ onSignOut }: { onSignOut: () => void }) {
  return (
    <header className={style.bar}>
      <SessionSwitcher />
      <div className={style.end}>
        <ConnectionBadge />
        <DeveloperButton />
        <SettingsMenu onSignOut={onSignOut} />
      </div>
    </header>
  )
}
