import type { ChatFieldsFragment, ContactFieldsFragment } from '../generated/operations'

type LastMessage = NonNullable<ChatFieldsFragment['lastMessage']>

/** A person for tests. */
export const person = (known: Partial<ContactFieldsFragment>): ContactFieldsFragment => ({
  ...{ id: 'con_1', name: 'Siti Rahayu', phone: null, lid: null, pushName: null },
  ...known,
})

/** A chat for tests: private and empty, unless told otherwise. */
export const chat = (known: Partial<ChatFieldsFragment>): ChatFieldsFragment => ({
  ...{ id: 'cht_1', whatsappId: '1@lid', kind: 'PRIVATE', name: 'Siti Rahayu', unreadCount: 0 },
  ...{ lastActivityAt: null, archived: false, pinned: false, contact: null, session: { id: 'ses_1' } },
  lastMessage: null,
  ...known,
})

/** A last message for tests: a received text, unless told otherwise. */
export const lastMessage = (known: Partial<LastMessage>): LastMessage => ({
  ...{ id: 'msg_1', type: 'TEXT', body: 'Halo', fromMe: false, sentAt: '2026-01-01T00:00:00.000Z' },
  ...{ deliveryState: null, revokedAt: null, sender: { id: 'con_1', name: 'Siti Rahayu' } },
  ...known,
})
