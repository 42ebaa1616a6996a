import type { ServerResponse } from 'node:http'

import { answer } from './account-requests'
import type { Changes } from './changes'
import { Connections } from './connections'
import { Conversations } from './conversations'
import type { Directory } from './directory'
import { applyGroupChange } from './group-changes'
import { toWid } from './ids'
import { call, react, vote } from './interactions'
import type { MediaStore } from './media-store'
import type { PageConnection, PageOwner } from './page-connection'
import { makeSnapshot, wireChat, wireContact } from './snapshot'
import type {
  Account,
  AccountSetup,
  AckLevel,
  CallInput,
  ChatSetup,
  ContactSetup,
  Deliveries,
  GroupChange,
  IncomingMessage,
  ReactionInput,
  StoredMessage,
} from './stand-in'
import type { AccountEvent } from './wire'

/** What all accounts of a stand-in share. */
export interface World {
  readonly directory: Directory
  readonly media: MediaStore
  readonly changes: Changes
  /** Requests that are never answered, of pages that hang. */
  readonly hanging: readonly ServerResponse[]
}

/** One account on the server's side: data, linked devices, connected pages, and the log of what happened. */
export class StandInAccount implements Account, PageOwner {
  readonly phone: string
  readonly wid: string
  readonly lid: string
  autoAck: AckLevel = 1
  sync: Account['sync'] = 'when-listened'
  readonly #sentKeys: string[] = []
  readonly seen: string[] = []
  readonly chatStates: { chat: string; state: string }[] = []
  readonly conversations: Conversations
  readonly connections: Connections
  readonly deliveries: Deliveries
  readonly contacts = new Map<string, ContactSetup>()
  readonly rejectedCalls: string[] = []
  readonly inviteCodes = new Map<string, string>()
  readonly failingGroups = new Set<string>()
  pushName: string
  #syncs = 0

  constructor(
    readonly setup: AccountSetup,
    readonly world: World,
  ) {
    this.phone = setup.phone
    this.wid = `${setup.phone}@c.us`
    this.lid = `${setup.lid ?? BigInt(setup.phone) + 100_000_000_000_000n}@lid`
    this.pushName = setup.pushName ?? setup.phone
    this.conversations = new Conversations(this.wid, this.lid)
    this.connections = new Connections(world.changes, (at) => makeSnapshot(this, at))
    this.deliveries = this.connections
    this.world.directory.add({ phone: this.phone, lid: this.lid.replace('@lid', ''), pushName: this.pushName })
    for (const contact of setup.contacts ?? []) this.#keepContact(contact)
    for (const chat of setup.chats ?? []) this.conversations.create(chat)
  }

  get sent(): readonly StoredMessage[] {
    return this.#sentKeys.flatMap((key) => this.conversations.get(key) ?? [])
  }

  get linkedDevices(): number {
    return this.connections.devices
  }

  get connectedPages(): number {
    return this.connections.pages
  }

  /** The phone accepted the page: a new device. */
  link(page: PageConnection): void {
    page.owner = this
    this.connections.link(page)
  }

  /** A page with a login of this account connects. */
  resume(page: PageConnection, since: number | undefined): void {
    page.owner = this
    this.connections.resume(page, since)
  }

  request(method: string, args: readonly unknown[]): unknown {
    return answer(this, method, args)
  }

  synced(): void {
    this.#syncs += 1
    this.world.changes.announce()
  }

  leave(page: PageConnection): void {
    this.connections.leave(page)
  }

  unlink(): void {
    this.connections.unlink()
  }

  publish(event: AccountEvent): void {
    this.connections.publish(event)
  }

  /** Publishes the chat's attributes as they are now. */
  publishChat(id: string): void {
    this.publish({ event: 'chat', chat: wireChat(this, this.conversations.open(id)) })
  }

  waitForSent(count: number): Promise<readonly StoredMessage[]> {
    return this.world.changes.until(`${count} sent messages`, () => {
      return this.sent.length >= count ? this.sent.slice(0, count) : undefined
    })
  }

  async waitForPages(count: number): Promise<void> {
    await this.world.changes.until(`${count} connected pages`, () =>
      this.connections.pages === count ? true : undefined,
    )
  }

  async waitForSynced(): Promise<void> {
    await this.world.changes.until('the first sync', () => (this.#syncs > 0 ? true : undefined))
  }

  settled(): Promise<void> {
    return this.connections.settled()
  }

  receive(input: IncomingMessage): StoredMessage {
    const media = input.media ? this.world.media.describe(input.media) : {}
    const sender = input.from && !input.fromMe ? this.world.directory.find(toWid(input.from)) : undefined
    const notifyName = input.fromMe ? this.pushName : (sender?.pushName ?? '')
    const fields = { notifyName, ...media, ...input.fields }
    const { message, isNew } = this.conversations.add({ ...input, fields })
    if (!isNew) return message
    const state = this.conversations.open(message.chat)
    if (!message.fromMe && message.type !== 'gp2')
      state.chat = { ...state.chat, unreadCount: state.chat.unreadCount + 1 }
    this.publish({ event: 'message', message, chat: wireChat(this, state), live: true })
    return message
  }

  decrypt(key: string, body: string): void {
    this.change(key, { type: 'chat', body })
  }

  edit(key: string, body: string, timestamp = Math.floor(Date.now() / 1000)): void {
    this.change(key, { body, fields: { latestEditMsgKey: key, latestEditSenderTimestampMs: timestamp * 1000 } })
  }

  revoke(key: string): void {
    this.change(key, { type: 'revoked', body: '', fields: { protocolMessageKey: key } })
  }

  remove(key: string): void {
    this.conversations.remove(key)
    this.publish({ event: 'remove', key })
  }

  react(key: string, reaction: ReactionInput): void {
    react(this, key, reaction)
  }

  vote(key: string, { from, options }: { readonly from: string; readonly options: readonly string[] }): void {
    vote(this, key, from, options)
  }

  call(input: CallInput): string {
    return call(this, input)
  }

  ack(key: string, level: AckLevel): void {
    this.conversations.update(key, { ack: level })
    this.publish({ event: 'ack', key, ack: level })
  }

  /** The page sends a message; the same one again (after a lost connection) is answered and not sent again. */
  send(outgoing: IncomingMessage & { readonly chat: string; readonly id: string }): StoredMessage {
    const known = this.conversations.find(outgoing.chat, outgoing.id)
    if (known) return known
    const { key } = this.receive({ ...outgoing, fromMe: true, ack: 0 })
    this.#sentKeys.push(key)
    this.world.changes.announce()
    if (this.autoAck !== 0) this.ack(key, this.autoAck)
    return this.conversations.existing(key)
  }

  /** Changes a message and tells the pages. */
  change(key: string, change: Pick<Partial<StoredMessage>, 'type' | 'body' | 'fields'>): void {
    this.conversations.update(key, change)
    const { fields, ...attributes } = change
    this.publish({ event: 'change', key, set: { ...attributes, ...fields } })
  }

  message(key: string): StoredMessage | undefined {
    return this.conversations.get(key)
  }

  reaction(key: string, from: string): string | null {
    return this.conversations.reaction(key, toWid(from))?.emoji ?? null
  }

  messages(chat: string): readonly StoredMessage[] {
    return [...(this.conversations.chat(toWid(chat))?.messages ?? [])]
  }

  addContact(contact: ContactSetup): void {
    const wid = this.#keepContact(contact)
    this.publish({ event: 'contact', contact: wireContact(this, wid) })
  }

  addChat(chat: ChatSetup): void {
    this.publishChat(this.conversations.create(chat).id)
  }

  removeChat(chat: string): void {
    this.conversations.delete(toWid(chat))
    this.publish({ event: 'removeChat', id: toWid(chat) })
  }

  setUnread(chat: string, count: number): void {
    this.setChat(toWid(chat), { unreadCount: count })
  }

  setArchived(chat: string, archived: boolean): void {
    this.setChat(toWid(chat), { archive: archived })
  }

  /** Changes a chat's attributes and tells the pages. */
  setChat(id: string, change: Partial<ReturnType<Conversations['open']>['chat']>): void {
    const state = this.conversations.open(id)
    state.chat = { ...state.chat, ...change }
    this.publishChat(id)
  }

  changeGroup(change: GroupChange): void {
    applyGroupChange(this, change)
  }

  failGroupMetadata(group: string): void {
    this.failingGroups.add(toWid(group))
  }

  conflict(): void {
    this.setState('CONFLICT')
  }

  setState(state: string): void {
    this.connections.push({ event: 'state', state })
  }

  dropNetwork(): void {
    this.connections.dropNetwork()
  }

  restoreNetwork({ announce = true }: { readonly announce?: boolean } = {}): void {
    this.connections.restoreNetwork(announce)
  }

  disconnectPages(): void {
    this.connections.cutAll()
  }

  reloadPages(): void {
    this.connections.push({ event: 'reload' })
  }

  navigatePages(how: 'navigate' | 'frame' | 'leave' = 'navigate'): void {
    this.connections.push({ event: how })
  }

  async hangPages(): Promise<void> {
    const hanging = this.world.hanging.length + this.connectedPages
    this.connections.push({ event: 'hang' })
    const { changes, hanging: now } = this.world
    await changes.until('the pages to hang', () => (now.length >= hanging ? true : undefined))
  }

  #keepContact(contact: ContactSetup): string {
    this.world.directory.add(contact)
    const wid = contact.phone ? `${contact.phone}@c.us` : `${contact.lid}@lid`
    this.contacts.set(wid, { ...this.contacts.get(wid), ...contact })
    return wid
  }
}
