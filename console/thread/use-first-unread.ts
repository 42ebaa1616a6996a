import { useState } from 'react'
import type { ChatFieldsFragment, MessageFieldsFragment } from '../generated/operations'

interface Opened {
  /** How many were unread. */
  readonly count: number
  /** The newest then. */
  readonly newest: MessageFieldsFragment
  /** The oldest of the unread; null until it is loaded. */
  readonly firstId: string | null
  readonly lookedAt: readonly MessageFieldsFragment[]
}

/**
 * The id of the oldest message that was unread when the thread was opened; null where there is none, or it is not loaded
 * yet. It stays when the messages are read.
 *
 * @param messages - newest first; empty until they are loaded
 */
export function useFirstUnread(chat: ChatFieldsFragment, messages: readonly MessageFieldsFragment[]): string | null {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [newest] = messages
  if (opened === null) {
    if (newest !== undefined) setOpened({ count: chat.unreadCount, newest, firstId: null, lookedAt: [] })
    return null
  }
  if (opened.count > 0 && opened.firstId === null && opened.lookedAt !== messages) {
    const firstId = find(opened, messages)
    // Once it is found, this must not keep all that was loaded until then.
    setOpened({ ...opened, firstId, lookedAt: firstId === null ? messages : [] })
  }
  return opened.firstId
}

function find({ count, newest }: Opened, messages: readonly MessageFieldsFragment[]): string | null {
  const start = messages.findIndex(({ id }) => id === newest.id)
  if (start === -1) return null
  let left = count
  for (let index = start; index < messages.length; index++) {
    const message = messages[index]
    if (message && !message.fromMe && --left === 0) return message.id
  }
  return null
}
