import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { forgetKey, keepKey, takeKey } from '../console/api/key'
import { type Handed, readHanded } from '../console/developer/graphiql-link'
import { KEY_REFUSED, KeyForm } from './key-form'
import './style.css'

// GraphiQL and Monaco are megabytes: whoever has no key yet need not wait for them.
const Explorer = lazy(async () => ({ default: (await import('./explorer')).Explorer }))

/** What a link to this page brings along. */
interface Brought {
  readonly key: string | null
  readonly handed: Handed
}

/** Takes it out of the address bar's fragment. */
function takeFragment(): Brought {
  const handed = readHanded(location.hash)
  const key = takeKey()
  // takeKey() has removed it only where there was a key.
  if (handed.kind !== 'NOTHING') history.replaceState(null, '', location.pathname + location.search)
  return { key, handed }
}

function App({ brought }: { brought: Brought }) {
  const [key, setKey] = useState(brought.key)
  const [handed, setHanded] = useState(brought.handed)
  const [notice, setNotice] = useState<string | null>(null)

  useEffect(() => {
    // A link that is followed while the page is open changes the fragment and loads nothing.
    const followLink = () => {
      const now = takeFragment()
      setKey(now.key)
      if (now.handed.kind !== 'NOTHING') setHanded(now.handed)
    }
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
  const done = useCallback(() => setHanded({ kind: 'NOTHING' }), [])

  function enter(accepted: string) {
    keepKey(accepted)
    setKey(accepted)
  }

  if (!key) return <KeyForm notice={notice} onKey={enter} />
  return (
    <Suspense fallback={<p className="loading">Loading GraphiQL…</p>}>
      <Explorer key={key} apiKey={key} handed={handed} onHandedDone={done} onRefused={refused} onForget={forget} />
    </Suspense>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(<App brought={takeFragment()} />)
