import { useCallback, useEffect, useState } from 'react'
import { I18nProvider, RouterProvider } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { forgetKey, keepKey, takeKey } from './api/key'
import { NoticesProvider } from './ui/notices'
import { SignIn } from './sign-in/sign-in'
import { SignedIn } from './shell/signed-in'

/** The console: signed in with a key, or asking for one. */
export function App({ initialKey }: { initialKey: string | null }) {
  const { i18n } = useTranslation()
  const [, navigate] = useLocation()
  const [key, setKey] = useState(initialKey)
  const [refused, setRefused] = useState(false)

  useEffect(() => {
    // A link with a key that is followed while the page is open changes the fragment and loads nothing.
    const followLink = () => setKey(takeKey())
    addEventListener('hashchange', followLink)
    return () => removeEventListener('hashchange', followLink)
  }, [])

  const leave = useCallback((isRefused: boolean) => {
    forgetKey()
    setRefused(isRefused)
    setKey(null)
  }, [])
  const onRefused = useCallback(() => leave(true), [leave])
  const onSignOut = useCallback(() => leave(false), [leave])

  function enter(accepted: string) {
    keepKey(accepted)
    setRefused(false)
    setKey(accepted)
  }

  return (
    <I18nProvider locale={i18n.language}>
      <RouterProvider navigate={navigate}>
        {/* What was said to one who leaves is not for the next; nor is that a key was refused, which SignIn says. */}
        <NoticesProvider key={key}>
          {key === null ? (
            <SignIn refused={refused} onKey={enter} />
          ) : (
            <SignedIn apiKey={key} onRefused={onRefused} onSignOut={onSignOut} />
          )}
        </NoticesProvider>
      </RouterProvider>
    </I18nProvider>
  )
}
