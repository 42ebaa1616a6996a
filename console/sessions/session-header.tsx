import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { actionsOf } from './session-actions'
import { SessionMenu } from './session-controls'
import style from './session-header.module.css'
import { SimulatedPhoneMenu } from './simulated-phone'

interface SessionHeaderProps {
  session: SessionFieldsFragment
  /** 2 where the page is about one of its chats. */
  level: 1 | 2
}

/** Whose chats these are, and what can be done with the session. */
export function SessionHeader({ session, level }: SessionHeaderProps) {
  const { t } = useTranslation('sessions')
  const { me } = session
  const Title = level === 1 ? 'h1' : 'h2'
  const actions = actionsOf(session).filter((action) => action !== 'OPEN' && action !== 'SHOW_CODE')
  return (
    <header className={style.header}>
      <div className={style.who}>
        <Title className={style.name}>
          <bdi>{me?.name ?? session.name}</bdi>
        </Title>
        <p className={style.phone}>{me?.phone ? <bdi dir="ltr">{me.phone}</bdi> : t('nobody')}</p>
      </div>
      {session.engine === 'SIMULATED' && <SimulatedPhoneMenu session={session} />}
      <SessionMenu session={session} actions={actions} />
    </header>
  )
}
