import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { sessionPath } from '../addresses'
import { useLive } from '../api/live'
import { problemOf, type Problem } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { type Engine, StartSessionDocument, type StartSessionInput } from '../generated/operations'
import { Button } from '../ui/button'
import dialog from '../ui/dialog.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import { useIsShown } from '../ui/use-is-shown'
import { useTouch } from '../ui/use-touch'
import { Choice, Choices } from './choices'
import { Field } from './field'
import style from './link-phone-dialog.module.css'
import { toE164 } from './phone-number'
import { useSessions } from './sessions-context'

type Login = 'QR' | 'PAIRING_CODE'

interface LinkPhoneDialogProps {
  /** What is chosen at first. */
  engine: Engine
  onClose: () => void
}

/** Asks what a new session is to be, starts it and goes to where its code is shown. Its failures are shown in it. */
export default function LinkPhoneDialog({ engine, onClose }: LinkPhoneDialogProps) {
  const { t } = useTranslation('sessions')
  return (
    <ModalDialog title={t('link.title')} onClose={onClose}>
      <LinkPhoneForm engine={engine} onClose={onClose} />
    </ModalDialog>
  )
}

function LinkPhoneForm({ engine: firstEngine, onClose }: LinkPhoneDialogProps) {
  const { t } = useTranslation('sessions')
  const explain = useProblemText()
  const isTouch = useTouch()
  const [engine, setEngine] = useState<Engine>(firstEngine)
  const [login, setLogin] = useState<Login>('QR')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const { start, running, problem, mistakes } = useStart(onClose)
  const byPhone = engine === 'WHATSAPP_WEB' && login === 'PAIRING_CODE'

  function submit(event: FormEvent) {
    event.preventDefault()
    void start({ engine, name: name.trim() || null, waitSeconds: 0 }, byPhone ? phone : null)
  }

  return (
    <Form className={style.form ?? ''} onSubmit={submit} validationBehavior="aria" validationErrors={mistakes}>
      <Choices label={t('link.engine')} value={engine} onChange={setEngine}>
        <Choice value="WHATSAPP_WEB" title={t('engine.WHATSAPP_WEB')} text={t('link.whatsappText')} />
        <Choice value="SIMULATED" title={t('engine.SIMULATED')} text={t('link.simulatedText')} />
      </Choices>
      <Field
        name="name"
        label={t('link.name')}
        hint={t('link.nameHint')}
        value={name}
        onChange={setName}
        maxLength={255}
        // A keyboard on the screen would come over the choices at once.
        autoFocus={!isTouch}
      />
      {engine === 'WHATSAPP_WEB' && (
        <Choices label={t('link.login')} value={login} onChange={setLogin}>
          <Choice value="QR" title={t('link.qr')} />
          <Choice value="PAIRING_CODE" title={t('link.pairingCode')} />
        </Choices>
      )}
      {byPhone && (
        <Field
          name="pairingPhone"
          label={t('link.phone')}
          hint={t('link.phoneHint')}
          value={phone}
          onChange={setPhone}
          type="tel"
        />
      )}
      {problem && (
        <p role="alert" className={style.problem}>
          {explain(problem)}
        </p>
      )}
      <div className={dialog.actions}>
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button type="submit" look="PRIMARY">
          {running ? t('link.starting') : t('link.start')}
        </Button>
      </div>
    </Form>
  )
}

/** Starts a new session; what is wrong with a field is told by the field's name, anything else as a problem. */
function useStart(onStarted: () => void) {
  const { t } = useTranslation('sessions')
  const { client } = useLive()
  const { refetch } = useSessions()
  const [, navigate] = useLocation()
  const isShown = useIsShown()
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [mistakes, setMistakes] = useState<Record<string, string>>({})

  function fail(failure: Problem): void {
    const field = failure.field?.replace(/^input\./, '')
    if (field === 'name' || field === 'pairingPhone') setMistakes({ [field]: failure.message })
    else setProblem(failure)
  }

  async function start(input: StartSessionInput, phone: string | null): Promise<void> {
    setProblem(null)
    const pairingPhone = phone === null ? null : toE164(phone)
    const isWrong = phone !== null && pairingPhone === null
    setMistakes(isWrong ? { pairingPhone: t('link.phoneWrong') } : {})
    if (isWrong || running) return
    setRunning(true)
    try {
      const variables = { input: { ...input, pairingPhone } }
      const { data } = await client.mutate({ mutation: StartSessionDocument, variables })
      if (!data) throw new Error('the server gave no session')
      await refetch()
      // Who has closed the dialog meanwhile is somewhere else.
      if (!isShown()) return
      onStarted()
      navigate(sessionPath(data.startSession.session.id))
    } catch (error) {
      fail(problemOf(error))
    } finally {
      setRunning(false)
    }
  }
  return { start, running, problem, mistakes }
}
