import { type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { isPending, type Row, rowId } from './row-place'

/** So near to the end is at the end, in pixels. */
const AT_END_PX = 40
/** Older messages are loaded when there is less than so many screens above. */
const SCREENS_AHEAD = 1.5

/** Where a thread is scrolled to. */
export interface ThreadScroll {
  readonly handle: RefObject<VirtualizerHandle | null>
  /** The newest message when the end was left; null at the end. */
  readonly leftAt: string | null
  /** Whether items come or go at the start: for Virtualizer. */
  readonly shift: boolean
  /** For the element that scrolls. */
  readonly scroller: (element: HTMLElement | null) => (() => void) | undefined
  readonly onScroll: (offset: number) => void
  readonly toEnd: () => void
}

/**
 * Keeps a thread at its end while it is there, and where it is otherwise. Only who scrolls leaves the end: content that
 * grows, shrinks or is measured does not.
 *
 * @param onNearStart - there is little left above
 */
export function useThreadScroll(rows: readonly Row[], onNearStart: () => void): ThreadScroll {
  const handle = useRef<VirtualizerHandle>(null)
  const isAtEnd = useRef(true)
  const last = useRef({ offset: 0, size: 0 })
  const [leftAt, setLeftAt] = useState<string | null>(null)
  const count = rows.length

  const toEnd = useCallback(() => {
    const { current } = handle
    if (current === null || count === 0) return
    isAtEnd.current = true
    current.scrollToIndex(count - 1, { align: 'end' })
    last.current = { offset: current.scrollOffset, size: current.scrollSize }
  }, [count])

  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd()
  }, [rows, toEnd])

  const scroller = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    // Rows that are measured or grow move the end after they were scrolled to, and so does a smaller view.
    const observer = new ResizeObserver(() => {
      if (!isAtEnd.current) return
      element.scrollTop = element.scrollHeight
      last.current = { offset: element.scrollTop, size: element.scrollHeight }
    })
    for (const sized of [element, ...element.children]) observer.observe(sized)
    return () => observer.disconnect()
  }, [])

  const nearStart = useEffectEvent(onNearStart)
  useEffect(() => {
    const { current } = handle
    if (current === null) return
    const above = isAtEnd.current ? current.scrollSize - current.viewportSize : current.scrollOffset
    if (above < current.viewportSize * SCREENS_AHEAD) nearStart()
  }, [rows])

  function onScroll(offset: number): void {
    const { current } = handle
    if (current === null) return
    const { scrollSize: size, viewportSize } = current
    const moved = offset - last.current.offset
    const grown = size - last.current.size
    last.current = { offset, size }
    if (size - offset - viewportSize < AT_END_PX) {
      isAtEnd.current = true
      setLeftAt(null)
    } else if (isAtEnd.current && moved < Math.min(0, grown) - 1) {
      isAtEnd.current = false
      const newest = rows.findLast((row) => !isPending(row))
      setLeftAt(newest === undefined ? null : rowId(newest))
    }
    if (!isAtEnd.current && offset < viewportSize * SCREENS_AHEAD) onNearStart()
  }

  const shift = useShift(rows)
  return { handle, leftAt, shift, scroller, onScroll, toEnd }
}

/** Whether the rows differ from those before by their start. */
function useShift(rows: readonly Row[]): boolean {
  const [before, setBefore] = useState({ rows, shift: false })
  if (before.rows === rows) return before.shift
  const [first, old] = [rows[0], before.rows[0]]
  const shift = first !== undefined && old !== undefined && rowId(first) !== rowId(old)
  setBefore({ rows, shift })
  return shift
}
