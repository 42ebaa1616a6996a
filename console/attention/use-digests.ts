import { useEffect, useEffectEvent, useRef } from 'react'
import { browserClock } from '../api/clock'
import { useLive, useLiveEvents } from '../api/live'
import { type Digest, Digester } from './digest'
import { incomingOf } from './incoming'

/** Hears of new messages that are not on the screen, at most once in each `pauseMs`, in milliseconds. */
export function useDigests(pauseMs: number, openChatId: string | null, deliver: (digest: Digest) => void): void {
  const { feed } = useLive()
  const tell = useEffectEvent(deliver)
  const gathering = useRef<Digester>(null)
  useEffect(() => {
    const digester = new Digester(browserClock, pauseMs, (digest) => tell(digest))
    gathering.current = digester
    return () => digester.stop()
  }, [pauseMs])

  useLiveEvents((events) => {
    const state = feed.state.get()
    const missedBefore = state.phase === 'LIVE' ? (state.resumed?.missedBefore ?? null) : null
    // A window that is behind others, or beside the one that somebody works in, is not looked at.
    const visible = document.visibilityState === 'visible' && document.hasFocus()
    gathering.current?.add(incomingOf(events, { openChatId, visible, missedBefore }))
  })
}
