import { clearDrafts, countDrafts } from './drafts'
import { keepMessages, keptMessages } from './kept-messages'
import { clearReplies } from './replies'

/** How much this browser keeps that was written and not sent: drafts, and messages that wait. */
export const countUnsent = (): number => countDrafts() + keptMessages(sessionStorage).length

/** Forgets what was written and not sent. */
export function forgetUnsent(): void {
  clearDrafts()
  clearReplies()
  keepMessages(sessionStorage, [])
}
