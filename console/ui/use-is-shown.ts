import { useCallback, useEffect, useRef } from 'react'

/** Tells whether the component is still on the page, for what is to be done once an answer is there. */
export function useIsShown(): () => boolean {
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => void (shown.current = false)
  }, [])
  return useCallback(() => shown.current, [])
}
