import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import { NARROWEST, rememberedWidth, rememberWidth, widestIn } from './drawer-state'

/** How wide the drawer is, in pixels. */
export interface DrawerWidth {
  readonly value: number
  readonly least: number
  readonly most: number
  /** Takes what is possible, and keeps it for the next time. */
  set(width: number): void
}

function subscribe(listener: () => void): () => void {
  addEventListener('resize', listener)
  return () => removeEventListener('resize', listener)
}

/** The width of the last time, as far as the window has room for it. */
export function useDrawerWidth(): DrawerWidth {
  const most = useSyncExternalStore(subscribe, () => widestIn(innerWidth))
  const [wanted, setWanted] = useState(rememberedWidth)
  const set = useCallback(
    (width: number) => {
      const possible = Math.round(Math.min(most, Math.max(NARROWEST, width)))
      setWanted(possible)
      rememberWidth(possible)
    },
    [most],
  )
  return useMemo(() => ({ value: Math.min(most, wanted), least: NARROWEST, most, set }), [most, wanted, set])
}
