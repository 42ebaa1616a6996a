import { useRoute } from 'wouter'
import { Announcer } from './announcer'
import { Notifier } from './notifier'
import { PageTitle } from './page-title'

/** Tells of what is new where it is not seen: in the title, by notifications, and to screen readers. */
export function Attention() {
  const [, session] = useRoute('/sessions/:sessionId/*?')
  const [, chat] = useRoute('/sessions/:sessionId/chats/:chatId')
  const sessionId = session?.sessionId ?? null
  const chatId = chat?.chatId ?? null
  return (
    <>
      <PageTitle sessionId={sessionId} chatId={chatId} />
      <Announcer openChatId={chatId} />
      <Notifier openChatId={chatId} />
    </>
  )
}
