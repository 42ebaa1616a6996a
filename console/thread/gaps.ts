import { useState } from 'react'
import { useLiveEvents } from '../api/live'
import type { LiveEvent } from '../api/live-feed'

/** A time of which messages may be missing. */
export type Gap = Extract<LiveEvent, { __typename: 'HistoryGap' }>

/** More gaps than this are not shown: the newest stay. */
const MOST = 50

/** The gaps that were announced for a chat, or for all of its session, since the thread is shown; oldest first. */
export function useGaps(sessionId: string, chatId: string): readonly Gap[] {
  const [gaps, setGaps] = useState<readonly Gap[]>([])
  useLiveEvents((events) => {
    const added = events.filter(
      (event): event is Gap =>
        event.__typename === 'HistoryGap' &&
        event.sessionId === sessionId &&
        (event.gapChat === null || event.gapChat.id === chatId),
    )
    if (added.length === 0) return
    setGaps((before) => [...before, ...added].sort((a, b) => Date.parse(a.until) - Date.parse(b.until)).slice(-MOST))
  })
  return gaps
}
