import type { ChatContent } from '../domain/model'
import type { Chat } from './generated/mysql/client'
import { shownOf } from './records'
import { Rows } from './rows'

const SHOWN = ['name', 'unreadCount', 'archived', 'pinned'] as const satisfies readonly (keyof ChatContent)[]

/** The chats of a group, and what subscribers know of those that it changes. */
export class ChatRows extends Rows<Chat> {
  /** Whether subscribers are not to hear of what is changed now. */
  silent = false
  /** As subscribers know the chats that were changed for them to hear. A new chat is told by its first message. */
  private readonly known = new Map<Chat, ChatContent>()

  override change(row: Chat, patch: Partial<Chat>): boolean {
    const isNews = SHOWN.some((key) => patch[key] !== undefined && patch[key] !== row[key])
    if (isNews && !this.silent && !this.created.has(row) && !this.known.has(row)) this.known.set(row, shownOf(row))
    return super.change(row, patch)
  }

  /** One more unread message, of which subscribers are told: they count it themselves. */
  count(row: Chat): void {
    super.change(row, { unreadCount: row.unreadCount + 1 })
    const known = this.known.get(row)
    if (known) known.unreadCount += 1
  }

  /** The chats that are not as subscribers know them; without aliases, which are in no list. */
  news(): Chat[] {
    const differs = ([row, known]: [Chat, ChatContent]): boolean => SHOWN.some((key) => row[key] !== known[key])
    return [...this.known].filter(([row]) => row.mergedInto === null).flatMap((pair) => (differs(pair) ? pair[0] : []))
  }
}
