import { canonicalWhatsappId, isLid, phoneOf } from '../domain/whatsapp-id'
import type { EngineChat, EnginePerson } from '../domain/engine'
import type { IngestItem, Lease } from '../domain/ingest'
import type { Chat, Contact, Message } from './generated/mysql/client'
import { ChatRows } from './chat-rows'
import { Reactions } from './reactions'
import { Rows } from './rows'
import type { Statements } from './statements'
import { anyOf, type Condition } from './table'
import { CHATS, CONTACTS, MESSAGES } from './tables'

/** What became known of a person's addresses, in one spelling. */
export interface Addresses {
  whatsappId: string
  lid: string | null
  phone: string | null
}

/** The addresses in what an engine said of a person. */
export function addressesOf(person: EnginePerson): Addresses {
  const whatsappId = canonicalWhatsappId(person.whatsappId)
  const lid = isLid(whatsappId) ? whatsappId : person.lid && canonicalWhatsappId(person.lid)
  return { whatsappId, lid, phone: phoneOf(whatsappId) ?? person.phone }
}

/** The other person of a private chat: the chat's own id is one of their addresses, whichever the engine named them by. */
export function personOf(chat: EngineChat): EnginePerson | null {
  if (chat.kind !== 'PRIVATE' || chat.person === null) return null
  const whatsappId = canonicalWhatsappId(chat.whatsappId)
  const { lid, phone } = chat.person
  return { ...chat.person, lid: lid ?? (isLid(whatsappId) ? whatsappId : null), phone: phone ?? phoneOf(whatsappId) }
}

/** All rows that a group of items may touch, read with a constant number of statements. */
export class WorkingSet {
  readonly contacts = new Rows<Contact>()
  readonly chats = new ChatRows()
  readonly messages = new Rows<Message>()
  readonly contactByAddress = new Map<string, Contact>()
  readonly chatByWhatsappId = new Map<string, Chat>()
  readonly chatByContact = new Map<string, Chat>()
  readonly messageByKey = new Map<string, Message>()
  readonly withoutStanza = new Set<Message>()
  reactions = new Reactions()

  static async load(sql: Statements, lease: Lease, items: readonly IngestItem[]): Promise<WorkingSet> {
    const set = new WorkingSet()
    const named = namedBy(items)
    await Promise.all([set.loadContacts(sql, lease.sessionId, named), set.loadMessages(sql, lease.sessionId, named)])
    await set.loadChats(sql, lease.sessionId, named)
    await set.loadLastMessages(sql)
    const reactedTo = [...named.reactedTo].map((key) => set.messageByKey.get(key)?.id)
    set.reactions = await Reactions.load(
      sql,
      reactedTo.filter((id) => id !== undefined),
    )
    return set
  }

  indexContact(contact: Contact): void {
    for (const address of [contact.whatsappId, contact.lid, contact.phone]) {
      if (address !== null) this.contactByAddress.set(address, contact)
    }
  }

  indexChat(chat: Chat): void {
    this.chatByWhatsappId.set(chat.whatsappId, chat)
    if (chat.contactId !== null) this.chatByContact.set(chat.contactId, chat)
  }

  indexMessage(message: Message): void {
    if (message.stanzaId === null) return void this.withoutStanza.add(message)
    this.withoutStanza.delete(message)
    this.messageByKey.set(messageKey(message.fromMe, message.stanzaId), message)
  }

  /** The chat that the id's chat has become in this group; itself if it was not merged. */
  chatNow(id: string): string {
    const into = this.chats.byId.get(id)?.mergedInto ?? null
    return into === null ? id : this.chatNow(into)
  }

  private async loadContacts(sql: Statements, sessionId: string, { addresses }: Named): Promise<void> {
    if (addresses.size === 0) return
    const any = anyOf([...addresses])
    const conditions = ['lid', 'phone', 'whatsappId'].map((column) => ({
      where: `sessionId = ? AND mergedInto IS NULL AND ${column} IN ${any}`,
      values: [sessionId, ...addresses],
    }))
    const found = await CONTACTS.selectAny(sql, conditions)
    for (const row of found) if (!this.contacts.byId.has(row.id)) this.contacts.loaded([row])
    for (const row of this.contacts.byId.values()) this.indexContact(row)
  }

  private async loadChats(sql: Statements, sessionId: string, named: Named): Promise<void> {
    const load = async (wanted: Partial<Record<'id' | 'whatsappId' | 'contactId', string[]>>): Promise<void> => {
      const conditions = Object.entries(wanted).flatMap(([column, ids]) =>
        ids.length === 0 ? [] : { where: `sessionId = ? AND ${column} IN ${anyOf(ids)}`, values: [sessionId, ...ids] },
      )
      const rows = await CHATS.selectAny(sql, conditions)
      for (const row of rows) if (!this.chats.byId.has(row.id)) this.chats.loaded([row])
    }
    await load({ whatsappId: [...named.chats], contactId: [...this.contacts.byId.keys()] })
    // What a chat was merged into may have been merged again.
    for (let missing = this.missingTargets(); missing.length > 0; missing = this.missingTargets()) {
      await load({ id: missing })
    }
    for (const chat of this.chats.byId.values()) {
      const target = this.chats.byId.get(this.chatNow(chat.id))
      if (target === chat) this.indexChat(chat)
      else if (target) this.chatByWhatsappId.set(chat.whatsappId, target)
    }
  }

  private missingTargets(): string[] {
    const targets = [...this.chats.byId.values()].map(({ mergedInto }) => mergedInto).filter((id) => id !== null)
    return targets.filter((id) => !this.chats.byId.has(id))
  }

  private async loadMessages(sql: Statements, sessionId: string, named: Named): Promise<void> {
    const { stanzaIds, messageIds: ids, own } = named
    const wanted: Condition[] = []
    if (stanzaIds.size > 0) {
      const where = `sessionId = ? AND stanzaId IN ${anyOf([...stanzaIds])}`
      wanted.push({ where, values: [sessionId, ...stanzaIds] })
    }
    if (ids.size > 0) wanted.push({ where: `id IN ${anyOf([...ids])}`, values: [...ids] })
    // An own message whose echo comes back after a crash: sent, but never told its stanza id.
    const lost = `sessionId = ? AND stanzaId IS NULL AND deliveryState IN ('SENDING', 'UNKNOWN')`
    if (own) wanted.push({ where: lost, values: [sessionId] })
    this.keepMessages(await MESSAGES.selectAny(sql, wanted))
  }

  /** Of each chat: whether a new message takes its place depends on its time. */
  private async loadLastMessages(sql: Statements): Promise<void> {
    const lastOfChats = [...this.chats.byId.values()].map(({ lastMessageId }) => lastMessageId)
    const ids = lastOfChats.filter((id) => id !== null && !this.messages.byId.has(id))
    if (ids.length > 0) this.keepMessages(await MESSAGES.select(sql, `id IN ${anyOf(ids)}`, ids))
  }

  private keepMessages(rows: readonly Message[]): void {
    for (const row of rows) {
      if (this.messages.byId.has(row.id)) continue
      this.messages.loaded([row])
      this.indexMessage(row)
    }
  }
}

/** A message's key within its session as text. */
export const messageKey = (fromMe: boolean, stanzaId: string): string => `${fromMe ? 1 : 0}:${stanzaId}`

interface Named {
  addresses: Set<string>
  chats: Set<string>
  stanzaIds: Set<string>
  messageIds: Set<string>
  /** Keys of messages. */
  reactedTo: Set<string>
  own: boolean
}

/** Everything that the items name, so that it can be read at once. */
function namedBy(items: readonly IngestItem[]): Named {
  const named: Named = {
    addresses: new Set(),
    chats: new Set(),
    stanzaIds: new Set(),
    messageIds: new Set(),
    reactedTo: new Set(),
    own: false,
  }
  for (const item of items) nameOne(named, item)
  return named
}

function nameOne(named: Named, item: IngestItem): void {
  const person = (who: EnginePerson | null): void => {
    if (who === null) return
    for (const address of Object.values(addressesOf(who))) if (address !== null) named.addresses.add(address as string)
  }
  switch (item.type) {
    case 'message':
      person(item.message.sender)
      person(personOf(item.message.chat))
      named.chats.add(canonicalWhatsappId(item.message.chat.whatsappId))
      named.stanzaIds.add(item.message.key.stanzaId)
      named.own ||= item.message.key.fromMe
      return
    case 'gap':
      if (item.chat === null) return
      person(personOf(item.chat))
      named.chats.add(canonicalWhatsappId(item.chat.whatsappId))
      return
    case 'chat':
    case 'unread':
    case 'outbound':
      person(personOf(item.chat))
      named.chats.add(canonicalWhatsappId(item.chat.whatsappId))
      if (item.type === 'outbound') named.messageIds.add(item.messageId)
      return
    case 'person':
      return person(item.person)
    case 'reaction':
      person(item.sender)
      named.stanzaIds.add(item.key.stanzaId)
      named.reactedTo.add(messageKey(item.key.fromMe, item.key.stanzaId))
      return
    case 'ack':
    case 'edit':
    case 'revoke':
      named.stanzaIds.add(item.key.stanzaId)
      return
    case 'sent':
      named.stanzaIds.add(item.sent.stanzaId)
      named.messageIds.add(item.messageId)
      return
    case 'delivery':
      named.messageIds.add(item.messageId)
      return
    case 'state':
    case 'sync':
      return
  }
}
