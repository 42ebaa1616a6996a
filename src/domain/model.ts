/** What is stored, as plain records: persistence makes them from rows, resolvers show them. */
import type { ChatKind, DeliveryState, EngineKind, EngineMe, MessageType } from './engine'
import type { SessionState } from './session-state'

export interface WorkspaceRecord {
  id: string
  name: string
}

/** A QR code to show, until it expires. */
export interface QrRecord {
  code: string
  expiresAt: Date
}

export type SyncPhase = 'CHATS' | 'HISTORY' | 'DONE'

/** How far the synchronisation after a login or reconnection has come. */
export interface SyncRecord {
  phase: SyncPhase
  chatsDone: number
  chatsTotal: number | null
  messagesStored: number
}

export interface SessionRecord {
  id: string
  workspaceId: string
  name: string
  engine: EngineKind
  state: SessionState
  stateReason: string | null
  stateChangedAt: Date
  wanted: boolean
  qr: QrRecord | null
  pairingCode: string | null
  pairingPhone: string | null
  me: EngineMe | null
  sync: SyncRecord | null
  syncedAt: Date | null
  lastSeq: number
  /** Of its browser, resident, as of the last renewal of its lease; null where there is none. */
  memoryBytes: number | null
  createdAt: Date
}

export interface ContactRecord {
  id: string
  sessionId: string
  whatsappId: string
  lid: string | null
  phone: string | null
  name: string
  pushName: string | null
}

/** The part of a chat that its events carry as it was at their time. */
export interface ChatContent {
  name: string
  unreadCount: number
  archived: boolean
  pinned: boolean
}

export interface ChatRecord extends ChatContent {
  id: string
  sessionId: string
  whatsappId: string
  kind: ChatKind
  contactId: string | null
  lastMessageId: string | null
  lastActivityAt: Date | null
}

/** The part of a message that may change after it was stored; events carry it as it was at their time. */
export interface MessageContent {
  type: MessageType
  body: string | null
  deliveryState: DeliveryState | null
  failure: string | null
  editedAt: Date | null
  revokedAt: Date | null
}

export interface MessageRecord extends MessageContent {
  id: string
  sessionId: string
  chatId: string
  senderId: string | null
  fromMe: boolean
  stanzaId: string | null
  engineRef: string | null
  sentAt: Date
  media: { mimeType: string; filename: string | null; size: number | null } | null
  location: { latitude: number; longitude: number; name: string | null } | null
  quotedStanzaId: string | null
  idempotencyKey: string | null
  contentHash: string | null
}

export interface ReactionRecord {
  messageId: string
  /** Null for the account itself. */
  senderId: string | null
  emoji: string
  at: Date
}
