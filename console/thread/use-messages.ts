import { useCallback, useMemo } from 'react'
import { useLive, useLiveEvents } from '../api/live'
import type { ListState, LiveList, LiveListOptions } from '../api/live-list'
import { useLiveList } from '../api/use-live-list'
import { type MessageFieldsFragment, MessagesDocument } from '../generated/operations'

/** How many messages stay loaded while only the newest are looked at, and at how many the others are let go. */
const KEPT = 400
const MOST = 800

/** The messages of a chat, newest first, as they are now. */
export interface ChatMessages {
  readonly state: ListState<MessageFieldsFragment>
  readonly list: LiveList<MessageFieldsFragment>
  /** Lets go of old messages, once there are many: they can be loaded again. */
  readonly letGo: () => void
}

/** Loads a chat's messages page by page, and takes what the events tell of them. */
export function useMessages(chatId: string): ChatMessages {
  const { client } = useLive()
  const { options, cursors } = useMemo(() => {
    /** Of the last message of each page: one for each would be a third of what the thread has in memory. */
    const cursors = new Map<string, string>()
    const options: LiveListOptions<MessageFieldsFragment> = {
      async fetchPage(after) {
        const variables = { chatId, after }
        const { data } = await client.query({ query: MessagesDocument, variables, fetchPolicy: 'no-cache' })
        const page = data?.chat?.messages
        if (!page) throw new Error('the server gave no messages')
        if (after === null) cursors.clear()
        const { endCursor } = page.pageInfo
        const last = page.nodes.at(-1)
        if (last !== undefined && endCursor !== null) cursors.set(last.id, endCursor)
        return { items: page.nodes, ...page.pageInfo }
      },
      compare: newestFirst,
      accepts: () => true,
    }
    return { options, cursors }
  }, [client, chatId])
  const [state, list] = useLiveList(options)

  useLiveEvents((events) => {
    const changed = events.flatMap((event) => {
      if (!('message' in event) || event.message.chat.id !== chatId) return []
      // Each message would keep a chat of its own.
      const { chat: _, ...message } = event.message
      return [message]
    })
    list.upsert(changed)
  })

  const letGo = useCallback(() => {
    const { items, loading } = list.state.get()
    if (items.length <= MOST || loading !== null) return
    // Only pages' ends have a cursor; where none follows, the newest page is the place to go on from.
    if (!list.trim(KEPT, ({ id }) => cursors.get(id) ?? null)) void list.load()
  }, [list, cursors])
  return { state, list, letGo }
}

/** The server's order: newest first, and by id where the time is the same. */
function newestFirst(a: MessageFieldsFragment, b: MessageFieldsFragment): number {
  if (a.sentAt !== b.sentAt) return a.sentAt > b.sentAt ? -1 : 1
  if (a.id === b.id) return 0
  return a.id > b.id ? -1 : 1
}
