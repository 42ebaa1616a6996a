import { useSyncExternalStore } from 'react'

const touch = matchMedia('(hover: none) and (pointer: coarse)')

function subscribe(listener: () => void): () => void {
  touch.addEventListener('change', listener)
  return () => touch.removeEventListener('change', listener)
}

/** Whether fingers are what the page is used with first of all, so that texts are written on a keyboard on the screen. */
export const useTouch = (): boolean => useSyncExternalStore(subscribe, () => touch.matches)
