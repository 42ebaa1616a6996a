import { useQuery } from '@apollo/client/react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../api/problem'
import { useShownOperation } from '../api/shown-operations'
import { useProblemText } from '../api/use-problem-text'
import { ChatList } from '../chats/chat-list'
import { NoChatChosen } from '../chats/no-chat-chosen'
import { SessionDocument, type SessionFieldsFragment } from '../generated/operations'
import { LoginPanel } from '../sessions/login-panel'
import { hasChats } from '../sessions/session-actions'
import { SessionBanner } from '../sessions/session-banner'
import { SessionHeader } from '../sessions/session-header'
import { useSessions } from '../sessions/sessions-context'
import { SyncBar } from '../sessions/sync-bar'
import { Thread } from '../thread/thread'
import { Button } from '../ui/button'
import { MessageCard } from '../ui/message-card'
import { Spinner } from '../ui/spinner'
import { useKeptFocus } from '../ui/use-kept-focus'
import { NotFound } from './not-found'
import style from './session-page.module.css'

interface SessionPageProps {
  sessionId: string
  chatId: string | null
}

/** One session: its chats beside the chat that the address names, or what it takes to have chats. */
export function SessionPage({ sessionId, chatId }: SessionPageProps) {
  const { t } = useTranslation('sessions')
  const { session, loading, error, again } = useSession(sessionId)
  useShownOperation(SessionDocument, { id: sessionId })
  const frame = useRef<HTMLDivElement>(null)
  // What was pressed to log in is gone once somebody is.
  useKeptFocus(frame, session?.state)
  if (session === null && loading) {
    return (
      <MessageCard title={t('loading')}>
        <Spinner label={t('loading')} />
      </MessageCard>
    )
  }
  if (session === null) return error === undefined ? <NotFound /> : <NotLoaded error={error} onRetry={again} />
  return (
    <div ref={frame} tabIndex={-1} className={style.frame} key={sessionId}>
      {hasChats(session) ? <Chats session={session} chatId={chatId} /> : <WithoutChats session={session} />}
    </div>
  )
}

/** Why there is no session, and the way on. */
function NotLoaded({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation()
  const explain = useProblemText()
  const problem = problemOf(error)
  if (problem.code === 'NOT_FOUND' || problem.code === 'BAD_USER_INPUT') return <NotFound />
  return (
    <MessageCard level={1} title={t('failed')}>
      <p role="alert">{explain(problem)}</p>
      <Button look="PRIMARY" onPress={onRetry}>
        {t('again')}
      </Button>
    </MessageCard>
  )
}

function Chats({ session, chatId }: { session: SessionFieldsFragment; chatId: string | null }) {
  return (
    <>
      <SessionBanner session={session} />
      <div className={style.page} data-chat={chatId !== null}>
        <div className={style.side}>
          <SessionHeader session={session} level={chatId === null ? 1 : 2} />
          <SyncBar session={session} />
          <div className={style.chats}>
            <ChatList sessionId={session.id} chatId={chatId} />
          </div>
        </div>
        {chatId === null ? <NoChatChosen /> : <Thread key={chatId} session={session} chatId={chatId} />}
      </div>
    </>
  )
}

function WithoutChats({ session }: { session: SessionFieldsFragment }) {
  return (
    <div className={style.login}>
      <LoginPanel session={session} level={1} />
    </div>
  )
}

interface ShownSession {
  readonly session: SessionFieldsFragment | null
  readonly loading: boolean
  /** Why it could not be asked for. */
  readonly error: Error | undefined
  /** Asks for it again. */
  readonly again: () => void
}

/** A session as it is now; one that is not among those that are loaded is asked for by itself. */
function useSession(id: string): ShownSession {
  const { sessions, loading, hasMore } = useSessions()
  const listed = sessions.find((session) => session.id === id)
  const skip = listed !== undefined || loading || !hasMore
  const single = useQuery(SessionDocument, { variables: { id }, skip })
  return {
    session: listed ?? single.data?.session ?? null,
    loading: loading || (!skip && single.loading),
    error: single.error,
    // Its failure is the next error.
    again: () => void single.refetch().catch(() => undefined),
  }
}
