import { type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import { isPending, type Row, rowId } from './row-place'

/** Who scrolls down and comes so near to the end is at the end, in pixels. */
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
  readonly onScroll: () => void
  readonly toEnd: () => void
}

/** What the element that scrolls was like when it was looked at last, in pixels. */
interface Seen {
  readonly top: number
  readonly height: number
  readonly view: number
}

/**
 * Keeps a thread at its end while it is there, and where it is otherwise. Only who scrolls leaves the end: it is not
 * left where what is in it, or the view, has another size than before, for then it is gone to again.
 *
 * @param onNearStart - there is little left above
 */
export function useThreadScroll(rows: readonly Row[], onNearStart: () => void): ThreadScroll {
  const handle = useRef<VirtualizerHandle>(null)
  const element = useRef<HTMLElement>(null)
  const isAtEnd = useRef(true)
  const seen = useRef<Seen>({ top: 0, height: 0, view: 0 })
  const [leftAt, setLeftAt] = useState<string | null>(null)

  const stay = useCallback(() => {
    const { current } = element
    if (current === null || !isAtEnd.current) return
    current.scrollTop = current.scrollHeight
    seen.current = look(current)
  }, [])
  useLayoutEffect(stay, [rows, stay])

  const scroller = useCallback(
    (shown: HTMLElement | null) => {
      element.current = shown
      if (shown === null) return
      // Rows that are measured or grow move the end after it was gone to, and so does a smaller view.
      const observer = new ResizeObserver(stay)
      for (const sized of [shown, ...shown.children]) observer.observe(sized)
      return () => observer.disconnect()
    },
    [stay],
  )

  const toEnd = useCallback(() => {
    isAtEnd.current = true
    stay()
    setLeftAt(null)
  }, [stay])

  function onScroll(): void {
    if (element.current === null) return
    const before = seen.current
    const now = look(element.current)
    seen.current = now
    const left = now.height - now.top - now.view
    if (!isAtEnd.current && left < AT_END_PX && (now.top > before.top || left <= 1)) {
      isAtEnd.current = true
      setLeftAt(null)
    } else if (
      isAtEnd.current &&
      now.top < before.top - 1 &&
      now.height === before.height &&
      now.view === before.view
    ) {
      isAtEnd.current = false
      const newest = rows.findLast((row) => !isPending(row))
      setLeftAt(newest === undefined ? null : rowId(newest))
    }
    if (!isAtEnd.current && now.top < now.view * SCREENS_AHEAD) onNearStart()
  }

  const nearStart = useEffectEvent(onNearStart)
  useEffect(() => {
    if (element.current === null) return
    const { top, height, view } = look(element.current)
    const above = isAtEnd.current ? height - view : top
    if (above < view * SCREENS_AHEAD) nearStart()
  }, [rows])

  return { handle, leftAt, shift: useShift(rows), scroller, onScroll, toEnd }
}

const look = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Seen => ({
  top: scrollTop,
  height: scrollHeight,
  view: clientHeight,
})

/** Whether the rows differ from those before by their start. */
function useShift(rows: readonly Row[]): boolean {
  const [before, setBefore] = useState({ rows, shift: false })
  if (before.rows === rows) return before.shift
  const [first, old] = [rows[0], before.rows[0]]
  const shift = first !== undefined && old !== undefined && rowId(first) !== rowId(old)
  setBefore({ rows, shift })
  return shift
}
