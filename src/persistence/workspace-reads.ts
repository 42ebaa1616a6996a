import { notFound } from '../domain/errors'
import type { Extent } from '../domain/event-log'
import type { ChatRecord, ContactRecord, MessageRecord, ReactionRecord, SessionRecord } from '../domain/model'
import type { ChatFilter, Page, PageRequest, WorkspaceReads } from '../domain/reads'
import type { WorkspaceRecord } from '../domain/model'
import type { Database } from './database'
import { type Chat, type Contact, Prisma } from './generated/mysql/client'
import { pageOf } from './keyset'
import { countOf, type List, LISTS, type Narrowing, placesOf } from './keyset-lists'
import { toChat, toContact, toMessage, toReaction, toSession } from './records'
import { lastActivities, unreadCounts } from './session-totals'

/** Reads of one workspace on Prisma: every statement carries the workspace's id. */
export class PrismaWorkspaceReads implements WorkspaceReads {
  constructor(
    private readonly database: Database,
    private readonly workspaceId: string,
  ) {}

  async workspace(): Promise<WorkspaceRecord> {
    const row = await this.client.workspace.findUnique({ where: { id: this.workspaceId } })
    if (!row) throw notFound('workspace', this.workspaceId)
    return { id: row.id, name: row.name }
  }

  async sessions(ids: readonly string[]): Promise<(SessionRecord | null)[]> {
    const rows = await this.client.session.findMany({ where: this.byIds(ids) })
    return inOrder(ids, rows.map(toSession), (session) => session.id)
  }

  /** A merged contact's id finds the contact that it became. */
  async contacts(ids: readonly string[]): Promise<(ContactRecord | null)[]> {
    const find = (some: readonly string[]) => this.client.contact.findMany({ where: this.byIds(some) })
    const rows = await resolveAliases<Contact>(ids, find)
    return ids.map((id) => mapped(rows.get(id), toContact))
  }

  /** A merged chat's id finds the chat that it became. */
  async chats(ids: readonly string[]): Promise<(ChatRecord | null)[]> {
    const rows = await resolveAliases<Chat>(ids, (some) => this.client.chat.findMany({ where: this.byIds(some) }))
    return ids.map((id) => mapped(rows.get(id), toChat))
  }

  async messages(ids: readonly string[]): Promise<(MessageRecord | null)[]> {
    const rows = await this.client.message.findMany({ where: this.byIds(ids) })
    return inOrder(ids, rows.map(toMessage), (message) => message.id)
  }

  async reactions(messageIds: readonly string[]): Promise<ReactionRecord[][]> {
    const rows = await this.client.reaction.findMany({
      where: { messageId: { in: [...messageIds] }, session: { workspaceId: this.workspaceId } },
      orderBy: [{ at: 'asc' }, { sender: 'asc' }],
    })
    return messageIds.map((id) => rows.filter((row) => row.messageId === id).map(toReaction))
  }

  async quoted(keys: readonly { sessionId: string; stanzaId: string }[]): Promise<(MessageRecord | null)[]> {
    const { workspaceId } = this
    const sessionId = { in: [...new Set(keys.map((key) => key.sessionId))] }
    const stanzaId = { in: keys.map((key) => key.stanzaId) }
    const rows = await this.client.message.findMany({ where: { workspaceId, sessionId, stanzaId } })
    return keys.map((key) =>
      mapped(
        rows.find((row) => row.sessionId === key.sessionId && row.stanzaId === key.stanzaId),
        toMessage,
      ),
    )
  }

  unreadCounts(sessionIds: readonly string[]): Promise<number[]> {
    return unreadCounts(this.database, this.workspaceId, sessionIds)
  }

  lastActivities(sessionIds: readonly string[]): Promise<(Date | null)[]> {
    return lastActivities(this.database, this.workspaceId, sessionIds)
  }

  async logExtents(sessionId: string | null): Promise<Map<string, Extent>> {
    const where = { workspaceId: this.workspaceId, ...(sessionId !== null && { id: sessionId }) }
    const select = { id: true, lastSeq: true, prunedSeq: true }
    const rows = await this.client.session.findMany({ where, select })
    return new Map(rows.map(({ id, lastSeq, prunedSeq }) => [id, { head: lastSeq, pruned: prunedSeq }]))
  }

  async sessionPage(page: PageRequest): Promise<Page<SessionRecord>> {
    return this.page(LISTS.sessions, this.allSessions, page, async (ids) =>
      (await this.client.session.findMany({ where: this.byIds(ids) })).map(toSession),
    )
  }

  sessionCount(): Promise<number> {
    return countOf(this.database, LISTS.sessions, this.allSessions)
  }

  async chatPage(sessionId: string, filter: ChatFilter, page: PageRequest): Promise<Page<ChatRecord>> {
    return this.page(LISTS.chats, this.chatsOf(sessionId, filter), page, async (ids) =>
      (await this.client.chat.findMany({ where: this.byIds(ids) })).map(toChat),
    )
  }

  chatCount(sessionId: string, filter: ChatFilter): Promise<number> {
    return countOf(this.database, LISTS.chats, this.chatsOf(sessionId, filter))
  }

  async contactPage(sessionId: string, search: string | null, page: PageRequest): Promise<Page<ContactRecord>> {
    return this.page(LISTS.contacts, this.contactsOf(sessionId, search), page, async (ids) =>
      (await this.client.contact.findMany({ where: this.byIds(ids) })).map(toContact),
    )
  }

  contactCount(sessionId: string, search: string | null): Promise<number> {
    return countOf(this.database, LISTS.contacts, this.contactsOf(sessionId, search))
  }

  async messagePage(chatId: string, page: PageRequest): Promise<Page<MessageRecord>> {
    return this.page(LISTS.messages, { owner: chatId, where: [this.own] }, page, async (ids) =>
      (await this.client.message.findMany({ where: this.byIds(ids) })).map(toMessage),
    )
  }

  async chatByAddress(sessionId: string, address: string): Promise<ChatRecord | null> {
    const { workspaceId } = this
    const direct = await this.client.chat.findFirst({ where: { workspaceId, sessionId, whatsappId: address } })
    if (direct) return (await this.chats([direct.id]))[0] ?? null
    const person = { OR: [{ lid: address }, { phone: address }, { whatsappId: address }] }
    const contact = await this.client.contact.findFirst({
      where: { workspaceId, sessionId, mergedInto: null, ...person },
    })
    if (!contact) return null
    const chat = await this.client.chat.findFirst({ where: { workspaceId, sessionId, contactId: contact.id } })
    return chat && toChat(chat)
  }

  private get client(): Database['client'] {
    return this.database.client
  }

  private byIds(ids: readonly string[]) {
    return { workspaceId: this.workspaceId, id: { in: [...ids] } }
  }

  private async page<Item extends { id: string }>(
    list: List,
    narrowing: Narrowing,
    page: PageRequest,
    read: (ids: readonly string[]) => Promise<Item[]>,
  ): Promise<Page<Item>> {
    const places = await placesOf(this.database, list, narrowing, page)
    const items = places.length === 0 ? [] : await read(places.slice(0, page.first).map(([, id]) => id))
    return pageOf(places, page, new Map(items.map((item) => [item.id, item])))
  }

  private get own(): Prisma.Sql {
    return Prisma.sql`workspaceId = ${this.workspaceId}`
  }

  private get allSessions(): Narrowing {
    return { owner: this.workspaceId, where: [] }
  }

  private chatsOf(owner: string, { search, kind, unread }: ChatFilter): Narrowing {
    const ofKind = kind === null ? [] : [Prisma.sql`kind = ${kind}`]
    const read = unread === null ? [] : [unread ? Prisma.sql`unreadCount > 0` : Prisma.sql`unreadCount = 0`]
    return { owner, where: [this.own, NOT_MERGED, ...ofKind, ...read, ...containing(search, 'name', 'whatsappId')] }
  }

  private contactsOf(owner: string, search: string | null): Narrowing {
    return { owner, where: [this.own, NOT_MERGED, ...containing(search, 'name', 'phone')] }
  }
}

/** Aliases of what they were merged into are in no list. */
const NOT_MERGED = Prisma.sql`mergedInto IS NULL`

function inOrder<Item>(ids: readonly string[], items: readonly Item[], idOf: (item: Item) => string): (Item | null)[] {
  const byId = new Map(items.map((item) => [idOf(item), item]))
  return ids.map((id) => byId.get(id) ?? null)
}

const mapped = <Row, Item>(row: Row | undefined, toItem: (row: Row) => Item): Item | null =>
  row === undefined ? null : toItem(row)

/** Rows by the ids asked for, where an alias answers with the row that it was merged into, however far. */
async function resolveAliases<Row extends { id: string; mergedInto: string | null }>(
  ids: readonly string[],
  find: (ids: readonly string[]) => PromiseLike<Row[]>,
): Promise<Map<string, Row>> {
  const known = new Map<string, Row>()
  let missing = [...new Set(ids)]
  while (missing.length > 0) {
    const rows = await find(missing)
    for (const row of rows) known.set(row.id, row)
    missing = rows.map((row) => row.mergedInto).filter((id) => id !== null && !known.has(id)) as string[]
  }
  const followed = (id: string): Row | undefined => {
    const row = known.get(id)
    return row?.mergedInto ? followed(row.mergedInto) : row
  }
  const found = ids.map((id) => [id, followed(id)] as const)
  return new Map(found.filter((pair): pair is readonly [string, Row] => pair[1] !== undefined))
}

/** The rows with the text in one of the columns; LIKE's wildcards in it stand for themselves. */
function containing(text: string | null, ...columns: string[]): Prisma.Sql[] {
  if (text === null) return []
  const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`
  const matches = columns.map((column) => Prisma.sql`${Prisma.raw(column)} LIKE ${pattern} ESCAPE '!'`)
  return [Prisma.sql`(${Prisma.join(matches, ' OR ')})`]
}
