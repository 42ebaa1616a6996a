import { useEffect, useMemo, useRef } from 'react'
import { useLive, useLiveEvents } from '../api/live'
import type { LiveEvent } from '../api/live-feed'
import type { LiveList, LiveListOptions, ListState } from '../api/live-list'
import { useShownOperation } from '../api/shown-operations'
import { useLiveList } from '../api/use-live-list'
import { type ChatFieldsFragment, ChatsDocument, type ChatsQueryVariables } from '../generated/operations'
import { type Criteria, matches, newestFirst, personsNames, searchedFor } from './criteria'
import { useSyncReload } from './use-sync-reload'

type Chat = ChatFieldsFragment

/** What a list of chats needs. */
export interface Chats {
  readonly state: ListState<Chat>
  readonly loadMore: () => void
  /** Loads what is shown again. */
  readonly reload: () => void
  /** Says how many chats have been scrolled past, so that loading again does not take them away. */
  readonly reached: (count: number) => void
}

/** The most of a list that is loaded again at once, in chats: beyond it scrolling loads again. */
const RELOADED_AT_MOST = 1000

/** The chats of a session that are searched for, as they are now. `openChatId` stays although it was read meanwhile. */
export function useChats(sessionId: string, criteria: Criteria, openChatId: string | null): Chats {
  const { search, filter } = criteria
  const variables = useMemo(() => variablesFor(sessionId, { search, filter }), [sessionId, search, filter])
  const open = useRef(openChatId)
  const options = useOptions(variables, { search, filter }, open)
  const [state, list] = useLiveList(options)
  const reach = useRef(0)
  useShownOperation(ChatsDocument, variables)
  useOpenChat(list, open, openChatId, criteria)
  useLiveEvents((events) => list.upsert(chatsOf(events, sessionId)))

  const reload = () => list.load(Math.min(reach.current, RELOADED_AT_MOST))
  useSyncReload(sessionId, reload)
  return {
    state,
    loadMore: () => void list.loadMore(),
    reload: () => void reload(),
    reached: (count) => (reach.current = count),
  }
}

function useOptions(variables: ChatsQueryVariables, criteria: Criteria, open: { readonly current: string | null }) {
  const { client } = useLive()
  const { search, filter } = criteria
  return useMemo<LiveListOptions<Chat>>(
    () => ({
      async fetchPage(after) {
        const query = { query: ChatsDocument, variables: { ...variables, after }, fetchPolicy: 'no-cache' } as const
        const { data } = await client.query(query)
        const session = data?.session
        if (!session) throw new Error('the server gave no chats')
        return { items: session.chats.nodes, totalCount: session.chats.totalCount, ...session.chats.pageInfo }
      },
      compare: newestFirst,
      accepts: (chat) => matches(chat, { search, filter }) || isKept(chat, open.current, { search, filter }),
      namesOf: personsNames,
    }),
    [client, variables, search, filter, open],
  )
}

/** The open chat stays in the list of unread ones although it has been read. */
const isKept = (chat: Chat, openChatId: string | null, { search, filter }: Criteria): boolean =>
  filter === 'UNREAD' && chat.id === openChatId && matches(chat, { search, filter: 'ALL' })

/** Once another chat is opened, the one before goes if it has been read. */
function useOpenChat(
  list: LiveList<Chat>,
  openRef: { current: string | null },
  openChatId: string | null,
  { filter }: Criteria,
): void {
  useEffect(() => {
    const before = list.state.get().items.find(({ id }) => id === openRef.current)
    openRef.current = openChatId
    if (before && before.id !== openChatId && filter === 'UNREAD' && before.unreadCount === 0) list.remove(before.id)
  }, [list, openRef, openChatId, filter])
}

function variablesFor(sessionId: string, { search, filter }: Criteria): ChatsQueryVariables {
  return {
    sessionId,
    search: searchedFor(search),
    kind: filter === 'GROUPS' ? 'GROUP' : null,
    unread: filter === 'UNREAD' ? true : null,
  }
}

/** The chats of a session that events bring, as they are now. */
function chatsOf(events: readonly LiveEvent[], sessionId: string): Chat[] {
  const own = events.filter((event) => event.sessionId === sessionId)
  return own.flatMap((event) => {
    if ('message' in event) return [event.message.chat]
    return event.__typename === 'ChatUpdated' ? [event.chat] : []
  })
}
