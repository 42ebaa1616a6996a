import { useSyncExternalStore } from 'react'
import { drawer, SHEET_BELOW } from './drawer-state'

const narrow = matchMedia(`(max-width: ${SHEET_BELOW - 1}px)`)

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the window is so narrow that the drawer covers the page. */
export const useIsSheet = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)

/** Whether the drawer covers the page now, so that nothing of the page can be used. */
export function usePageCovered(): boolean {
  const { open } = useSyncExternalStore(drawer.subscribe, drawer.get)
  return useIsSheet() && open
}
