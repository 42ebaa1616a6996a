import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { actionsOf } from './session-actions'
import { SessionMenu } from './session-controls'
import style from './session-header.module.css'
import { SimulatedPhoneMenu } from './simulated-phone'

/** Whose chats these are, and what can be done with the session. */
export function SessionHeader({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const { me } = session
  const actions = actionsOf(session).filter((action) => action !== 'OPEN' && action !== 'SHOW_CODE')
  return (
    <header className={style.header}>
      <div className={style.who}>
        <h1 className={style.name}>
          <bdi>{me?.name ?? session.name}</bdi>
        </h1>
        <p className={style.phone}>{me?.phone ? <bdi dir="ltr">{me.phone}</bdi> : t('nobody')}</p>
      </div>
      {session.engine === 'SIMULATED' && <SimulatedPhoneMenu session={session} />}
      <SessionMenu session={session} actions={actions} />
    </header>
  )
}
