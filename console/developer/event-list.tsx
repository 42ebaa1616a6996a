import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { VList, type VListHandle } from 'virtua'
import { EventLine } from './event-line'
import type { EventLog, LoggedEvent } from './event-log'
import style from './events.module.css'

interface EventListProps {
  log: EventLog
  /** At least one. */
  lines: readonly LoggedEvent[]
  isPaused: boolean
  /** Names a session; null where it goes without saying. */
  sessionName: ((sessionId: string) => string) | null
}

/** How high a line is that is not open, in pixels; events.module.css says so too. */
const LINE = 28

/**
 * The lines, newest last: they follow what comes until somebody scrolls up, walks through them or opens one. One line
 * is reached by Tab, the others from there by the arrow keys, Home and End.
 */
export function EventList({ log, lines, isPaused, sessionName }: EventListProps) {
  const { t } = useTranslation('developer')
  const list = useRef<VListHandle>(null)
  const offset = useRef(0)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const [current, moveTo, setCurrent] = useCurrentLine(list, lines)

  const justOpened = useRef<number | null>(null)

  useEffect(() => {
    if (justOpened.current === null) return
    document.querySelector(`[data-line="${justOpened.current}"]`)?.parentElement?.scrollIntoView({ block: 'nearest' })
    justOpened.current = null
  }, [open])
  useLayoutEffect(() => {
    if (!isPaused) list.current?.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines, isPaused])

  const toggle = useCallback(
    (number: number) => {
      log.read()
      const after = new Set(open)
      if (!after.delete(number)) {
        after.add(number)
        justOpened.current = number
      }
      setOpen(after)
    },
    [log, open],
  )
  function onScroll(now: number) {
    if (list.current === null) return
    const atEnd = now + list.current.viewportSize >= list.current.scrollSize - LINE / 2
    // What the page does by itself only ever scrolls down.
    if (!atEnd && now < offset.current) log.read()
    if (atEnd && open.size === 0) log.doneReading()
    offset.current = now
  }
  function onKeyDown(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['line'] === undefined) return
    const target = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: lines.length - 1 }[event.key]
    if (target === undefined) return
    event.preventDefault()
    log.read()
    moveTo(target)
  }
  return (
    <VList
      ref={list}
      className={style.list}
      role="log"
      aria-live="off"
      aria-label={t('events.title')}
      data={lines}
      itemSize={LINE}
      keepMounted={[current]}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      {(line, index) => (
        <EventLine
          key={line.number}
          line={line}
          session={line.event && sessionName && sessionName(line.event.sessionId)}
          isOpen={open.has(line.number)}
          isCurrent={index === current}
          onToggle={toggle}
          onFocus={setCurrent}
        />
      )}
    </VList>
  )
}

/** The index of the line that Tab reaches, what moves it and the focus there, and what says that it has the focus. */
function useCurrentLine(
  list: React.RefObject<VListHandle | null>,
  lines: readonly LoggedEvent[],
): [number, (index: number) => void, (number: number) => void] {
  const [number, setNumber] = useState<number | null>(null)
  const takesFocus = useRef(false)
  const found = number === null ? -1 : lines.findIndex((line) => line.number === number)
  const current = found < 0 ? lines.length - 1 : found

  useEffect(() => {
    if (!takesFocus.current) return
    takesFocus.current = false
    document.querySelector<HTMLElement>(`[data-line="${number}"]`)?.focus({ preventScroll: true })
  }, [number])

  const moveTo = (index: number): void => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
    if (line === undefined || line.number === number) return
    takesFocus.current = true
    setNumber(line.number)
    list.current?.scrollToIndex(lines.indexOf(line), { align: 'nearest' })
  }
  return [current, moveTo, setNumber]
}
