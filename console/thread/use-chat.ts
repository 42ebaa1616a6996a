import { useMemo } from 'react'
import { useLive, useLiveEvents } from '../api/live'
import type { LiveList, LiveListOptions, ListState } from '../api/live-list'
import { useLiveList } from '../api/use-live-list'
import { isTwinOf } from '../chats/criteria'
import { type ChatFieldsFragment, ChatDocument } from '../generated/operations'

/**
 * A chat as it is now: a list of one, as it is loaded and kept up to date as lists are. It has another id than asked for
 * once it has turned out to be another chat, of the same person.
 */
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
    const told = events.flatMap((event) => {
      if ('message' in event) return [event.message.chat]
      return event.__typename === 'ChatUpdated' ? [event.chat] : []
    })
    list.upsert(told.filter(({ id }) => id === chatId))
    const [shown] = list.state.get().items
    // No event tells that two chats became one; the server knows which of the two ids is left.
    if (shown !== undefined && told.some((chat) => isTwinOf(chat, shown))) void list.load()
  })
  return [state, list]
}
