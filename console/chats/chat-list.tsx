import { useMemo } from 'react'
import { Link } from 'wouter'
import { useLive, useLiveEvents } from '../api/live'
import type { LiveListOptions } from '../api/live-list'
import { useLiveList } from '../api/use-live-list'
import { type ChatFieldsFragment, ChatsDocument } from '../generated/operations'

/** The chats of a session, newest activity first, as they are now. */
export function ChatList({ sessionId }: { sessionId: string; chatId: string | null }) {
  const { client } = useLive()
  const options = useMemo<LiveListOptions<ChatFieldsFragment>>(
    () => ({
      async fetchPage(after) {
        const variables = { sessionId, after }
        const { data } = await client.query({ query: ChatsDocument, variables, fetchPolicy: 'no-cache' })
        const chats = data?.session?.chats
        if (!chats) throw new Error('the server gave no chats')
        return { items: chats.nodes, totalCount: chats.totalCount, ...chats.pageInfo }
      },
      compare: newestFirst,
      accepts: () => true,
    }),
    [client, sessionId],
  )
  const [{ items }, list] = useLiveList(options)
  useLiveEvents((events) => {
    const own = events.filter((event) => event.sessionId === sessionId)
    list.upsert(
      own.flatMap((event) => ('message' in event ? [event.message.chat] : 'chat' in event ? [event.chat] : [])),
    )
  })
  return (
    <ul>
      {items.map((chat) => (
        <li key={chat.id}>
          <Link href={`/sessions/${sessionId}/chats/${chat.id}`}>
            {chat.name} {chat.lastMessage?.body}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The server's order: newest activity first, those without any last, and by id where it is the same. */
function newestFirst(a: ChatFieldsFragment, b: ChatFieldsFragment): number {
  const [atA, atB] = [a.lastActivityAt ?? '', b.lastActivityAt ?? '']
  if (atA !== atB) return atA > atB ? -1 : 1
  return a.id > b.id ? -1 : 1
}
