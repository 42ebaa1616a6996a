import { useEffect, useEffectEvent, useRef } from 'react'
import type { SessionFieldsFragment } from '../generated/operations'
import { useSessions } from '../sessions/sessions-context'

/** How long to wait before the list is loaded again while a synchronisation runs, in milliseconds. */
const AGAIN_MS = 1000

/** Whether chats are being fetched from the phone, or are about to be. */
export function isSynchronising(session: SessionFieldsFragment | undefined): boolean {
  return session?.state === 'CONNECTED' && session.sync?.phase !== 'DONE'
}

/**
 * Loads again each second while a synchronisation runs, and once after it: it brings chats without events.
 */
export function useSyncReload(sessionId: string, reload: () => Promise<void>): void {
  const { sessions } = useSessions()
  const running = isSynchronising(sessions.find(({ id }) => id === sessionId))
  const ran = useRef(false)
  const again = useEffectEvent(reload)
  useEffect(() => {
    if (!running) {
      if (ran.current) void again()
      ran.current = false
      return
    }
    ran.current = true
    let timer: ReturnType<typeof setTimeout>
    let over = false
    const wait = () => void (over || (timer = setTimeout(() => void again().then(wait), AGAIN_MS)))
    wait()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [running])
}
