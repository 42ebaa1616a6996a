import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react'
import { useLive } from '../api/live'
import { problemOf } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { type ChatFieldsFragment, MarkReadDocument, type SessionFieldsFragment } from '../generated/operations'
import { useNotices } from '../ui/notices'

/** How long between two times at least, in milliseconds: in a flood each message is unread at first. */
const PAUSE_MS = 1000

interface MarkReadOptions {
  session: SessionFieldsFragment
  chat: ChatFieldsFragment
  /** Whether the newest messages are there, and in view. */
  isInView: boolean
  /** Told the chat as it is then. */
  onRead: (chat: ChatFieldsFragment) => void
}

/** Marks a chat as read while somebody looks at its newest messages. */
export function useMarkRead({ session, chat, isInView, onRead }: MarkReadOptions): void {
  const { client } = useLive()
  const { say } = useNotices()
  const explain = useProblemText()
  const isVisible = useSyncExternalStore(followVisibility, () => document.visibilityState === 'visible')
  const lastAt = useRef(0)
  const hasFailed = useRef(false)
  const chatId = chat.id
  const due = isVisible && isInView && session.state === 'CONNECTED' && chat.unreadCount > 0
  // Another message, another time; one that failed is not asked for again by itself.
  const what = due ? `${chat.unreadCount} ${chat.lastMessage?.id ?? ''}` : null

  const mark = useEffectEvent(() => {
    lastAt.current = Date.now()
    client.mutate({ mutation: MarkReadDocument, variables: { chatId }, fetchPolicy: 'no-cache' }).then(
      ({ data }) => void (data && onRead(data.markChatRead.chat)),
      (error: unknown) => {
        if (!hasFailed.current) say({ kind: 'PROBLEM', text: explain(problemOf(error)) })
        hasFailed.current = true
      },
    )
  })
  useEffect(() => {
    if (what === null) return
    const timer = setTimeout(mark, Math.max(0, lastAt.current + PAUSE_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [what])
}

function followVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
