import type { Client } from 'whatsapp-web.js'

import type { PageEvent } from './page-events'
import { isRaw, keyOf, type Raw } from './raw-data'

/** Messages whose text is still missing that are remembered, to tell their text when it comes. */
const UNDECRYPTED_REMEMBERED = 5_000

/** Group notices: the library turns each `gp2` message into one of these, instead of a message. */
const GROUP_NOTICES = ['group_join', 'group_leave', 'group_update', 'group_admin_changed', 'group_membership_request']

/** The library's events that become events of the port. It emits more: `message` only repeats `message_create`. */
export class ClientEvents {
  readonly #undecrypted = new Set<string>()

  constructor(
    readonly take: (event: PageEvent) => void,
    readonly fail: (what: string, error: Error) => void,
  ) {}

  /** Listens. A listener that throws would keep the library from telling others, so these never do. */
  attach(client: Client): void {
    const on = (name: string, listen: (raw: Raw, ...args: unknown[]) => void) => {
      client.on(name, (structure: unknown, ...args: unknown[]) => {
        // The library's structures keep the page's model, and drop half of it from their own properties.
        const raw = isRaw(structure) && isRaw(structure._data) ? structure._data : structure
        if (isRaw(raw)) listen(raw, ...args)
        else this.fail(`the library's ${name} event`, new Error('it carries no data'))
      })
    }
    on('message_create', (raw) => this.#created(raw))
    on('message_ciphertext', (raw) => this.#ciphertext(raw))
    on('message_ack', (raw, ack) => this.take({ kind: 'ack', raw, ack }))
    on('message_edit', (raw, body) => this.#changed(raw, body))
    on('message_revoke_everyone', (raw) => this.take({ kind: 'revoke', raw }))
    on('message_reaction', (reaction) => this.take({ kind: 'reaction', raw: reactionData(reaction) }))
    for (const name of GROUP_NOTICES) on(name, (notice) => this.take({ kind: 'message', raw: noticeData(notice) }))
  }

  #created(raw: Raw): void {
    const wasUndecrypted = this.#undecrypted.delete(undecryptedKey(raw))
    this.take({ kind: wasUndecrypted ? 'decrypted' : 'message', raw })
  }

  #ciphertext(raw: Raw): void {
    this.#undecrypted.add(undecryptedKey(raw))
    const [oldest] = this.#undecrypted
    if (this.#undecrypted.size > UNDECRYPTED_REMEMBERED && oldest !== undefined) this.#undecrypted.delete(oldest)
    this.take({ kind: 'message', raw })
  }

  /** The page also changes bodies as thumbnails and decrypted texts come in; an edit says that it is one. */
  #changed(raw: Raw, body: unknown): void {
    if (raw.latestEditMsgKey || raw.latestEditSenderTimestampMs) this.take({ kind: 'edit', raw, body })
  }
}

function undecryptedKey(raw: Raw): string {
  const key = keyOf(raw.id)?.key
  return key ? `${key.fromMe}_${key.stanzaId}` : ''
}

/** The library's Reaction under the names that the page's model has. */
const reactionData = (reaction: Raw): Raw => ({
  id: reaction.id,
  msgKey: reaction.id,
  parentMsgKey: reaction.msgId,
  senderUserJid: reaction.senderId,
  reactionText: reaction.reaction,
  timestamp: reaction.timestamp,
})

/** The library's GroupNotification as the message model that it was made of. */
const noticeData = (notice: Raw): Raw => ({ id: notice.id, author: notice.author, t: notice.timestamp, type: 'gp2' })
