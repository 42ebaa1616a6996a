/** Functions that run in WhatsApp's page and only read there; see page-types.ts for their rules. */

import type { ChatFacts, ChatModel, Facts, Listing, PageGlobals, PersonFacts, Wid } from './page-types'

/** Leaves the readers that the other functions share on the page. */
export function installReads(): void {
  const page = globalThis as unknown as PageGlobals
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

  function otherId(wid: Wid, isLid: boolean): Wid | undefined {
    const { getCurrentLid, getPhoneNumber } = page.require('WAWebApiContact')
    return isLid ? getPhoneNumber(wid) : getCurrentLid(wid)
  }

  function person(id: string): PersonFacts {
    const { Contact } = page.require('WAWebCollections')
    const wid = page.require('WAWebWidFactory').createWid(id)
    const isLid = id.endsWith('@lid')
    const own = Contact.get(wid)
    const other = own?.phoneNumber ?? otherId(wid, isLid)
    const otherText = text(other?._serialized)
    const contacts = [own, other && Contact.get(other)]
    const first = (read: 'name' | 'pushname') => contacts.map((contact) => text(contact?.[read])).find((name) => name)
    return {
      lid: isLid ? id : otherText?.endsWith('@lid') ? otherText : null,
      phone: isLid ? otherText : id,
      savedName: first('name') ?? null,
      pushName: first('pushname') ?? null,
    }
  }

  const chatName = (chat: ChatModel) => text(chat.name) ?? text(chat.formattedTitle)
  page.wagraph = { person, chatName }
}

/** What the page knows about persons and chats, by id; asks nobody, so it costs no query. */
export function readFacts(personIds: readonly string[], chatIds: readonly string[]): Facts {
  const page = globalThis as unknown as PageGlobals
  const { Chat } = page.require('WAWebCollections')
  const chats = chatIds.map((id) => {
    const chat = Chat.get(page.require('WAWebWidFactory').createWid(id))
    return [id, chat ? page.wagraph.chatName(chat) : null] as const
  })
  const persons = personIds.map((id) => [id, page.wagraph.person(id)] as const)
  return { persons: Object.fromEntries(persons), chats: Object.fromEntries(chats) }
}

/** The chat list. The library's own getChats() asks the server about each group, and one failing group fails it all. */
export function readChats(): Listing<ChatFacts> {
  const page = globalThis as unknown as PageGlobals
  const items: ChatFacts[] = []
  const failures: string[] = []
  for (const chat of page.require('WAWebCollections').Chat.getModelsArray()) {
    try {
      const id = chat.id._serialized
      items.push({
        id,
        name: page.wagraph.chatName(chat),
        person: /@(c\.us|lid)$/.test(id) ? page.wagraph.person(id) : null,
        unreadCount: Math.max(0, Number(chat.unreadCount ?? 0)),
        archived: Boolean(chat.archive),
        pinned: Boolean(chat.pin),
        lastActivity: Number(chat.t ?? 0),
      })
    } catch (error) {
      failures.push(String(error))
    }
  }
  return { items, failures }
}

/** Every person of the address book and beyond that the page has a contact for. */
export function readContacts(): Listing<[string, PersonFacts]> {
  const page = globalThis as unknown as PageGlobals
  const items: [string, PersonFacts][] = []
  const failures: string[] = []
  for (const contact of page.require('WAWebCollections').Contact.getModelsArray()) {
    try {
      const id = contact.id._serialized
      if (/@(c\.us|lid)$/.test(id)) items.push([id, page.wagraph.person(id)])
    } catch (error) {
      failures.push(String(error))
    }
  }
  return { items, failures }
}

/**
 * The newest `limit` messages of a chat that were sent at or after `since` (Unix seconds), deleted ones too, oldest
 * first; loads earlier ones from the phone or server as far as needed.
 */
export async function readHistory(
  chatId: string,
  limit: number,
  since: number | null,
): Promise<Listing<Record<string, unknown>>> {
  const page = globalThis as unknown as PageGlobals
  const wid = page.require('WAWebWidFactory').createWid(chatId)
  const known = page.require('WAWebCollections').Chat.get(wid)
  const chat = known ?? (await page.require('WAWebFindChatAction').findOrCreateLatestChat(wid))?.chat
  if (!chat) throw new Error(`no chat ${chatId}`)
  const inRange = () => chat.msgs.getModelsArray().filter(({ t }) => (t ?? 0) >= (since ?? 0))
  const reachesFurther = () => chat.msgs.getModelsArray().some((message) => (message.t ?? 0) < (since ?? 0))
  while (inRange().length < limit && !reachesFurther()) {
    const before = chat.msgs.getModelsArray().length
    const loaded = await page.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat })
    if (!loaded?.length || chat.msgs.getModelsArray().length === before) break
  }
  const newest = inRange()
    .sort((a, b) => (a.t ?? 0) - (b.t ?? 0))
    .slice(-limit)
  const items: Record<string, unknown>[] = []
  const failures: string[] = []
  for (const message of newest) {
    try {
      items.push(page.WWebJS.getMessageModel(message))
    } catch (error) {
      failures.push(String(error))
    }
  }
  return { items, failures }
}

/** Names of the page's modules and members that the library and we cannot do without, and that are not there. */
export function readMissing(needed: Readonly<Record<string, readonly string[]>>): string[] {
  const page = globalThis as unknown as { require?: (name: string) => Record<string, unknown> | undefined }
  const load = page.require
  if (!load) return ['require']
  return Object.entries(needed).flatMap(([name, members]) => {
    try {
      const found = load(name)
      if (!found) return [name]
      return members.filter((member) => found[member] === undefined).map((member) => `${name}.${member}`)
    } catch {
      // The page throws for a module that it does not have.
      return [name]
    }
  })
}

/** What `readMissing` asks for: enough to connect, receive, and send text. */
export const NEEDED_OF_PAGE: Readonly<Record<string, readonly string[]>> = {
  WAWebSocketModel: ['Socket'],
  WAWebConnModel: ['Conn'],
  WAWebCmd: ['Cmd'],
  WAWebCollections: ['Msg', 'Chat', 'Contact'],
  WAWebWidFactory: ['createWid'],
  WAWebApiContact: ['getCurrentLid', 'getPhoneNumber'],
  WAWebUserPrefsMeUser: ['getMaybeMePnUser', 'getMaybeMeLidUser'],
  WAWebMsgKey: [],
  WAWebFindChatAction: ['findOrCreateLatestChat'],
  WAWebSendMsgChatAction: ['addAndSendMsgToChat'],
  WAWebQueryExistsJob: ['queryWidExists'],
  WAWebChatLoadMessages: ['loadEarlierMsgs'],
  WALinkify: ['findLinks'],
}
