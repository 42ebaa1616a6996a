import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { browserClock } from '../api/clock'
import { useLive, useLiveEvents } from '../api/live'
import type { ChatFieldsFragment, QuotedFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import { useNotices } from '../ui/notices'
import { followDrafts } from './drafts'
import { keepMessages, keptMessages } from './kept-messages'
import { OutboxQueue, type PendingMessage, type SentMessage, shownIn } from './outbox-queue'
import { randomKey } from './random-key'
import { transmit } from './transmit'

export type { PendingMessage } from './outbox-queue'

/** What to do with messages that are not sent yet. */
interface Outbox {
  /** Sends a text; false if too many wait already, and then nothing is taken. */
  send(input: {
    session: SessionFieldsFragment
    chat: ChatFieldsFragment
    text: string
    replyTo: QuotedFieldsFragment | null
  }): boolean
  /** Sends a failed message again; nothing is sent twice. */
  retry(key: string): void
  /** Forgets a failed message. */
  discard(key: string): void
}

const OutboxContext = createContext<OutboxQueue | null>(null)

/** Sends what the views below it write, whichever of them is shown. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const { client, feed } = useLive()
  const { say } = useNotices()
  const { t } = useTranslation('composer')
  const [queue] = useState(
    () =>
      new OutboxQueue({
        transmit: (message) => transmit(client, message),
        isLive: () => feed.state.get().phase === 'LIVE',
        newKey: randomKey,
        clock: browserClock,
        left: keptMessages(sessionStorage),
        keep(messages) {
          try {
            keepMessages(sessionStorage, messages)
          } catch {
            say({ kind: 'PROBLEM', text: t('notKept') })
          }
        },
      }),
  )
  useEffect(() => {
    queue.open()
    return () => queue.close()
  }, [queue])
  // Of this browser, unlike the outbox: what one tab sends must not be offered by another.
  useEffect(followDrafts, [])
  useEffect(
    () => feed.state.subscribe(() => void (feed.state.get().phase === 'LIVE' && queue.serverCame())),
    [feed, queue],
  )
  useLiveEvents((events) => {
    queue.shown(events.flatMap((event) => ('message' in event ? [event.message] : [])))
    for (const event of events) {
      if (event.__typename === 'ConnectionStateChanged' && event.state === 'CONNECTED') {
        queue.sessionCame(event.sessionId)
      }
    }
  })
  return <OutboxContext value={queue}>{children}</OutboxContext>
}

/** What is pending in a chat, oldest first, without what `shown` has: the messages that the view shows anyway. */
export function usePending(chatId: string, shown: readonly SentMessage[] = NONE): readonly PendingMessage[] {
  const queue = useQueue()
  const pending = useSyncExternalStore(queue.pending.subscribe, queue.pending.get)
  useEffect(() => queue.shown(shown), [queue, shown])
  return useMemo(() => {
    const inChat = pending.filter((message) => message.chatId === chatId)
    const isShown = shownIn(shown)
    return inChat.filter((message) => !isShown(message))
  }, [pending, chatId, shown])
}

const NONE: readonly SentMessage[] = []

/** Throws outside of OutboxProvider. */
export function useOutbox(): Outbox {
  const queue = useQueue()
  return useMemo(
    () => ({
      send: ({ session, chat, text, replyTo }) => queue.send({ sessionId: session.id, chatId: chat.id, text, replyTo }),
      retry: (key) => queue.retry(key),
      discard: (key) => queue.discard(key),
    }),
    [queue],
  )
}

function useQueue(): OutboxQueue {
  const queue = useContext(OutboxContext)
  if (queue === null) throw new Error('useOutbox() needs an OutboxProvider above it')
  return queue
}
