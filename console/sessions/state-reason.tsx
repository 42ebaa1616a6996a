import { useTranslation } from 'react-i18next'
import type { SessionFieldsFragment } from '../generated/operations'
import { reasonOf } from './reason'
import style from './state-reason.module.css'

/** Why a session is in its state, with the server's own sentence, which is English; nothing where it says nothing. */
export function StateReason({ session }: { session: SessionFieldsFragment }) {
  const { t } = useTranslation('sessions')
  if (session.stateReason === null) return null
  const { cause, detail } = reasonOf(session.stateReason)
  return (
    <p className={style.reason}>
      {cause !== null && `${t(`cause.${cause}`)}: `}
      <bdi lang="en">{detail}</bdi>
    </p>
  )
}
