/** Chats: who follows the log knows how much is unread in each. */
import type { History, Violation } from './history'

/**
 * Chats of which the log says something else than the database: what their newest update has told, and one more for
 * each message since then that is counted. Those that were never told of were counted by their phone before.
 */
export function checkUnread({ chats, log }: Pick<History, 'chats' | 'log'>): Violation[] {
  const told = new Map<string, number>()
  for (const { chatId, unread } of log.toSorted((a, b) => a.seq - b.seq)) {
    if (chatId === null || unread === null) continue
    const known = told.get(chatId)
    if (unread !== 'one more') told.set(chatId, unread)
    else if (known !== undefined) told.set(chatId, known + 1)
  }
  return chats
    .filter(({ id, unreadCount }) => told.has(id) && told.get(id) !== unreadCount)
    .map(({ id, unreadCount }) => ({
      kind: 'unread not as told',
      detail: `${id}: ${unreadCount}, not ${told.get(id)}`,
    }))
}
