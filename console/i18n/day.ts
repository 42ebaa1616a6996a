/** How long it may take at most until another day is noticed, in milliseconds: no timer runs while a computer sleeps. */
const LATE_MS = 60_000

const listeners = new Set<() => void>()
let stop: (() => void) | null = null

/** The day that it is, in the browser's time zone; another text each day. */
export const today = (): string => new Date().toDateString()

/** Calls when another day has begun. Returns what ends it. One timer is for all: each message on the screen listens. */
export function followDay(listener: () => void): () => void {
  listeners.add(listener)
  stop ??= watch()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stop?.()
    stop = null
  }
}

function watch(): () => void {
  let day = today()
  let timer = setTimeout(look, Math.min(LATE_MS, untilMidnight()))
  function look(): void {
    clearTimeout(timer)
    timer = setTimeout(look, Math.min(LATE_MS, untilMidnight()))
    if (today() === day) return
    day = today()
    for (const listener of [...listeners]) listener()
  }
  // Pages that nobody looks at may be stopped altogether.
  document.addEventListener('visibilitychange', look)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
}

function untilMidnight(): number {
  const now = new Date()
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime()
}
