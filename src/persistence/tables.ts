/** The tables that ingest writes, with all their columns. */
import type { Chat, Contact, Event, Message, Reaction } from './generated/mysql/client'
import { Table } from './table'

export const CONTACTS = new Table<Contact>('contacts', {
  ...{ id: true, workspaceId: true, sessionId: true, whatsappId: true, lid: true, phone: true, name: true },
  ...{ savedName: true, pushName: true, mergedInto: true },
})

export const CHATS = new Table<Chat>('chats', {
  ...{ id: true, workspaceId: true, sessionId: true, whatsappId: true, kind: true, name: true, contactId: true },
  ...{ unreadCount: true, lastMessageId: true, lastActivityAt: true, archived: true, pinned: true, mergedInto: true },
})

export const MESSAGES = new Table<Message>('messages', {
  ...{ id: true, workspaceId: true, sessionId: true, chatId: true, senderId: true, fromMe: true, stanzaId: true },
  ...{ engineRef: true, type: true, body: true, sentAt: true, deliveryState: true, failure: true },
  ...{ mediaMimeType: true, mediaFilename: true, mediaSize: true, latitude: true, longitude: true },
  ...{ locationName: true, quotedStanzaId: true, editedAt: true, revokedAt: true },
  ...{ idempotencyKey: true, contentHash: true },
})

export const REACTIONS = new Table<Reaction>('reactions', {
  ...{ messageId: true, sender: true, sessionId: true, emoji: true, at: true },
})

export const EVENTS = new Table<Event>('events', {
  ...{ sessionId: true, seq: true, workspaceId: true, type: true, origin: true, occurredAt: true },
  ...{ chatId: true, messageId: true, payload: true },
})
