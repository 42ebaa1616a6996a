import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../api/live'
import { problemOf } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { StartSessionDocument } from '../generated/operations'
import { toE164 } from './phone-number'

/** Begins the login of a session anew, with a QR code, or with a pairing code for a phone number. */
export interface Login {
  /** @param phone - as it was written; null for a QR code. Resolves to whether it has begun. */
  begin(phone: string | null): Promise<boolean>
  /** Why it did not begin, in words. */
  readonly mistake: string | null
}

/** The login of a session; what goes wrong is said in `mistake`, and begin() does nothing while it already runs. */
export function useLogin(sessionId: string): Login {
  const { t } = useTranslation('sessions')
  const { client } = useLive()
  const explain = useProblemText()
  const [running, setRunning] = useState(false)
  const [mistake, setMistake] = useState<string | null>(null)

  async function begin(phone: string | null): Promise<boolean> {
    const pairingPhone = phone === null ? null : toE164(phone)
    const isWrong = phone !== null && pairingPhone === null
    setMistake(isWrong ? t('link.phoneWrong') : null)
    if (isWrong || running) return false
    setRunning(true)
    try {
      const variables = { input: { sessionId, pairingPhone, waitSeconds: 0 } }
      await client.mutate({ mutation: StartSessionDocument, variables })
      return true
    } catch (error) {
      setMistake(explain(problemOf(error)))
      return false
    } finally {
      setRunning(false)
    }
  }
  return { begin, mistake }
}
