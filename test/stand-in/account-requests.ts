import { randomBytes } from 'node:crypto'

import type { StandInAccount } from './account'
import { toWid } from './ids'
import { voteByIds } from './interactions'
import { wireChat, wireContact } from './snapshot'
import type { GroupChange, MessageFields, StoredMessage } from './stand-in'
import type { Login } from './wire'

/** Messages that one "load earlier" brings. */
const PAGE_SIZE = 20

type Answer = (account: StandInAccount, ...args: never[]) => unknown

/** An error that the library tells from others by its name. */
class ServerStatusCodeError extends Error {
  override readonly name = 'ServerStatusCodeError'
}

/** Answers a linked page. Throws what its promise shall reject with. */
export function answer(account: StandInAccount, method: string, args: readonly unknown[]): unknown {
  const handler = ANSWERS[method]
  if (!handler) throw new Error(`the server does not know ${method}`)
  return handler(account, ...(args as never[]))
}

/** What the page sends: its own message's key and attributes. */
interface Outgoing {
  readonly chat: string
  readonly id: string
  readonly body: string
  readonly type: string
  readonly timestamp: number
  readonly fields: MessageFields
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  send(account, outgoing: Outgoing) {
    return account.send(outgoing)
  },

  loadEarlier(account, chat: string, before: string | null) {
    const messages = account.messages(chat)
    const end = before === null ? messages.length : messages.findIndex((message) => message.key === before)
    return messages.slice(Math.max(0, end - PAGE_SIZE), Math.max(0, end))
  },

  messages(account, keys: readonly string[]) {
    return keys.map((key) => account.message(key)).filter((message): message is StoredMessage => message !== undefined)
  },

  search(account, query: string, chat: string | null) {
    const all = account.conversations.chats().filter((state) => chat === null || state.id === chat)
    return all.flatMap((state) => state.messages.filter((message) => message.body.includes(query)))
  },

  /** The chat for this id: a person's LID chat is found by the phone number too. Throws for a number that is on none. */
  findChat(account, wid: string) {
    const { directory } = account.world
    const ids = [wid, directory.lidOf(wid), directory.phoneOf(wid)]
    const found = ids.flatMap((id) => (id && account.conversations.chat(id)) || [])[0]
    if (!found && wid.endsWith('@c.us') && !directory.find(wid)) throw new Error('No LID for user')
    if (!found && wid.endsWith('@g.us')) throw new ServerStatusCodeError('item-not-found')
    return wireChat(account, found ?? account.conversations.create({ id: wid }))
  },

  contact(account, wid: string) {
    return wireContact(account, wid)
  },

  exists(account, wid: string) {
    const { directory } = account.world
    if (!directory.find(wid)) return null
    return { wid, lid: directory.lidOf(wid), phone: directory.phoneOf(wid) }
  },

  groupMetadata(account, id: string) {
    if (account.failingGroups.has(id)) throw new ServerStatusCodeError('forbidden')
    const group = account.conversations.chat(id)?.chat.group
    if (!group) throw new ServerStatusCodeError('item-not-found')
    return group
  },

  edit(account, key: string, body: string) {
    account.edit(key, body)
  },

  revoke(account, key: string) {
    account.revoke(key)
  },

  remove(account, key: string) {
    account.remove(key)
  },

  react(account, key: string, emoji: string) {
    account.react(key, { from: account.wid, emoji })
  },

  vote(account, key: string, options: readonly number[]) {
    voteByIds(account, key, account.wid, options)
  },

  rejectCall(account, id: string) {
    account.rejectedCalls.push(id)
    account.world.changes.announce()
  },

  createGroup(account, subject: string, participants: readonly string[]) {
    const id = `1203${randomBytes(6).readUIntBE(0, 6)}@g.us`
    account.addChat({ id, subject, participants: [{ id: account.wid, isSuperAdmin: true }, ...participants] })
    return account.conversations.open(id).chat.group
  },

  changeGroup(account, change: Omit<GroupChange, 'author'>) {
    const participants = change.kind === 'leave' ? [account.wid] : change.participants
    account.changeGroup({ ...change, author: account.wid, ...(participants ? { participants } : {}) })
  },

  setGroup(account, id: string, property: string, value: number) {
    const { group } = account.conversations.open(id).chat
    if (!group) throw new ServerStatusCodeError('item-not-found')
    if (property === 'announcement') account.setChat(id, { group: { ...group, announce: value === 1 } })
  },

  inviteCode(account, id: string, renew: boolean) {
    const code = (!renew && account.inviteCodes.get(id)) || randomBytes(11).toString('hex')
    account.inviteCodes.set(id, code)
    return { code }
  },

  picture(account, wid: string) {
    const { picture } = { ...account.world.directory.find(wid), ...account.contacts.get(wid) }
    return picture ? { eurl: picture } : undefined
  },

  about(account, wid: string) {
    return { status: account.world.directory.find(wid)?.about ?? null }
  },

  setMessage(account, key: string, fields: MessageFields) {
    account.change(key, { fields })
  },

  seen(account, chat: string) {
    account.seen.push(chat)
    if (account.conversations.open(chat).chat.unreadCount !== 0) account.setUnread(chat, 0)
    account.world.changes.announce()
  },

  setChat(account, chat: string, change: Parameters<StandInAccount['setChat']>[1]) {
    account.setChat(chat, change)
  },

  deleteChat(account, chat: string) {
    account.removeChat(chat)
  },

  chatState(account, chat: string, state: string) {
    account.chatStates.push({ chat: toWid(chat), state })
    account.world.changes.announce()
  },

  block(account, wid: string, isBlocked: boolean) {
    const phone = wid.endsWith('@c.us') ? { phone: wid.replace('@c.us', '') } : { lid: wid.replace('@lid', '') }
    account.addContact({ ...account.contacts.get(wid), ...phone, isBlocked })
  },

  setAbout(account, about: string) {
    account.world.directory.add({ phone: account.phone, about })
  },

  setPushName(account, name: string) {
    account.pushName = name
  },

  logout(account, login: Login) {
    account.connections.forget(login)
  },
}
