import type { LiveEvent } from '../api/live-feed'
import { chat } from '../chats/fake-chats'
import type { ChatFieldsFragment, MessageFieldsFragment } from '../generated/operations'
import type { Incoming } from './incoming'

/** A message for tests: a received text, unless told otherwise. */
export const message = (known: Partial<MessageFieldsFragment>): MessageFieldsFragment => ({
  ...{ id: 'msg_1', whatsappId: null, idempotencyKey: null, type: 'TEXT', body: 'Halo', fromMe: false },
  ...{ sentAt: '2026-01-01T00:00:00.000Z', deliveryState: null, failure: null, editedAt: null, revokedAt: null },
  ...{ sender: null, quoted: null, reactions: [], media: null, location: null },
  ...known,
})

/** A message that came, as the digests have it. */
export const incoming = (chatId: string, body = 'Halo', missed = false): Incoming => ({
  sessionId: 'ses_1',
  chat: chat({ id: chatId }),
  message: message({ body }),
  missed,
})

/** An event for tests, of a message that was received at that time in ISO 8601. */
export function received(
  known: {
    chat?: Partial<ChatFieldsFragment>
    message?: Partial<MessageFieldsFragment>
    origin?: 'LIVE' | 'BACKFILL'
    at?: string
  } = {},
): LiveEvent {
  return {
    __typename: 'MessageReceived',
    cursor: '1',
    occurredAt: known.at ?? '2026-01-01T00:00:00.000Z',
    sessionId: 'ses_1',
    origin: known.origin ?? 'LIVE',
    message: { ...message(known.message ?? {}), chat: chat(known.chat ?? {}) },
  }
}
