import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { Field } from './field'
import style from './login-panel.module.css'
import type { Login } from './use-login'

/** Asks for the phone number to show a pairing code for. */
export default function PairingForm({ login, onDone }: { login: Login; onDone: () => void }) {
  const { t } = useTranslation('sessions')
  const [phone, setPhone] = useState('')

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await login.begin(phone)) onDone()
  }

  return (
    <Form
      className={style.form ?? ''}
      onSubmit={(event) => void submit(event)}
      validationBehavior="aria"
      validationErrors={login.mistake === null ? {} : { pairingPhone: login.mistake }}
    >
      <Field
        name="pairingPhone"
        label={t('link.phone')}
        hint={t('link.phoneHint')}
        value={phone}
        onChange={setPhone}
        type="tel"
        autoFocus
      />
      <div className={style.actions}>
        <Button onPress={onDone}>{t('cancel')}</Button>
        <Button type="submit" look="PRIMARY">
          {t('login.getPairingCode')}
        </Button>
      </div>
    </Form>
  )
}
