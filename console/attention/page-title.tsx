import { skipToken, useQuery } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef } from 'react'
import { browserClock } from '../api/clock'
import { useFeedState, useLiveEvents } from '../api/live'
import { PageTitleDocument } from '../generated/operations'
import { Paced } from './paced'
import { titleOf } from './title'

/** How far apart the number is asked for, in milliseconds: the server counts all chats. */
const PAUSE_MS = 2000

/** Keeps the document's title: what is unread in the session that is shown, and the chat's name. */
export function PageTitle({ sessionId, chatId }: { sessionId: string | null; chatId: string | null }) {
  const variables = { sessionId: sessionId ?? '', chatId: chatId ?? '', withChat: chatId !== null }
  const { data, previousData, refetch } = useQuery(
    PageTitleDocument,
    sessionId === null ? skipToken : { variables, errorPolicy: 'all', fetchPolicy: 'cache-and-network' },
  )
  useAskedAfterEvents(sessionId, refetch)
  // While the next chat is asked for, what is known of the session still holds.
  const session = [data?.session, previousData?.session].find((one) => one?.id === sessionId)
  const title = titleOf(session?.unreadCount ?? 0, data?.chat?.name ?? session?.name ?? null)
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => () => void (document.title = titleOf(0, null)), [])
  return null
}

/** What could not be asked is asked when the page is connected again; its badge tells of the loss meanwhile. */
function useAskedAfterEvents(sessionId: string | null, refetch: () => Promise<unknown>): void {
  const { phase } = useFeedState()
  const paced = useRef<Paced>(null)
  const ask = useEffectEvent(refetch)
  useEffect(() => {
    const made = new Paced(browserClock, PAUSE_MS, () => ask())
    paced.current = made
    return () => made.stop()
  }, [sessionId])
  useEffect(() => {
    if (phase === 'LIVE') paced.current?.askIfFailed()
  }, [phase])
  useLiveEvents((events) => {
    if (events.some((event) => event.sessionId === sessionId && changesUnread(event.__typename))) paced.current?.ask()
  })
}

const changesUnread = (type: string): boolean => type === 'MessageReceived' || type === 'ChatUpdated'
