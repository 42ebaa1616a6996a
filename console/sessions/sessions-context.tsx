import { useQuery } from '@apollo/client/react'
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'
import { useLive, useLiveEvents, useLiveReset } from '../api/live'
import { problemOf } from '../api/problem'
import { useShownOperation } from '../api/shown-operations'
import { useProblemText } from '../api/use-problem-text'
import { useReturn } from '../api/use-return'
import { SessionFieldsFragmentDoc, type SessionFieldsFragment, SessionsDocument } from '../generated/operations'
import { useNotices } from '../ui/notices'

/** The sessions of the workspace, newest first, as they are now. */
interface Sessions {
  readonly sessions: readonly SessionFieldsFragment[]
  /** Whether they are still on their way. */
  readonly loading: boolean
  /** Whether there are more than are loaded. */
  readonly hasMore: boolean
  /** Its failure is told in a notice. */
  readonly loadMore: () => Promise<void>
  /** Asks for them again, after one was made or deleted; its failure is told in a notice. */
  readonly refetch: () => Promise<void>
}

const SessionsContext = createContext<Sessions | null>(null)

/** Keeps the sessions in Apollo's cache as the events tell them. */
export function SessionsProvider({ children }: { children: ReactNode }) {
  const { client } = useLive()
  const { data, loading, refetch, fetchMore } = useQuery(SessionsDocument)
  useShownOperation(SessionsDocument, {})
  const told = useTold()
  const sessions = useMemo(() => data?.sessions.nodes ?? [], [data])
  const pageInfo = data?.sessions.pageInfo
  const hasMore = pageInfo?.hasNextPage ?? false

  useLiveEvents((events) => {
    const known = new Set(sessions.map(({ id }) => id))
    const oldest = hasMore ? (sessions.at(-1)?.createdAt ?? '') : ''
    let unknown = false
    for (const event of events) {
      if (event.__typename !== 'ConnectionStateChanged') continue
      client.cache.writeFragment({
        fragment: SessionFieldsFragmentDoc,
        fragmentName: 'SessionFields',
        data: event.session,
      })
      // One that is older than those that are loaded is on a page to come.
      unknown ||= !known.has(event.sessionId) && event.session.createdAt >= oldest
    }
    if (unknown) void told(refetch())
  })
  useLiveReset(() => void told(refetch()))
  // No event tells that one was deleted elsewhere.
  useReturn(() => void told(refetch()))

  const value = useMemo<Sessions>(
    () => ({
      sessions,
      loading: loading && data === undefined,
      hasMore,
      loadMore: () => told(fetchMore({ variables: { after: pageInfo?.endCursor ?? null } })),
      refetch: () => told(refetch()),
    }),
    [sessions, data, loading, hasMore, pageInfo, fetchMore, refetch, told],
  )
  return <SessionsContext value={value}>{children}</SessionsContext>
}

/** Throws outside of SessionsProvider. */
export function useSessions(): Sessions {
  const sessions = useContext(SessionsContext)
  if (sessions === null) throw new Error('useSessions() needs a SessionsProvider above it')
  return sessions
}

/** Waits for something; that it failed is told in a notice. */
function useTold(): (work: Promise<unknown>) => Promise<void> {
  const { say } = useNotices()
  const explain = useProblemText()
  return useCallback(
    async (work: Promise<unknown>): Promise<void> => {
      try {
        await work
      } catch (error) {
        say({ kind: 'PROBLEM', text: explain(problemOf(error)) })
      }
    },
    [say, explain],
  )
}
