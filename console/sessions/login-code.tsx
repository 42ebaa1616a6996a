import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { Spinner } from '../ui/spinner'
import { Countdown } from './countdown'
import style from './login-code.module.css'

/** The code that waits for the phone, large, and what to do with it. A new one is announced. */
export function LoginCode({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  const { qr, pairingCode } = session
  const kind = pairingCode === null ? 'qr' : 'pairing'
  return (
    <>
      <div className={style.code}>
        {qr && <img className={style.qr} src={qr.image} width={296} height={296} alt={t('code.qrAlt')} />}
        {pairingCode !== null && <PairingCode code={pairingCode} />}
        {!qr && pairingCode === null && <Spinner label={t('login.STARTING')} size={32} />}
      </div>
      {qr && <Countdown from={session.stateChangedAt} until={qr.expiresAt} />}
      <p className="visually-hidden" aria-live="polite">
        <span key={qr?.code ?? pairingCode}>{(qr || pairingCode !== null) && t(`code.${kind}Shown`)}</span>
      </p>
      {session.engine === 'SIMULATED' ? (
        <p className={style.steps}>{t('code.simulated')}</p>
      ) : (
        <ol className={style.steps}>
          <li>{t('code.step1')}</li>
          <li>{t('code.step2')}</li>
          <li>{t(`code.${kind}Step3`)}</li>
        </ol>
      )}
    </>
  )
}

/** In two groups, as WhatsApp shows it; read letter by letter. */
function PairingCode({ code }: { code: string }) {
  const { t } = useTranslation('sessions')
  const grouped = code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
  return (
    <p className={style.pairing}>
      <span className="visually-hidden">{t('code.pairing', { code: [...code].join(' ') })}</span>
      <span aria-hidden="true" dir="ltr" data-testid="pairing-code">
        {grouped}
      </span>
    </p>
  )
}
