import { useEffect, useId, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type KeyProblem, whyUnusable } from '../api/key'
import { Button } from '../ui/button'
import { Mark } from '../ui/mark'
import style from './sign-in.module.css'

interface SignInProps {
  /** The server has refused the key that was used until now. */
  refused: boolean
  onKey: (key: string) => void
}

/** Asks for the API key, tries it on the server and hands it on once it is accepted. */
export function SignIn({ refused, onKey }: SignInProps) {
  const { t } = useTranslation()
  const [problem, setProblem] = useState<KeyProblem | null>(refused ? { kind: 'REFUSED' } : null)
  const [checking, setChecking] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()

  useEffect(() => input.current?.focus(), [problem])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const key = input.current?.value.trim()
    if (!key || checking) return
    setProblem(null)
    setChecking(true)
    const reason = await whyUnusable(key)
    setChecking(false)
    if (reason) setProblem(reason)
    else onKey(key)
  }

  return (
    <main className={style.page}>
      <form className={style.form} onSubmit={(event) => void submit(event)} noValidate>
        <Mark size={40} />
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.intro')}</p>
        <label htmlFor={`${id}-key`}>{t('signIn.label')}</label>
        <input
          ref={input}
          id={`${id}-key`}
          type="password"
          name="key"
          autoComplete="off"
          spellCheck={false}
          required
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem ${id}-hint`}
        />
        <p id={`${id}-problem`} role="alert" className={style.problem}>
          {problem && t(`signIn.${problem.kind}`, { ...problem })}
        </p>
        <Button type="submit" look="PRIMARY">
          {checking ? t('signIn.checking') : t('signIn.submit')}
        </Button>
        <p id={`${id}-hint`} className={style.hint}>
          {t('signIn.hint')}
        </p>
      </form>
    </main>
  )
}
