/** Functions that run in WhatsApp's page and tell the worker what happens there; see page-types.ts for their rules. */

import type { PageGlobals } from './page-types'

/**
 * Runs in every new document, before anything else. The library exposes a function for each of its events unless one
 * of that name is there, so these take the place of those whose handlers do harm: `unread_count` asks the server for
 * the whole chat at every message, `chat_removed` creates the chat again, and the rest serialise models for events
 * that we do not use.
 */
export function replaceHarmfulHandlers(): void {
  const page = globalThis as unknown as PageGlobals & Record<string, unknown>
  page.onChatUnreadCountEvent = (chat: { id: { _serialized: string }; unreadCount?: unknown }) =>
    page.wagraphReport('unread', chat.id._serialized, Number(chat.unreadCount ?? 0))
  const unused = [
    'onRemoveChatEvent',
    'onArchiveChatEvent',
    'onChangeMessageEvent',
    'onRemoveMessageEvent',
    'onMessageMediaUploadedEvent',
    'onBatteryStateChangedEvent',
    'onIncomingCall',
    'onAuthAppStateChangedEvent',
    'onPollVoteEvent',
  ]
  for (const name of unused) page[name] = () => undefined
}

/**
 * Watches the connection from the login on: the library tells of state changes only after `ready`, of a logout only
 * when the page has already navigated away, and never asks for another QR code after they ran out.
 */
export function watchConnection(isPairing: boolean): { state: unknown; hasSynced: boolean } {
  const page = globalThis as unknown as PageGlobals
  const { Socket } = page.require('WAWebSocketModel')
  const { Cmd } = page.require('WAWebCmd')
  Socket.on('change:state', (_socket, state) => {
    void page.wagraphReport('state', String(state))
    if (state === 'UNPAIRED_IDLE' && !isPairing) void Cmd.refreshQR()
  })
  Cmd.on('logout', () => void page.wagraphReport('logout'))
  Cmd.on('logout_from_bridge', () => void page.wagraphReport('logout'))
  return { state: Socket.state, hasSynced: Boolean(Socket.hasSynced) }
}

/** Watches persons' names and numbers, in groups: a first sync changes thousands at once. */
export function watchContacts(): void {
  const page = globalThis as unknown as PageGlobals
  let changed = new Set<string>()
  const report = () => {
    const ids = [...changed]
    changed = new Set()
    void page.wagraphReport('persons', ids)
  }
  page.require('WAWebCollections').Contact.on('change:name change:pushname change:phoneNumber', (contact) => {
    const id = contact.id._serialized
    if (!/@(c\.us|lid)$/.test(id)) return
    if (changed.size === 0) page.setTimeout(report, 250)
    changed.add(id)
  })
}
