import { useEffect, useRef, useState } from 'react'

/** The value as it is, but changed at most once in each `pauseMs`, in milliseconds; what it is in between is left out. */
export function useSpaced<Value>(value: Value, pauseMs: number): Value {
  const [shown, setShown] = useState(value)
  const changedAt = useRef(0)
  useEffect(() => {
    if (value === shown) return
    const timer = setTimeout(
      () => {
        changedAt.current = Date.now()
        setShown(value)
      },
      Math.max(0, changedAt.current + pauseMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [value, shown, pauseMs])
  return shown
}
