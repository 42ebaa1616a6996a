/** Contact provisioning: get-or-create, one person once, whichever of LID and phone number came first. */
import type { EngineChat, EnginePerson } from '../domain/engine'
import { newId } from '../domain/ids'
import type { Lease } from '../domain/ingest'
import { canonicalWhatsappId, whatsappIdOfPhone } from '../domain/whatsapp-id'
import type { Chat, Contact, Message } from './generated/mysql/client'
import { clip } from './records'
import { type Addresses, addressesOf, personOf, type WorkingSet } from './working-set'

/** Longest name that is kept; WhatsApp's own limit is lower. */
const NAME_LENGTH = 255

/** `from` turned out to be the same chat as `into`: its messages are moved when the group is written. */
export interface ChatMerge {
  from: Chat
  into: Chat
}

/** Finds, makes and merges the contacts and chats of one group. */
export class People {
  readonly chatMerges: ChatMerge[] = []

  constructor(
    private readonly lease: Lease,
    private readonly set: WorkingSet,
  ) {}

  /** The contact of a person, made or completed with what is known now. */
  contact(person: EnginePerson): Contact {
    const addresses = addressesOf(person)
    const contact = this.find(addresses) ?? this.create(addresses)
    this.set.contacts.change(contact, {
      lid: addresses.lid ?? contact.lid,
      phone: addresses.phone ?? contact.phone,
      savedName: kept(person.savedName) ?? contact.savedName,
      pushName: kept(person.pushName) ?? contact.pushName,
    })
    const whatsappId = contact.phone === null ? (contact.lid ?? contact.whatsappId) : whatsappIdOfPhone(contact.phone)
    this.set.contacts.change(contact, { whatsappId, name: nameOf(contact) })
    this.set.indexContact(contact)
    const chat = this.set.chatByContact.get(contact.id)
    if (chat) this.set.chats.change(chat, { name: contact.name })
    return contact
  }

  /** The chat that an engine names, made or completed with what is known now. */
  chat(named: EngineChat): Chat {
    const whatsappId = canonicalWhatsappId(named.whatsappId)
    const person = personOf(named)
    const contact = person && this.contact(person)
    const byId = this.set.chatByWhatsappId.get(whatsappId)
    const byContact = contact ? this.set.chatByContact.get(contact.id) : undefined
    if (byId && byContact && byId !== byContact) this.mergeChats(byId, byContact)
    const chat = this.set.chatByWhatsappId.get(whatsappId) ?? byContact ?? this.createChat(whatsappId, named, contact)
    this.set.chatByWhatsappId.set(whatsappId, chat)
    const name = contact?.name ?? kept(named.name)
    this.set.chats.change(chat, { contactId: contact?.id ?? chat.contactId, name: name ?? chat.name })
    this.set.indexChat(chat)
    return chat
  }

  private find(addresses: Addresses): Contact | undefined {
    const at = (address: string | null): Contact | undefined =>
      address === null ? undefined : this.set.contactByAddress.get(address)
    const byLid = at(addresses.lid)
    const byPhone = at(addresses.phone)
    if (byLid && byPhone && byLid !== byPhone) return this.mergeContacts(byLid, byPhone)
    return byLid ?? byPhone ?? at(addresses.whatsappId)
  }

  private create(addresses: Addresses): Contact {
    const { sessionId, workspaceId } = this.lease
    const blank = { savedName: null, pushName: null, mergedInto: null, name: '' }
    return this.set.contacts.create({ id: newId('contact'), sessionId, workspaceId, ...addresses, ...blank })
  }

  /** The older row stays; the younger becomes an alias, so that its id goes on finding the person. */
  private mergeContacts(a: Contact, b: Contact): Contact {
    const [keep, gone] = a.id < b.id ? [a, b] : [b, a]
    const { lid, phone, savedName, pushName } = gone
    this.set.contacts.change(gone, { lid: null, phone: null, mergedInto: keep.id })
    this.set.contacts.change(keep, {
      lid: keep.lid ?? lid,
      phone: keep.phone ?? phone,
      savedName: keep.savedName ?? savedName,
      pushName: keep.pushName ?? pushName,
    })
    this.set.indexContact(keep)
    if (lid !== null) this.set.contactByAddress.set(lid, keep)
    if (phone !== null) this.set.contactByAddress.set(phone, keep)
    this.mergeChatsOf(keep, gone)
    return keep
  }

  private mergeChatsOf(keep: Contact, gone: Contact): void {
    const kept = this.set.chatByContact.get(keep.id)
    const orphan = this.set.chatByContact.get(gone.id)
    if (!orphan) return
    this.set.chatByContact.delete(gone.id)
    this.set.chats.change(orphan, { contactId: keep.id })
    if (kept) this.mergeChats(kept, orphan)
    else this.set.indexChat(orphan)
  }

  private mergeChats(a: Chat, b: Chat): void {
    const [into, from] = a.id < b.id ? [a, b] : [b, a]
    const newer = from.lastActivityAt > into.lastActivityAt ? from : into
    const last = newestOf([into, from].map(({ lastMessageId }) => this.set.messages.byId.get(lastMessageId ?? '')))
    this.set.chats.change(into, {
      contactId: into.contactId ?? from.contactId,
      unreadCount: into.unreadCount + from.unreadCount,
      lastMessageId: last?.id ?? null,
      lastActivityAt: newer.lastActivityAt,
      archived: into.archived && from.archived,
      pinned: into.pinned || from.pinned,
    })
    this.set.chats.change(from, { contactId: null, unreadCount: 0, mergedInto: into.id })
    for (const message of this.set.messages.byId.values()) {
      if (message.chatId === from.id) this.set.messages.change(message, { chatId: into.id })
    }
    this.set.indexChat(into)
    this.set.chatByWhatsappId.set(from.whatsappId, into)
    this.chatMerges.push({ from, into })
  }

  private createChat(whatsappId: string, named: EngineChat, contact: Contact | null): Chat {
    const { sessionId, workspaceId } = this.lease
    return this.set.chats.create({
      ...{ id: newId('chat'), sessionId, workspaceId, whatsappId, kind: named.kind },
      name: contact?.name ?? kept(named.name) ?? whatsappId,
      contactId: contact?.id ?? null,
      ...{ unreadCount: 0, lastMessageId: null, lastActivityAt: new Date(0) },
      ...{ archived: false, pinned: false, mergedInto: null },
    })
  }
}

/** The newest message; of equally old ones the one with the higher id, as in the list of a chat's messages. */
export const newestOf = (messages: readonly (Message | undefined)[]): Message | undefined =>
  messages.reduce((newest, message) => {
    if (!newest || !message) return newest ?? message
    const later = message.sentAt.getTime() - newest.sentAt.getTime()
    return later > 0 || (later === 0 && message.id > newest.id) ? message : newest
  }, undefined)

/** As saved on the phone, else as the person calls themselves, else the number. */
const nameOf = (contact: Contact): string =>
  contact.savedName ?? contact.pushName ?? contact.phone ?? contact.lid ?? contact.whatsappId

/** What is kept of a name; null for none. */
const kept = (name: string | null): string | null => clip(name === '' ? null : name, NAME_LENGTH)
