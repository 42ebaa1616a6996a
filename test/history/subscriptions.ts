/** The subscriptions, with the session of each event in them: what came is then judged without the server. */
import { decodeCursor } from '../../src/pubsub/cursor'
import type { EventType, Origin, Seen } from './history'

const MESSAGE = 'message { id whatsappId body deliveryState chat { id session { id } } }'

const TEXTS: Record<EventType, string> = {
  'message.received': `subscription Received($sessionId: ID, $chatId: ID, $after: String) {
    event: messageReceived(sessionId: $sessionId, chatId: $chatId, after: $after) { cursor origin ${MESSAGE} }
  }`,
  'message.updated': `subscription Updated($sessionId: ID, $chatId: ID, $after: String) {
    event: messageUpdated(sessionId: $sessionId, chatId: $chatId, after: $after) { cursor origin change ${MESSAGE} }
  }`,
  'chat.updated': `subscription Chats($sessionId: ID, $chatId: ID, $after: String) {
    event: chatUpdated(sessionId: $sessionId, chatId: $chatId, after: $after) {
      cursor chat { id name unreadCount session { id } }
    }
  }`,
  'session.state': `subscription States($sessionId: ID, $after: String) {
    event: connectionStateChanged(sessionId: $sessionId, after: $after) { cursor state session { id } }
  }`,
}

/** What one subscriber asks for; null narrows nothing. */
export interface Wish {
  type: EventType
  sessionId: string | null
  chatId: string | null
}

/** An event as the API pushes it. */
export interface Pushed {
  cursor: string
  origin?: Origin
  message?: { id: string; chat: { session: { id: string } } }
  chat?: { session: { id: string } }
  session?: { id: string }
}

/** The operation for a wish, from a cursor on; from now on if that is null. */
export function operationOf({ type, sessionId, chatId }: Wish, after: string | null) {
  const narrowing = type === 'session.state' ? { sessionId } : { sessionId, chatId }
  return { query: TEXTS[type], variables: { ...narrowing, after } }
}

/** The event as the checker wants it; reads the cursor, which clients never do. */
export function seenOf(type: EventType, pushed: Pushed): Seen {
  const { cursor, origin = null, message, chat, session } = pushed
  const sessionId = message?.chat.session.id ?? chat?.session.id ?? session?.id
  if (sessionId === undefined) throw new Error(`an event without a session: ${JSON.stringify(pushed)}`)
  const position = Object.fromEntries(decodeCursor(cursor))
  return { sessionId, type, messageId: message?.id ?? null, origin, position }
}
