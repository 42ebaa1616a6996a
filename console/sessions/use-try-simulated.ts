import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { sessionPath } from '../addresses'
import { useAction } from '../api/use-action'
import { SimulateLifeDocument, SimulateLoginDocument, StartSessionDocument } from '../generated/operations'
import { useSessions } from './sessions-context'

/** What is under way. */
type TryStep = 'STARTING' | 'SCANNING'

/** Long enough for a code of a phone that is simulated. */
const WAIT_SECONDS = 30

/** A simulated session to try wagraph with: makes it, and tells how far that is; null where it is not asked for. */
export interface TrySimulated {
  readonly run: () => Promise<void>
  readonly step: TryStep | null
}

/** Makes a simulated session, has its phone scan the code and live, and opens its chats; what fails is told in a notice. */
export function useTrySimulated(): TrySimulated {
  const { t } = useTranslation('sessions')
  const { refetch } = useSessions()
  const [, navigate] = useLocation()
  const start = useAction(StartSessionDocument)
  const login = useAction(SimulateLoginDocument)
  const life = useAction(SimulateLifeDocument)
  const [step, setStep] = useState<TryStep | null>(null)

  async function tryIt(): Promise<void> {
    const from = location.pathname
    const name = t('firstRun.simulatedName')
    const started = await start.run({ input: { engine: 'SIMULATED', name, waitSeconds: WAIT_SECONDS } })
    if (started === null) return
    setStep('SCANNING')
    const sessionId = started.startSession.session.id
    // Its own phone: whoever has it scan again, here or by the API, names no seed and gets this one.
    if ((await login.run({ sessionId })) !== null) await life.run({ sessionId, pace: 1 })
    await refetch()
    if (location.pathname === from) navigate(sessionPath(sessionId))
  }

  async function run(): Promise<void> {
    if (step !== null) return
    setStep('STARTING')
    await tryIt()
    setStep(null)
  }
  return { run, step }
}
