import type { StandInAccount } from './account'
import type { ChatState } from './conversations'
import type { Snapshot, WireChat, WireContact } from './wire'

/** What the page knows about a person: the address book's name, the directory's mapping if it is known here. */
export function wireContact(account: StandInAccount, wid: string): WireContact {
  const { directory } = account.world
  const own = account.contacts.get(wid) ?? account.contacts.get(directory.phoneOf(wid) ?? '')
  const person = { ...directory.find(wid), ...own }
  const phone = wid.endsWith('@lid') && own && !own.mappingUnknown ? directory.phoneOf(wid) : undefined
  return {
    id: wid,
    ...(phone ? { phoneNumber: phone } : {}),
    ...(person.lid && !person.mappingUnknown ? { lid: `${person.lid}@lid` } : {}),
    ...(own?.name ? { name: own.name } : {}),
    ...(person.pushName ? { pushname: person.pushName } : {}),
    isBusiness: person.isBusiness ?? false,
    isBlocked: own?.isBlocked ?? false,
  }
}

/** A chat's attributes with its title: subject, contact's name, or number. */
export function wireChat(account: StandInAccount, { id, chat }: ChatState): WireChat {
  const contact = wireContact(account, id)
  const title = chat.group?.subject ?? contact.name ?? contact.pushname ?? `+${id.replace(/@.*/, '')}`
  return { id, title, ...chat }
}

/** All that a page gets after a load; of each chat only the newest messages. */
export function makeSnapshot(account: StandInAccount, at: number): Snapshot {
  const preloaded = account.setup.preloaded ?? 3
  const known = [...account.contacts].filter(([, contact]) => contact.lid && contact.phone && !contact.mappingUnknown)
  const mappings = known.map(([, contact]) => ({ lid: `${contact.lid}@lid`, phone: `${contact.phone}@c.us` }))
  return {
    me: {
      wid: account.wid,
      lid: account.lid,
      pushname: account.pushName,
      platform: account.setup.platform ?? 'android',
    },
    sync: account.sync,
    contacts: [...account.contacts.keys(), account.wid].map((wid) => wireContact(account, wid)),
    mappings: [...mappings, { lid: account.lid, phone: account.wid }],
    chats: account.conversations.chats().map((state) => {
      return { ...wireChat(account, state), messages: preloaded === 0 ? [] : state.messages.slice(-preloaded) }
    }),
    reactions: account.conversations.reactions(),
    votes: account.conversations.votes(),
    at,
  }
}
