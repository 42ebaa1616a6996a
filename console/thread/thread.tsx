import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { chatPath, sessionPath } from '../addresses'
import { problemOf } from '../api/problem'
import { useShownOperation } from '../api/shown-operations'
import { useProblemText } from '../api/use-problem-text'
import { moveDraft } from '../composer/drafts'
import {
  type ChatFieldsFragment,
  ChatDocument,
  MessagesDocument,
  type SessionFieldsFragment,
} from '../generated/operations'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import { Spinner } from '../ui/spinner'
import { OpenThread } from './open-thread'
import { BareThreadHeader } from './thread-header'
import style from './thread.module.css'
import { useChat } from './use-chat'

/** One chat: its messages, and what writes the next. */
export function Thread({ session, chatId }: { session: SessionFieldsFragment; chatId: string }) {
  const { t } = useTranslation('thread')
  useShownOperation(ChatDocument, { chatId })
  useShownOperation(MessagesDocument, { chatId })
  const [{ items, error }, list] = useChat(chatId)
  const [chat] = items
  const isMoved = useMove(chat, chatPath(session.id, chatId))
  useEffect(() => {
    if (chat !== undefined) moveDraft(chatId, chat.id)
  }, [chatId, chat])
  if (chat !== undefined && !isMoved) {
    return <OpenThread session={session} chat={chat} onChat={(changed) => list.upsert([changed])} />
  }
  return (
    <section className={style.thread} aria-label={t('messages')}>
      <BareThreadHeader sessionId={session.id} />
      {error === null ? (
        <MessageCard level={1} title={t('loading')}>
          <Spinner label={t('loading')} />
        </MessageCard>
      ) : (
        <NoThread sessionId={session.id} error={error} onRetry={() => void list.load()} />
      )}
    </section>
  )
}

/**
 * Goes where the chat is shown, in place of the address that it was asked for by: its id may be another than it had when
 * the address was noted. Returns whether there is a way to go.
 */
function useMove(chat: ChatFieldsFragment | undefined, from: string): boolean {
  const [, navigate] = useLocation()
  const to = chat === undefined ? from : chatPath(chat.session.id, chat.id)
  useEffect(() => {
    if (to !== from) navigate(to, { replace: true })
  }, [to, from, navigate])
  return to !== from
}

interface NoThreadProps {
  sessionId: string
  error: Error
  onRetry: () => void
}

/** Why there is no thread, and the way on. */
function NoThread({ sessionId, error, onRetry }: NoThreadProps) {
  const { t } = useTranslation('thread')
  const explain = useProblemText()
  const problem = problemOf(error)
  if (problem.code === 'NOT_FOUND' || problem.code === 'BAD_USER_INPUT') {
    return (
      <MessageCard level={1} title={t('notFound.title')}>
        <p>{t('notFound.text')}</p>
        <Link href={sessionPath(sessionId)}>{t('notFound.back')}</Link>
      </MessageCard>
    )
  }
  return (
    <MessageCard level={1} title={t('failed')}>
      <p role="alert">{explain(problem)}</p>
      <Button look="PRIMARY" onPress={onRetry}>
        {t('tryAgain')}
      </Button>
    </MessageCard>
  )
}
