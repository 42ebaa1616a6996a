import type { ChatFieldsFragment, ContactFieldsFragment } from '../generated/operations'

/** Which chats are listed. */
export type ChatFilter = 'ALL' | 'UNREAD' | 'GROUPS'

/** All filters, in the order in which they are offered. */
export const FILTERS: readonly ChatFilter[] = ['ALL', 'UNREAD', 'GROUPS']

/** What a list of chats is of. */
export interface Criteria {
  /** As it was typed. */
  readonly search: string
  readonly filter: ChatFilter
}

/** The server's order: newest activity first, those without any last, and by id where it is the same. */
export function newestFirst(a: ChatFieldsFragment, b: ChatFieldsFragment): number {
  const [atA, atB] = [a.lastActivityAt ?? '', b.lastActivityAt ?? '']
  if (atA !== atB) return atA > atB ? -1 : 1
  return a.id > b.id ? -1 : 1
}

/**
 * What is asked of the server for that: numbers are stored without spaces, and in WhatsApp's ids without a plus sign.
 * Null for everything.
 */
export function searchedFor(search: string): string | null {
  const text = search.trim()
  if (/^\+[\d\s().-]+$/.test(text)) return text.replace(/\D/g, '') || null
  return text === '' ? null : text
}

/** Whether the server would list the chat for what is searched and filtered. */
export function matches(chat: ChatFieldsFragment, { search, filter }: Criteria): boolean {
  if (filter === 'GROUPS' && chat.kind !== 'GROUP') return false
  if (filter === 'UNREAD' && chat.unreadCount === 0) return false
  const text = searchedFor(search)?.toLocaleLowerCase()
  if (text === undefined) return true
  return chat.name.toLocaleLowerCase().includes(text) || chat.whatsappId.toLocaleLowerCase().includes(text)
}

/**
 * What else names the person of a private chat. Two chats turn out to be with one person when somebody's LID and phone
 * number become known as theirs: the server then answers with the older chat only, and with the older contact, which
 * has got the other's number or LID. So the row that has to go may have neither id in common with what comes, but one
 * of these.
 */
export function personsNames({ kind, contact }: PersonalChat): readonly string[] {
  if (kind !== 'PRIVATE' || contact === null) return []
  return [contact.id, contact.phone, contact.lid].filter((name) => name !== null)
}

type PersonalChat = Pick<ChatFieldsFragment, 'kind'> & {
  readonly contact: Pick<ContactFieldsFragment, 'id' | 'phone' | 'lid'> | null
}

/** Whether those are two chats of one session with one person: only one of them is left, or will be. */
export function isTwinOf(chat: ChatFieldsFragment, other: ChatFieldsFragment): boolean {
  if (chat.id === other.id || chat.session.id !== other.session.id) return false
  const names = personsNames(other)
  return personsNames(chat).some((name) => names.includes(name))
}

/** Whether that chat is with that number. */
export function isWith(chat: ChatFieldsFragment, phone: string): boolean {
  return chat.contact?.phone === phone || chat.whatsappId === `${phone.slice(1)}@c.us`
}
