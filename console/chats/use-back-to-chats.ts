import { useLocation } from 'wouter'
import { sessionPath } from '../addresses'

interface ChosenChat {
  readonly fromChats: true
}

/** What an entry of the browser's history says whose chat was chosen from the list alone, as on small screens. */
export const FROM_CHATS: ChosenChat = { fromChats: true }

/** Leads from a chat to the list of the session's chats, and leaves no further chat to the browser's Back. */
export function useBackToChats(sessionId: string): () => void {
  const [, navigate] = useLocation()
  return () => {
    const chosen = (history.state as Partial<ChosenChat> | null)?.fromChats === true
    if (chosen) history.back()
    else navigate(sessionPath(sessionId), { replace: true })
  }
}
