import { createContext, lazy, type ReactNode, useContext, useMemo, useState } from 'react'
import type { Engine } from '../generated/operations'
import { LazyPart } from '../ui/lazy-part'

// Needed once in a while: it is not part of the first load.
const LinkPhoneDialog = lazy(() => import('./link-phone-dialog'))

interface LinkPhone {
  /** Opens the dialog that starts a new session, with that engine chosen. */
  open(engine: Engine): void
}

const LinkPhoneContext = createContext<LinkPhone | null>(null)

/** Lets everything below it open the dialog that starts a new session. */
export function LinkPhoneProvider({ children }: { children: ReactNode }) {
  const [engine, setEngine] = useState<Engine | null>(null)
  const linkPhone = useMemo<LinkPhone>(() => ({ open: setEngine }), [])
  return (
    <LinkPhoneContext value={linkPhone}>
      {children}
      {engine !== null && (
        <LazyPart onFailure={() => setEngine(null)}>
          <LinkPhoneDialog engine={engine} onClose={() => setEngine(null)} />
        </LazyPart>
      )}
    </LinkPhoneContext>
  )
}

/** Throws outside of LinkPhoneProvider. */
export function useLinkPhone(): LinkPhone {
  const linkPhone = useContext(LinkPhoneContext)
  if (linkPhone === null) throw new Error('useLinkPhone() needs a LinkPhoneProvider above it')
  return linkPhone
}
