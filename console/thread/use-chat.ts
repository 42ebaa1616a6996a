import { useMemo } from 'react'
import { useLive, useLiveEvents } from '../api/live'
import type { LiveList, LiveListOptions, ListState } from '../api/live-list'
import { useLiveList } from '../api/use-live-list'
import { type ChatFieldsFragment, ChatDocument } from '../generated/operations'

/** A chat as it is now: a list of one, as it is loaded and kept up to date as lists are. */
export function useChat(chatId: string): [ListState<ChatFieldsFragment>, LiveList<ChatFieldsFragment>] {
  const { client } = useLive()
  const options = useMemo<LiveListOptions<ChatFieldsFragment>>(
    () => ({
      async fetchPage() {
        const { data } = await client.query({ query: ChatDocument, variables: { chatId }, fetchPolicy: 'no-cache' })
        if (!data?.chat) throw new Error('the server gave no chat')
        return { items: [data.chat], endCursor: null, hasNextPage: false }
      },
      compare: () => 0,
      accepts: ({ id }) => id === chatId,
    }),
    [client, chatId],
  )
  const [state, list] = useLiveList(options)
  useLiveEvents((events) => {
    const changed = events.flatMap((event) => ('message' in event ? [event.message.chat] : []))
    list.upsert(changed.filter(({ id }) => id === chatId))
  })
  return [state, list]
}
