import { useQuery } from '@apollo/client/react'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useLive, useLiveEvents, useLiveReset } from '../api/live'
import { SessionFieldsFragmentDoc, type SessionFieldsFragment, SessionsDocument } from '../generated/operations'

/** The sessions of the workspace, newest first, as they are now. */
interface Sessions {
  readonly sessions: readonly SessionFieldsFragment[]
  /** Whether there are more than are loaded. */
  readonly hasMore: boolean
  loadMore(): Promise<void>
  /** Asks for them again: after one was made or deleted. */
  refetch(): Promise<void>
}

const SessionsContext = createContext<Sessions | null>(null)

/** Keeps the sessions in Apollo's cache as the events tell them. */
export function SessionsProvider({ children }: { children: ReactNode }) {
  const { client } = useLive()
  const { data, refetch, fetchMore } = useQuery(SessionsDocument)
  const sessions = useMemo(() => data?.sessions.nodes ?? [], [data])
  const pageInfo = data?.sessions.pageInfo

  useLiveEvents((events) => {
    const known = new Set(sessions.map(({ id }) => id))
    let unknown = false
    for (const event of events) {
      if (event.__typename !== 'ConnectionStateChanged') continue
      client.cache.writeFragment({
        fragment: SessionFieldsFragmentDoc,
        fragmentName: 'SessionFields',
        data: event.session,
      })
      unknown ||= !known.has(event.sessionId)
    }
    if (unknown) void refetch()
  })
  useLiveReset(() => void refetch())

  const value = useMemo<Sessions>(
    () => ({
      sessions,
      hasMore: pageInfo?.hasNextPage ?? false,
      async loadMore() {
        await fetchMore({ variables: { after: pageInfo?.endCursor ?? null } })
      },
      async refetch() {
        await refetch()
      },
    }),
    [sessions, pageInfo, fetchMore, refetch],
  )
  return <SessionsContext value={value}>{children}</SessionsContext>
}

/** Throws outside of SessionsProvider. */
export function useSessions(): Sessions {
  const sessions = useContext(SessionsContext)
  if (sessions === null) throw new Error('useSessions() needs a SessionsProvider above it')
  return sessions
}
