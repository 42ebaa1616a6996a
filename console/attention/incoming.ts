import type { LiveEvent } from '../api/live-feed'
import type { ChatFieldsFragment, MessageFieldsFragment } from '../generated/operations'

/** A message that somebody sent to the account, and that nobody sees by itself. */
export interface Incoming {
  readonly sessionId: string
  readonly chat: ChatFieldsFragment
  readonly message: MessageFieldsFragment
  /** It came while the page had lost its connection. */
  readonly missed: boolean
}

/** What is in sight. */
export interface Sight {
  readonly openChatId: string | null
  /** Whether somebody looks at the page: it is neither hidden by another tab nor without the focus. */
  readonly visible: boolean
  /** What had happened before this was missed, by the server's clock, in milliseconds since 1970; null: nothing was. */
  readonly missedBefore: number | null
}

/**
 * The messages that are worth telling: live ones of others, in chats that are neither on the screen nor in the archive.
 */
export function incomingOf(events: readonly LiveEvent[], sight: Sight): Incoming[] {
  const incoming: Incoming[] = []
  for (const event of events) {
    if (event.__typename !== 'MessageReceived' || event.origin !== 'LIVE') continue
    const { message, sessionId, occurredAt } = event
    const { chat } = message
    const onScreen = sight.visible && chat.id === sight.openChatId
    if (message.fromMe || chat.archived || onScreen) continue
    const missed = sight.missedBefore !== null && Date.parse(occurredAt) < sight.missedBefore
    incoming.push({ sessionId, chat, message, missed })
  }
  return incoming
}
