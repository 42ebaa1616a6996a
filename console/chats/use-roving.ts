import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { ROW_HEIGHT } from './chat-row'

interface RovingOptions {
  chats: readonly { readonly id: string }[]
  /** The chat that is open: where the Tab key leads first. */
  chatId: string | null
  scroller: RefObject<HTMLElement | null>
  virtual: RefObject<VirtualizerHandle | null>
}

/** One stop of the Tab key for all rows, and the keys that lead from row to row, also to those that are not drawn. */
export function useRoving({ chats, chatId, scroller, virtual }: RovingOptions) {
  const [activeId, setActiveId] = useState<string | null>(null)
  /** Where the focus is, and where it is to go once the row is drawn. */
  const focused = useRef<{ id: string; index: number } | null>(null)
  const wanted = useRef<string | null>(null)
  const indexOf = (id: string | null): number => (id === null ? -1 : chats.findIndex((chat) => chat.id === id))
  const known = indexOf(activeId)
  const activeIndex = known >= 0 ? known : Math.max(0, indexOf(chatId))

  useEffect(() => {
    const id = wanted.current ?? idInPlaceOf(focused.current, chats)
    wanted.current = null
    if (id !== null) rowOf(scroller.current, id)?.focus({ preventScroll: true })
  }, [chats, activeId, scroller])

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1)
    const index = targetOf(event.key, activeIndex, page)
    const target = index === null ? undefined : chats[Math.max(0, Math.min(chats.length - 1, index))]
    if (target === undefined) return
    event.preventDefault()
    wanted.current = target.id
    setActiveId(target.id)
    virtual.current?.scrollToIndex(chats.indexOf(target), { align: 'nearest' })
  }
  function onFocus({ target }: FocusEvent<HTMLElement>) {
    const id = target.dataset['row']
    if (id === undefined) return
    focused.current = { id, index: indexOf(id) }
    setActiveId(id)
  }
  function onBlur({ relatedTarget }: FocusEvent) {
    if (relatedTarget !== null) focused.current = null
  }
  return { activeIndex, keys: { onKeyDown, onFocus, onBlur } }
}

/** The row of a list's first stop of the Tab key takes the focus; false where there is no row. */
export function enterRows(section: HTMLElement | null): boolean {
  const row = section?.querySelector<HTMLElement>('[data-row][tabindex="0"]')
  row?.focus()
  return row !== null && row !== undefined
}

/** The row that takes the focus where the one that had it is not listed any more; null where nothing was lost. */
function idInPlaceOf(
  focused: { id: string; index: number } | null,
  chats: readonly { readonly id: string }[],
): string | null {
  if (focused === null || document.activeElement !== document.body) return null
  if (chats.some(({ id }) => id === focused.id)) return null
  return chats[Math.min(focused.index, chats.length - 1)]?.id ?? null
}

function targetOf(key: string, index: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return index + page
    case 'PageUp':
      return index - page
    case 'Home':
      return 0
    case 'End':
      return Infinity
    default:
      return null
  }
}

const rowOf = (scroller: HTMLElement | null, id: string): HTMLElement | null =>
  scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null
