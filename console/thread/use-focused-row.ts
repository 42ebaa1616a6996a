import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import type { VirtualizerHandle } from 'virtua'
import { isPending, type Row, rowId } from './row-place'

/** Which message Tab leads to, and what moves it. */
export interface FocusedRow {
  readonly activeIndex: number
  /** The one that was jumped to. */
  readonly highlightedId: string | null
  readonly onFocus: (event: FocusEvent) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  /** Shows a message and gives it the focus; false where it is not loaded. */
  readonly show: (messageId: string) => boolean
  /** Gives the focus to the newest message: for buttons beside the messages that go when they are pressed. */
  readonly toNewest: () => void
}

/** Arrow keys, Home and End move the focus from message to message; it begins at the newest. */
export function useFocusedRow(rows: readonly Row[], handle: RefObject<VirtualizerHandle | null>): FocusedRow {
  const [activeId, setActiveId] = useState<string | null>(null)
  const [highlightedId, setHighlightedId] = useState<string | null>(null)
  const newest = rows.findLastIndex((row) => !isPending(row))
  const found = activeId === null ? -1 : rows.findLastIndex((row) => rowId(row) === activeId)
  const activeIndex = found === -1 ? newest : found

  const latest = useRef(rows)
  const cancel = useRef(() => {})
  useEffect(() => () => cancel.current(), [])
  useLayoutEffect(() => {
    latest.current = rows
  }, [rows])
  const move = useCallback(
    (index: number, align: 'nearest' | 'center') => {
      const row = latest.current[index]
      if (row === undefined) return
      // The active row is always in the document, wherever the thread is scrolled to.
      flushSync(() => setActiveId(rowId(row)))
      handle.current?.scrollToIndex(index, { align })
      cancel.current()
      cancel.current = focusOnceShown(rowId(row))
    },
    [handle],
  )

  function onKeyDown(event: KeyboardEvent): void {
    // Not the keys of what is within a message.
    if (!(event.target instanceof HTMLElement) || event.target.id !== rowIdAt(rows, activeIndex)) return
    const to = targetOf(event.key, activeIndex, newest)
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    move(to, 'nearest')
  }

  const show = useCallback(
    (messageId: string) => {
      const index = latest.current.findLastIndex((row) => rowId(row) === messageId)
      if (index === -1) return false
      setHighlightedId(messageId)
      move(index, 'center')
      return true
    },
    [move],
  )

  function toNewest(): void {
    const id = rowIdAt(rows, newest)
    cancel.current()
    if (id !== null) cancel.current = focusOnceShown(id)
  }

  return {
    activeIndex,
    highlightedId,
    show,
    toNewest,
    onKeyDown,
    onFocus({ target }) {
      const row = target.closest('article')
      if (row?.id) setActiveId(row.id)
    },
  }
}

/** For so many frames a row may take to be measured. */
const MOST_FRAMES = 30

/** Gives the focus to a row, which it cannot take before it was measured and so shown. Returns what gives that up. */
function focusOnceShown(id: string): () => void {
  let frame = 0
  let left = MOST_FRAMES
  const attempt = (): void => {
    const row = document.getElementById(id)
    row?.focus({ preventScroll: true })
    if (document.activeElement !== row && --left > 0) frame = requestAnimationFrame(attempt)
  }
  attempt()
  return () => cancelAnimationFrame(frame)
}

const rowIdAt = (rows: readonly Row[], index: number): string | null => {
  const row = rows[index]
  return row === undefined ? null : rowId(row)
}

function targetOf(key: string, active: number, newest: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, active - 1)
    case 'ArrowDown':
      return Math.min(newest, active + 1)
    case 'Home':
      return 0
    case 'End':
      return newest
    default:
      return null
  }
}
