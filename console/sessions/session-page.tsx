import { ChatList } from '../chats/chat-list'
import { NotFound } from '../shell/not-found'
import { Thread } from '../thread/thread'
import style from './session-page.module.css'
import { useSessions } from './sessions-context'

/** One session: its chats beside the chat that the address names. */
export function SessionPage({ sessionId, chatId }: { sessionId: string; chatId: string | null }) {
  const { sessions } = useSessions()
  const session = sessions.find(({ id }) => id === sessionId)
  if (session === undefined) return <NotFound />
  return (
    <div className={style.page} data-chat={chatId !== null}>
      <ChatList key={sessionId} sessionId={sessionId} chatId={chatId} />
      {chatId !== null && <Thread key={chatId} session={session} chatId={chatId} />}
    </div>
  )
}
