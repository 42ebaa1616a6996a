import { useEffect, useId, useRef, useState, type FormEvent } from 'react'
import { type KeyProblem, whyUnusable } from '../console/api/key'

interface KeyFormProps {
  /** Why the page asks, when a key was refused. */
  notice: string | null
  onKey: (key: string) => void
}

/** Asks for the API key, tries it on the server and hands it on once it is accepted. */
export function KeyForm({ notice, onKey }: KeyFormProps) {
  const [problem, setProblem] = useState(notice)
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
    if (reason) setProblem(explain(reason))
    else onKey(key)
  }

  return (
    <main className="key-page">
      <form className="key-form" onSubmit={(event) => void submit(event)} noValidate>
        <h1>GraphiQL</h1>
        <p>Explore this server’s API: query it, send messages and watch events arrive.</p>
        <label htmlFor={`${id}-key`}>API key</label>
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
        <p id={`${id}-problem`} role="alert" className="problem">
          {problem}
        </p>
        <button type="submit" aria-disabled={checking}>
          {checking ? 'Checking…' : 'Open GraphiQL'}
        </button>
        <p id={`${id}-hint`} className="hint">
          It is the ADMIN_API_KEY that the server was started with, or else the key that it showed in the terminal at
          its first start. This browser tab keeps it, nothing else does.
        </p>
      </form>
    </main>
  )
}

/** What the page says when the server answers 401, or closes the socket with 4403. */
export const KEY_REFUSED = 'The server refused this key. It is wrong, has expired or was revoked.'

function explain(problem: KeyProblem): string {
  switch (problem.kind) {
    case 'MALFORMED':
      return 'An API key has no spaces and no special letters. Was it copied whole?'
    case 'REFUSED':
      return KEY_REFUSED
    case 'UNREACHABLE':
      return `The server cannot be reached (${problem.detail}).`
    case 'UNEXPECTED':
      return `The server answered ${problem.status}. Try again in a moment.`
  }
}
