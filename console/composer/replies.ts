import type { MessageFieldsFragment } from '../generated/operations'

/** As many as there are drafts at most. */
const MOST = 100

/** The messages that replies were begun to, by chat: a draft is not to lose what it replies to while others are read. */
const replies = new Map<string, MessageFieldsFragment>()

/** What a chat's draft replies to; null if it is no reply. */
export const begunReply = (chatId: string): MessageFieldsFragment | null => replies.get(chatId) ?? null

/** Keeps what a chat's draft replies to until the page is left; null forgets it. */
export function keepReply(chatId: string, message: MessageFieldsFragment | null): void {
  replies.delete(chatId)
  if (message === null) return
  replies.set(chatId, message)
  const [oldest] = replies.keys()
  if (replies.size > MOST && oldest !== undefined) replies.delete(oldest)
}

/** Forgets what all drafts reply to. */
export const clearReplies = (): void => replies.clear()
