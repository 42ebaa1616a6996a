import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { forgetKey, keepKey, takeKey } from '../console/api/key'
import { KEY_REFUSED, KeyForm } from './key-form'
import './style.css'

// GraphiQL and Monaco are megabytes: whoever has no key yet need not wait for them.
const Explorer = lazy(async () => ({ default: (await import('./explorer')).Explorer }))

function App({ initialKey }: { initialKey: string | null }) {
  const [key, setKey] = useState(initialKey)
  const [notice, setNotice] = useState<string | null>(null)

  useEffect(() => {
    // A link with a key that is followed while the page is open changes the fragment and loads nothing.
    const followLink = () => setKey(takeKey())
    addEventListener('hashchange', followLink)
    return () => removeEventListener('hashchange', followLink)
  }, [])

  const leave = useCallback((reason: string | null) => {
    forgetKey()
    setNotice(reason)
    setKey(null)
  }, [])
  const refused = useCallback(() => leave(KEY_REFUSED), [leave])
  const forget = useCallback(() => leave(null), [leave])

  function enter(accepted: string) {
    keepKey(accepted)
    setKey(accepted)
  }

  if (!key) return <KeyForm notice={notice} onKey={enter} />
  return (
    <Suspense fallback={<p className="loading">Loading GraphiQL…</p>}>
      <Explorer key={key} apiKey={key} onRefused={refused} onForget={forget} />
    </Suspense>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(<App initialKey={takeKey()} />)
