import { registerEnumType } from 'type-graphql'
import { SCOPES } from '../domain/access'

/** A GraphQL enum whose names are its values, as the domain's string unions are. */
function enumOf<Value extends string>(name: string, description: string, values: Record<Value, string>) {
  const names = Object.keys(values) as Value[]
  const type = Object.fromEntries(names.map((value) => [value, value])) as { [V in Value]: V }
  const described = names.map((value) => [value, { description: values[value] }] as const)
  registerEnumType(type, { name, description, valuesConfig: Object.fromEntries(described) as never })
  return type
}

export const ScopeEnum = enumOf(
  'Scope',
  'What an API key may do.',
  Object.fromEntries(
    SCOPES.map((scope) => [
      scope,
      {
        ADMIN: 'Everything in its workspace.',
        SESSIONS_READ: 'See sessions, their states and their QR codes.',
        SESSIONS_WRITE: 'Start, stop, log out and delete sessions.',
        MESSAGES_READ: 'See contacts, chats and messages.',
        MESSAGES_WRITE: 'Send and change messages.',
      }[scope],
    ]),
  ),
)

export const SessionStateEnum = enumOf('SessionState', 'Where a session is in its life.', {
  STOPPED: 'Known, not running.',
  STARTING: 'Launching, or restoring a stored login.',
  AWAITING_LOGIN: 'A QR code or a pairing code waits for the phone.',
  AUTHENTICATING: 'The phone has accepted; WhatsApp is loading.',
  CONNECTED: 'Sends and receives.',
  RECONNECTING: 'The connection was lost; the server is getting it back by itself.',
  LOGGED_OUT: 'The phone has unlinked this device; only a new login helps.',
  FAILED: 'Given up for now; stateReason says why.',
})

export const EngineEnum = enumOf('Engine', 'What speaks WhatsApp for a session.', {
  WHATSAPP_WEB: 'whatsapp-web.js in a real browser, linked to a real phone.',
  SIMULATED: 'No browser and no phone: a simulated account to develop and test with.',
})

export const SyncPhaseEnum = enumOf('SyncPhase', 'What the synchronisation after a login is at.', {
  CHATS: 'Reading the list of chats and the contacts.',
  HISTORY: 'Fetching the recent messages, chat by chat.',
  DONE: 'Everything is stored.',
})

export const ChatKindEnum = enumOf('ChatKind', 'What kind of chat it is.', {
  PRIVATE: 'With one person.',
  GROUP: 'With the members of a group.',
  CHANNEL: 'What a channel publishes.',
  BROADCAST: 'A broadcast list of the account.',
})

export const MessageTypeEnum = enumOf('MessageType', 'What kind of content a message has.', {
  TEXT: 'Text.',
  IMAGE: 'A picture, perhaps with a caption.',
  VIDEO: 'A video, perhaps with a caption.',
  AUDIO: 'An audio file.',
  VOICE: 'A voice note.',
  DOCUMENT: 'A file, perhaps with a caption.',
  STICKER: 'A sticker.',
  LOCATION: 'A place.',
  CONTACT: 'One or more contact cards.',
  POLL: 'A poll.',
  SYSTEM: 'A notice of WhatsApp itself, such as "… joined".',
  UNSUPPORTED: 'A kind that this server does not know yet.',
  UNDECRYPTED: 'Not readable yet; messageUpdated with DECRYPTED follows when the text comes.',
})

export const DeliveryStateEnum = enumOf('DeliveryState', 'How far an own message has come.', {
  QUEUED: 'Stored, and waiting to be sent.',
  SENDING: 'Handed to WhatsApp, which has not acknowledged it yet.',
  SENT: 'WhatsApp has it.',
  DELIVERED: "It is on the recipient's device.",
  READ: 'It was read.',
  PLAYED: 'It was listened to.',
  FAILED: 'It was not sent; failure says why.',
  UNKNOWN: 'Nobody can say whether it was sent; failure says why. It is never sent again by itself.',
})

export const EventTypeEnum = enumOf('EventType', 'What kind of event it is.', {
  MESSAGE_RECEIVED: 'MessageReceived.',
  MESSAGE_UPDATED: 'MessageUpdated.',
  CHAT_UPDATED: 'ChatUpdated.',
  HISTORY_GAP: 'HistoryGap.',
  CONNECTION_STATE_CHANGED: 'ConnectionStateChanged.',
})

export const EventOriginEnum = enumOf('EventOrigin', 'How the server came to know of an event.', {
  LIVE: 'As it happened.',
  BACKFILL: 'Fetched later: it happened while the session was not connected.',
})

export const MessageChangeEnum = enumOf('MessageChange', 'What changed of a message.', {
  DELIVERY: 'Its deliveryState.',
  EDIT: 'Its text was edited.',
  REVOKE: 'It was deleted for everyone.',
  REACTION: 'A reaction came, changed or went.',
  DECRYPTED: 'Its content became readable.',
  MEDIA: 'Its media was stored, or could not be had.',
})

export const HistoryGapReasonEnum = enumOf('HistoryGapReason', 'Why messages of some time are missing.', {
  ABSENCE_TOO_LONG: 'The session was away for longer than the server fetches back (BACKFILL_DAYS).',
  TOO_MANY_MESSAGES: 'More messages were missed than the server fetches of one chat.',
  HISTORY_UNAVAILABLE: "WhatsApp did not give the chat's history, however often it was asked.",
})

export const SimulatedDisconnectEnum = enumOf('SimulatedDisconnect', 'How a simulated session loses its connection.', {
  NETWORK: 'The network is gone; the session reconnects by itself.',
  LOGGED_OUT: 'The phone unlinks the device.',
  CRASH: 'The browser crashes; the session reconnects by itself.',
})
