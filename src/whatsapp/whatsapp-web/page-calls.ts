import type { EngineChatSummary, EngineMessage, EnginePerson, SentMessage } from '../../domain/engine'
import { NotOnWhatsApp } from '../../domain/engine'
import { toError } from '../../domain/errors'
import { canonicalWhatsappId, STATUS_BROADCAST } from '../../domain/whatsapp-id'
import type Client from 'whatsapp-web.js/src/Client'
import { browserOf } from './library-client'
import { chatOf, mapMessage, personOf } from './message-mapping'
import { canRevoke, isReachable } from './page-checks'
import { isStatus, neededFacts } from './page-events'
import { readChats, readContacts, readFacts, readHistory } from './page-reads'
import type { Facts, Listing } from './page-types'
import { isRaw, keyOf, numberOf, textOf, type Raw } from './raw-data'

/** The calls of the port, made on the library's client and its page. */
export class PageCalls {
  constructor(
    readonly client: Client,
    /** Reports a part of a listing that could not be read. */
    readonly fail: (what: string, error: Error) => void,
  ) {}

  /** Rejects unless the page says that it is connected to WhatsApp. */
  async probe(): Promise<void> {
    const state: unknown = await this.client.getState()
    if (state !== 'CONNECTED') throw new Error(`the connection is ${String(state)}`)
  }

  async sendText(to: string, text: string, quotedRef: string | null): Promise<SentMessage> {
    const { page } = browserOf(this.client)
    if (!(await page.evaluate(isReachable, to))) throw new NotOnWhatsApp(`${to} is not on WhatsApp`)
    // Nothing but the text: no look-up of a preview, no vCard made of it, no read receipt for what came before.
    const plain = { linkPreview: false, parseVCards: false, sendSeen: false }
    const quote = quotedRef === null ? {} : { quotedMessageId: quotedRef, ignoreQuoteErrors: false }
    const message = await this.client.sendMessage(to, text, { ...plain, ...quote }).catch((thrown: unknown) => {
      const error = toError(thrown)
      throw error.message.includes('No LID for user') ? new NotOnWhatsApp(`${to} is not on WhatsApp`) : error
    })
    return sentMessage(message)
  }

  async react(ref: string, emoji: string): Promise<void> {
    await (await this.#message(ref)).react(emoji)
  }

  async edit(ref: string, body: string): Promise<void> {
    const edited = await (await this.#message(ref)).edit(body, { linkPreview: false })
    if (!edited) throw new Error('WhatsApp does not let this message be edited (any more)')
  }

  /** The library deletes the message for this account alone where WhatsApp does not let it be revoked. */
  async revoke(ref: string): Promise<void> {
    const message = await this.#message(ref)
    if (!(await browserOf(this.client).page.evaluate(canRevoke, ref))) {
      throw new Error('WhatsApp does not let this message be revoked (any more)')
    }
    await message.delete(true)
  }

  async markRead(chatId: string): Promise<void> {
    if (!(await this.client.sendSeen(chatId))) throw new Error(`no chat ${chatId}`)
  }

  async chats(): Promise<EngineChatSummary[]> {
    const chats = this.#read('a chat of the list', await browserOf(this.client).page.evaluate(readChats))
    const summaries = chats.map(({ id, person, ...chat }): EngineChatSummary => {
      const whatsappId = canonicalWhatsappId(id)
      const facts = { persons: person ? { [whatsappId]: person } : {}, chats: { [whatsappId]: chat.name } }
      const { unreadCount, archived, pinned, lastActivity } = chat
      const lastActivityAt = lastActivity > 0 ? new Date(lastActivity * 1000) : null
      return { ...chatOf(whatsappId, facts), unreadCount, archived, pinned, lastActivityAt }
    })
    return summaries
      .filter((chat) => chat.whatsappId !== STATUS_BROADCAST)
      .sort((a, b) => (b.lastActivityAt?.getTime() ?? 0) - (a.lastActivityAt?.getTime() ?? 0))
  }

  async contacts(): Promise<EnginePerson[]> {
    const contacts = this.#read('a contact', await browserOf(this.client).page.evaluate(readContacts))
    const persons = contacts.map(([id, person]) => {
      const whatsappId = canonicalWhatsappId(id)
      return personOf(whatsappId, { persons: { [whatsappId]: person }, chats: {} })
    })
    // The page has many a person twice, by number and by LID, and tells the same of both.
    const byLid = new Map(persons.map((person) => [person.lid ?? person.whatsappId, person]))
    return [...byLid.values()]
  }

  async history(chatId: string, limit: number, since: Date | null): Promise<EngineMessage[]> {
    const { page } = browserOf(this.client)
    const seconds = since === null ? null : Math.ceil(since.getTime() / 1000)
    const found = this.#read('a message of the history', await page.evaluate(readHistory, chatId, limit, seconds))
    const messages = found.filter((raw) => !isStatus(raw))
    const needed = messages.map((raw) => neededFacts({ kind: 'message', raw }))
    const facts = await this.readFacts(
      [...new Set(needed.flatMap((one) => one.persons))],
      [...new Set(needed.flatMap((one) => one.chats))],
    )
    return messages.flatMap((raw) => this.#map(raw, facts))
  }

  /** What the page knows about persons and chats. */
  async readFacts(personIds: readonly string[], chatIds: readonly string[]): Promise<Facts> {
    return browserOf(this.client).page.evaluate(readFacts, [...personIds], [...chatIds])
  }

  /** Asks WhatsApp for the phone number behind a LID; the page then knows it too. */
  async phoneOf(lid: string): Promise<string | null> {
    const [found] = await this.client.getContactLidAndPhone([lid])
    return textOf(found?.pn)
  }

  #map(raw: Raw, facts: Facts): EngineMessage[] {
    try {
      return [mapMessage(raw, facts)]
    } catch (thrown) {
      this.fail('a message of the history', toError(thrown))
      return []
    }
  }

  #read<T>(what: string, { items, failures }: Listing<T>): T[] {
    for (const failure of failures) this.fail(what, new Error(failure))
    return items
  }

  async #message(ref: string): Promise<NonNullable<Awaited<ReturnType<Client['getMessageById']>>>> {
    // The library's types leave out that it gives null for a message that is not there.
    const message = (await this.client.getMessageById(ref)) as Awaited<ReturnType<Client['getMessageById']>> | null
    if (!message) throw new Error('WhatsApp does not know this message (any more)')
    return message
  }
}

/** Reads what WhatsApp gave a sent message; the library's structure hides it in `_data`. */
function sentMessage(message: unknown): SentMessage {
  const raw = isRaw(message) && isRaw(message._data) ? message._data : null
  const key = raw && keyOf(raw.id)
  const seconds = raw && numberOf(raw.t)
  if (!key) throw new Error('WhatsApp took the message and gave no id for it')
  return { stanzaId: key.key.stanzaId, ref: key.ref, sentAt: seconds === null ? new Date() : new Date(seconds * 1000) }
}
