import { MessageCircle } from 'lucide-react'
import { type Dispatch, type SetStateAction, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListState } from '../api/live-list'
import { problemOf } from '../api/problem'
import { useProblemText } from '../api/use-problem-text'
import { usePending } from '../composer/outbox'
import type { ChatFieldsFragment, SessionFieldsFragment } from '../generated/operations'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import { Spinner } from '../ui/spinner'
import { useGaps } from './gaps'
import { MessageList } from './message-list'
import { NewMessages } from './new-messages'
import { OlderMessages } from './older-messages'
import type { Row } from './row-place'
import { type ThreadActions, ThreadActionsContext } from './thread-actions'
import style from './thread.module.css'
import { useFirstUnread } from './use-first-unread'
import { useFocusedRow } from './use-focused-row'
import { useJump } from './use-jump'
import { useMarkRead } from './use-mark-read'
import type { MessageActions } from './use-message-actions'
import type { ChatMessages } from './use-messages'
import { useThreadScroll } from './use-thread-scroll'

interface MessagesProps {
  session: SessionFieldsFragment
  chat: ChatFieldsFragment
  messages: ChatMessages
  actions: MessageActions
  onChat: (chat: ChatFieldsFragment) => void
}

/** The messages of a chat: where they are scrolled to, what of them is shown, and what is done with them. */
export function Messages({ session, chat, messages, actions, onChat }: MessagesProps) {
  const { state, list, letGo } = messages
  const { items, loading, error, hasMore } = state
  // Where something is sent from here, it is among them: the outbox need not look through all.
  const newest = useMemo(() => items.slice(0, 200), [items])
  const pending = usePending(chat.id, newest)
  const gaps = useGaps(session.id, chat.id)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const rows = useMemo<readonly Row[]>(() => [...items.toReversed(), ...pending], [items, pending])
  const firstUnreadId = useFirstUnread(chat, items)

  const scroll = useThreadScroll(rows, () => {
    if (hasMore && loading === null && error === null) void list.loadMore()
  })
  const isAtEnd = scroll.leftAt === null
  const focused = useFocusedRow(rows, scroll.handle)
  useMarkRead({ session, chat, isInView: isAtEnd && items.length > 0, onRead: onChat })
  useShowOwn(pending.length, scroll.toEnd)
  useEffect(() => {
    if (isAtEnd) letGo()
  }, [isAtEnd, items, letGo])
  function toNewest() {
    scroll.toEnd()
    focused.toNewest()
  }
  const jumpTo = useJump(list, state, focused.show)
  const context = useContextOf(actions, jumpTo, setUnfolded)

  if (rows.length === 0) return <NoMessages {...{ loading, error }} onRetry={() => void list.retry()} />
  return (
    <div className={style.messages}>
      <OlderMessages isLoading={loading === 'MORE'} error={error} onRetry={() => void list.retry()} />
      <ThreadActionsContext value={context}>
        <MessageList isLoading={loading !== null} {...{ chat, rows, gaps, firstUnreadId, unfolded, scroll, focused }} />
      </ThreadActionsContext>
      <NewMessages rows={rows} chatName={chat.name} leftAt={scroll.leftAt} toEnd={toNewest} />
    </div>
  )
}

/** One for as long as the thread is shown: another would have every message drawn anew. */
function useContextOf(
  { openMenu, react }: MessageActions,
  jumpTo: (messageId: string) => void,
  setUnfolded: Dispatch<SetStateAction<ReadonlySet<string>>>,
): ThreadActions {
  return useMemo(
    () => ({
      openMenu,
      react,
      jumpTo,
      unfold: (messageId) => setUnfolded((before) => new Set(before).add(messageId)),
    }),
    [openMenu, react, jumpTo, setUnfolded],
  )
}

/** Goes to the end when something is sent from here, wherever the thread is scrolled to. */
function useShowOwn(count: number, toEnd: () => void): void {
  const before = useRef(count)
  useLayoutEffect(() => {
    if (count > before.current) toEnd()
    before.current = count
  }, [count, toEnd])
}

interface NoMessagesProps {
  loading: ListState<unknown>['loading']
  error: Error | null
  onRetry: () => void
}

/** Why there are no messages: they are on their way, they could not be loaded, or there are none. */
function NoMessages({ loading, error, onRetry }: NoMessagesProps) {
  const { t } = useTranslation('thread')
  const explain = useProblemText()
  if (error !== null) {
    return (
      <MessageCard title={t('failed')}>
        <p role="alert">{explain(problemOf(error))}</p>
        <Button look="PRIMARY" onPress={onRetry}>
          {t('tryAgain')}
        </Button>
      </MessageCard>
    )
  }
  if (loading === null) {
    return (
      <MessageCard icon={<MessageCircle size={32} />} title={t('empty.title')}>
        <p>{t('empty.text')}</p>
      </MessageCard>
    )
  }
  return (
    <MessageCard title={t('loading')}>
      <Spinner label={t('loading')} />
    </MessageCard>
  )
}
