import { type RefObject, useLayoutEffect, useRef } from 'react'
import { ROW_HEIGHT } from './chat-row'

/**
 * Keeps the chats in sight where they are while others move past them to the top, unless the list is at its top, where
 * what is new shows. Returns what has to be called when the list was scrolled.
 */
export function useAnchor(
  items: readonly { readonly id: string }[],
  scroller: RefObject<HTMLElement | null>,
): () => void {
  const top = useRef<string | null>(null)
  const before = useRef(items)

  useLayoutEffect(() => {
    const { current: element } = scroller
    const was = before.current.findIndex(({ id }) => id === top.current)
    before.current = items
    const is = items.findIndex(({ id }) => id === top.current)
    if (element && was >= 0 && is >= 0 && was !== is) element.scrollBy(0, (is - was) * ROW_HEIGHT)
  }, [items, scroller])

  return () => {
    const offset = scroller.current?.scrollTop ?? 0
    top.current = offset < ROW_HEIGHT / 2 ? null : (before.current[Math.floor(offset / ROW_HEIGHT)]?.id ?? null)
  }
}
