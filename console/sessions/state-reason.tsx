import type { SessionFieldsFragment } from '../generated/operations'
import style from './state-reason.module.css'

/** Why a session is in its state, in the server's own sentence, which is English; nothing where it says nothing. */
export function StateReason({ session }: { session: SessionFieldsFragment }) {
  if (session.stateReason === null) return null
  return (
    <p className={style.reason} lang="en" dir="auto">
      {session.stateReason}
    </p>
  )
}
