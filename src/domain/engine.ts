/**
 * The port between wagraph and what speaks WhatsApp. One Engine object is one attempt at one connection of one
 * session: it is started once, closed once, and a reconnection makes a new one. Every implementation passes the
 * conformance suite in test/conformance/.
 */

/** Which implementation a session uses. */
export type EngineKind = 'WHATSAPP_WEB' | 'SIMULATED'

export type ChatKind = 'PRIVATE' | 'GROUP' | 'CHANNEL' | 'BROADCAST'

export type MessageType =
  | 'TEXT'
  | 'IMAGE'
  | 'VIDEO'
  | 'AUDIO'
  | 'VOICE'
  | 'DOCUMENT'
  | 'STICKER'
  | 'LOCATION'
  | 'CONTACT'
  | 'POLL'
  | 'SYSTEM'
  | 'UNSUPPORTED'
  | 'UNDECRYPTED'

export type DeliveryState = 'QUEUED' | 'SENDING' | 'SENT' | 'DELIVERED' | 'READ' | 'PLAYED' | 'FAILED' | 'UNKNOWN'

/** Who is logged in. */
export interface EngineMe {
  /** `628…@c.us` */
  whatsappId: string
  /** E.164 with the plus sign; null if WhatsApp does not tell. */
  phone: string | null
  name: string | null
}

/** A person as far as the engine knows; what it does not know is null and keeps what is stored. */
export interface EnginePerson {
  /** `628…@c.us` or `…@lid`, as WhatsApp addresses the person here. */
  whatsappId: string
  /** `…@lid`, where known beside a phone number. */
  lid: string | null
  /** E.164 with the plus sign, where known beside a LID. */
  phone: string | null
  /** As saved in the phone's address book. */
  savedName: string | null
  /** As the person calls themselves. */
  pushName: string | null
}

/** A chat as a message or a listing names it. */
export interface EngineChat {
  /** `628…@c.us`, `…@lid`, `1203…@g.us`, `…@newsletter`, `…@broadcast`; never status@broadcast. */
  whatsappId: string
  kind: ChatKind
  /** Null where the engine does not know it; private chats are named by their person. */
  name: string | null
  /** The other person of a PRIVATE chat; null otherwise. */
  person: EnginePerson | null
}

/** What identifies a message within a session, whatever address it came under. */
export interface MessageKey {
  fromMe: boolean
  /** WhatsApp's stanza id (`id.id` in WhatsApp Web). */
  stanzaId: string
}

export interface EngineMessage {
  key: MessageKey
  /** Opaque to all but the engine: what it needs to find the message again. At most 255 characters. */
  ref: string
  chat: EngineChat
  /** Null for the account itself. */
  sender: EnginePerson | null
  type: MessageType
  /** Text, or the caption of media; null for neither. */
  body: string | null
  sentAt: Date
  /** Of own messages; null for received ones. */
  deliveryState: DeliveryState | null
  quotedStanzaId: string | null
  /** When its text was last changed; told by history alone, as are revokes: live ones come as events. */
  editedAt?: Date | null
  /** It was deleted for everyone: type and body are lost. */
  revoked?: boolean
  media: { mimeType: string; filename: string | null; size: number | null } | null
  location: { latitude: number; longitude: number; name: string | null } | null
}

/** A chat of the account's chat list, with what a listing shows. */
export interface EngineChatSummary extends EngineChat {
  unreadCount: number
  archived: boolean
  pinned: boolean
  lastActivityAt: Date | null
}

/** Why an engine ended by itself. LOGGED_OUT and INCOMPATIBLE are final; after every other the session reconnects. */
export type CloseReason =
  /** The phone unlinked this device: the stored login is worth nothing any more. */
  | 'LOGGED_OUT'
  /** WhatsApp's page does not look as this version expects; the login is kept. */
  | 'INCOMPATIBLE'
  /** Another client took the connection over. */
  | 'CONFLICT'
  /** No network, or WhatsApp does not answer. */
  | 'NETWORK'
  /** The browser, its page or the engine's thread ended or hung. */
  | 'CRASH'

/** What an engine reports, in order. After `closed` nothing more comes. */
export type EngineEvent =
  /** A QR code to show; each further one replaces it. `expiresInMs` from now. */
  | { type: 'qr'; code: string; expiresInMs: number }
  | { type: 'pairing-code'; code: string }
  /** The phone accepted, or the stored login was taken; WhatsApp is loading. */
  | { type: 'authenticated' }
  /** Calls work from here on, and messages arrive. */
  | { type: 'ready'; me: EngineMe }
  /** The connection was interrupted and is alive again; what came meanwhile may never be told but by history. */
  | { type: 'resumed' }
  | { type: 'message'; message: EngineMessage }
  /** A message was announced on status@broadcast and skipped. */
  | { type: 'status-skipped' }
  | { type: 'ack'; key: MessageKey; deliveryState: DeliveryState }
  | { type: 'edit'; key: MessageKey; body: string; editedAt: Date }
  | { type: 'revoke'; key: MessageKey; revokedAt: Date }
  /** `sender` null is the account itself; an empty emoji takes the reaction back. */
  | { type: 'reaction'; key: MessageKey; sender: EnginePerson | null; emoji: string; at: Date }
  /** The text of a message that first came as UNDECRYPTED. */
  | { type: 'decrypted'; message: EngineMessage }
  /** One person's LID and phone number, or names, became known. */
  | { type: 'person'; person: EnginePerson }
  | { type: 'unread'; chat: EngineChat; unreadCount: number }
  | { type: 'closed'; reason: CloseReason; detail: string }

/** Takes the engine's events; never throws, never blocks. */
export type EngineSink = (event: EngineEvent) => void

export interface EngineOptions {
  sessionId: string
  /** Digits only, E.164 without the plus sign: log in by pairing code instead of QR code. */
  pairingPhone: string | null
}

/** What WhatsApp gave an own message. */
export interface SentMessage {
  stanzaId: string
  ref: string
  sentAt: Date
}

/**
 * One connection. Calls other than start, logout and close need `ready` and reject with an Error whose message says
 * why; EngineClosed means only that the connection is over, so that nobody knows whether the call took effect, and
 * EngineNotReached that it was over before the call began; each has a time limit of its own (EngineCallTimeout), so
 * none is pending for ever. Own sends are never echoed as `message`: that event is for what the phone itself sent.
 */
export interface Engine {
  /** Launches, and resolves once login or restore is under way; on rejection nothing is left running. */
  start(): Promise<void>
  /** Resolves only on evidence that the connection to WhatsApp is alive. */
  probe(): Promise<void>
  /** `to` is a chat's WhatsApp id; `quotedRef` a message's ref. Rejects with NotOnWhatsApp if nobody has the number. */
  sendText(to: string, text: string, quotedRef: string | null): Promise<SentMessage>
  react(ref: string, emoji: string): Promise<void>
  edit(ref: string, body: string): Promise<void>
  revoke(ref: string): Promise<void>
  markRead(chatWhatsappId: string): Promise<void>
  /** The chat list, newest activity first, without status@broadcast. */
  chats(): Promise<EngineChatSummary[]>
  /** Everybody once, whichever addresses are known. */
  contacts(): Promise<EnginePerson[]>
  /**
   * The newest `limit` messages of a chat that were sent at or after `since`, oldest first, each as it is now. One that
   * was deleted for everyone is `revoked`, and left out where the engine has no trace of it.
   */
  history(chatWhatsappId: string, limit: number, since: Date | null): Promise<EngineMessage[]>
  /** Unlinks the device at WhatsApp, then closes. */
  logout(): Promise<void>
  /** Ends everything of this connection (a browser with its whole process group); idempotent; keeps the login. */
  close(): Promise<void>
}

/** Makes engines of one kind. */
export interface EngineFactory {
  readonly kind: EngineKind
  /** Null if this engine can run here, else one line that says why not and what to do. */
  unavailable(): string | null
  create(options: EngineOptions, sink: EngineSink): Engine
  /**
   * Resident memory, in bytes, of what runs outside this process for each session that it runs; sessions of which the
   * machine does not tell are left out. Only of engines that start processes.
   */
  memory?(): Promise<ReadonlyMap<string, number>>
  /** Whether a login is stored for the session on this machine; false after LOGGED_OUT. */
  hasLogin(sessionId: string): Promise<boolean>
  /** Deletes the stored login; the session's engine must be closed. */
  deleteLogin(sessionId: string): Promise<void>
}

/** Nobody on WhatsApp has this number or id. */
export class NotOnWhatsApp extends Error {
  override readonly name = 'NotOnWhatsApp'
}

/** A call of the engine did not end within its time limit, so nobody knows whether it took effect. */
export class EngineCallTimeout extends Error {
  override readonly name = 'EngineCallTimeout'
}

/** The engine was closed, or ended, before or during the call. */
export class EngineClosed extends Error {
  override readonly name: string = 'EngineClosed'
}

/** The connection was over before the call began: it certainly had no effect. */
export class EngineNotReached extends EngineClosed {
  override readonly name = 'EngineNotReached'
}
