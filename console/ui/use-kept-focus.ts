import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives the focus to an element when something changes and takes what had the focus with it: a row that was deleted, a
 * page that was left. Nothing happens when the page is first shown, or while the focus is somewhere.
 */
export function useKeptFocus(element: RefObject<HTMLElement | null>, change: unknown): void {
  const before = useRef(change)
  useEffect(() => {
    if (before.current === change) return
    before.current = change
    if (document.activeElement === null || document.activeElement === document.body) element.current?.focus()
  }, [element, change])
}
