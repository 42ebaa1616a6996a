import { useEffect, useEffectEvent } from 'react'
import { useFeedState, useLive } from './live'

/**
 * Hears that somebody comes back to the page, and that a lost connection is back: the moments to ask for what no event
 * tells. Nothing is heard while the server is away.
 */
export function useReturn(listener: () => void): void {
  const { feed } = useLive()
  const state = useFeedState()
  const hear = useEffectEvent(listener)
  const resumedAt = state.phase === 'LIVE' ? (state.resumed?.at ?? null) : null
  useEffect(() => {
    if (resumedAt !== null) hear()
  }, [resumedAt])
  useEffect(() => {
    const returned = (): void => {
      if (document.visibilityState === 'visible' && feed.state.get().phase === 'LIVE') hear()
    }
    window.addEventListener('focus', returned)
    document.addEventListener('visibilitychange', returned)
    return () => {
      window.removeEventListener('focus', returned)
      document.removeEventListener('visibilitychange', returned)
    }
  }, [feed])
}
