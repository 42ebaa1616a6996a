import { lazy, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { Button } from '../ui/button'
import { LazyPart } from '../ui/lazy-part'
import { Spinner } from '../ui/spinner'
import { useKeptFocus } from '../ui/use-kept-focus'
import { LoginCode } from './login-code'
import style from './login-panel.module.css'
import { ScanButton } from './simulated-phone'
import { StateLabel } from './state-label'
import { StateReason } from './state-reason'
import { useLogin } from './use-login'
import { useSessionActions } from './use-session-actions'

const PairingForm = lazy(() => import('./pairing-form'))

/** What stands between a session and its chats: the code for the phone, what is under way, or what went wrong. */
export function LoginPanel({ session, level }: { session: SessionFieldsFragment; level: 1 | 2 }) {
  const { t } = useTranslation('sessions')
  const Title = level === 1 ? 'h1' : 'h2'
  return (
    <section className={style.panel} aria-labelledby="login-title">
      <div className={style.head}>
        <Title id="login-title" className={style.title} dir="auto">
          {session.name}
        </Title>
        <span role="status">
          <StateLabel state={session.state} />
        </span>
      </div>
      {session.state !== 'AWAITING_LOGIN' && <p className={style.text}>{t(`login.${session.state}`)}</p>}
      <Body session={session} />
    </section>
  )
}

function Body({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  switch (session.state) {
    case 'AWAITING_LOGIN':
      return <Awaiting session={session} />
    case 'STOPPED':
    case 'FAILED':
    case 'LOGGED_OUT':
      return <AtRest session={session} />
    default:
      return (
        <>
          <Spinner label={t(`login.${session.state}`)} size={40} />
          <StateReason session={session} />
        </>
      )
  }
}

/** The code, and the other ways to log in. */
function Awaiting({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const login = useLogin(session.id)
  const [asking, setAsking] = useState(false)
  const otherWay = useRef<HTMLButtonElement>(null)
  // The form has gone with the button that ended it.
  useKeptFocus(otherWay, asking)
  if (asking) {
    return (
      <LazyPart fallback={<Spinner label={t('loading')} />} onFailure={() => setAsking(false)}>
        <PairingForm login={login} onDone={() => setAsking(false)} />
      </LazyPart>
    )
  }
  return (
    <>
      <LoginCode session={session} />
      {login.mistake !== null && <p role="alert">{login.mistake}</p>}
      <div className={style.actions}>
        {session.engine === 'SIMULATED' && <ScanButton session={session} />}
        {session.pairingCode === null ? (
          <Button ref={otherWay} onPress={() => setAsking(true)}>
            {t('login.usePairingCode')}
          </Button>
        ) : (
          <Button onPress={() => void login.begin(null)}>{t('login.useQr')}</Button>
        )}
      </div>
    </>
  )
}

/** Why it does not run, and what helps. */
function AtRest({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const run = useSessionActions(session)
  const helps = session.me === null ? (session.state === 'STOPPED' ? 'START' : 'LINK') : 'RECONNECT'
  return (
    <>
      <StateReason session={session} />
      <div className={style.actions}>
        <Button look="PRIMARY" onPress={() => void run(helps)}>
          {t(`action.${helps}`)}
        </Button>
      </div>
    </>
  )
}
