import { notFound } from '../domain/errors'
import type { ChatRecord, ContactRecord, MessageRecord, ReactionRecord, SessionRecord } from '../domain/model'
import type { ChatFilter, Page, PageRequest, WorkspaceReads } from '../domain/reads'
import type { WorkspaceRecord } from '../domain/model'
import type { Database } from './database'
import type { Chat, Contact, Prisma } from './generated/mysql/client'
import { decodeKeyset, decodeTimeKeyset, pageOf } from './keyset'
import { toChat, toContact, toMessage, toReaction, toSession } from './records'

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

  async sessionPage(page: PageRequest): Promise<Page<SessionRecord>> {
    const after = page.after === null ? {} : { id: { lt: decodeKeyset(page.after)[1] } }
    const where = { workspaceId: this.workspaceId, ...after }
    const rows = await this.client.session.findMany({ where, orderBy: { id: 'desc' }, take: page.first + 1 })
    return pageOf(rows, page, (row) => ['', row.id], toSession)
  }

  sessionCount(): Promise<number> {
    return this.client.session.count({ where: { workspaceId: this.workspaceId } })
  }

  async chatPage(sessionId: string, filter: ChatFilter, page: PageRequest): Promise<Page<ChatRecord>> {
    const rows = await this.client.chat.findMany({
      where: { AND: [this.chatsWhere(sessionId, filter), olderThan('lastActivityAt', page.after)] },
      orderBy: [{ lastActivityAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    })
    return pageOf(rows, page, (row) => [row.lastActivityAt.toISOString(), row.id], toChat)
  }

  chatCount(sessionId: string, filter: ChatFilter): Promise<number> {
    return this.client.chat.count({ where: this.chatsWhere(sessionId, filter) })
  }

  async contactPage(sessionId: string, search: string | null, page: PageRequest): Promise<Page<ContactRecord>> {
    const where = { AND: [this.contactsWhere(sessionId, search), afterName(page.after)] }
    const orderBy = [{ name: 'asc' as const }, { id: 'asc' as const }]
    const rows = await this.client.contact.findMany({ where, orderBy, take: page.first + 1 })
    return pageOf(rows, page, (row) => [row.name, row.id], toContact)
  }

  contactCount(sessionId: string, search: string | null): Promise<number> {
    return this.client.contact.count({ where: this.contactsWhere(sessionId, search) })
  }

  async messagePage(chatId: string, page: PageRequest): Promise<Page<MessageRecord>> {
    const rows = await this.client.message.findMany({
      where: { AND: [{ workspaceId: this.workspaceId, chatId }, olderThan('sentAt', page.after)] },
      orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
      take: page.first + 1,
    })
    return pageOf(rows, page, (row) => [row.sentAt.toISOString(), row.id], toMessage)
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

  private chatsWhere(sessionId: string, { search, kind }: ChatFilter): Prisma.ChatWhereInput {
    return {
      ...{ workspaceId: this.workspaceId, sessionId, mergedInto: null },
      ...(kind === null ? {} : { kind }),
      ...(search === null ? {} : this.containing(search, 'name', 'whatsappId')),
    }
  }

  private contactsWhere(sessionId: string, search: string | null): Prisma.ContactWhereInput {
    return {
      ...{ workspaceId: this.workspaceId, sessionId, mergedInto: null },
      ...(search === null ? {} : this.containing(search, 'name', 'phone')),
    }
  }

  /** Prisma leaves LIKE's wildcards as they are. SQLite has no escape for them, so there `%` and `_` match anything. */
  private containing<Column extends string>(text: string, ...columns: Column[]) {
    const contains = this.database.dialect === 'mysql' ? text.replace(/[\\%_]/g, '\\$&') : text
    return { OR: columns.map((column) => ({ [column]: { contains } })) }
  }
}

/** The rows after a place in a list that goes from new to old. */
function olderThan<Key extends 'lastActivityAt' | 'sentAt'>(key: Key, after: string | null): object {
  if (after === null) return {}
  const [at, id] = decodeTimeKeyset(after)
  return { OR: [{ [key]: { lt: at } }, { [key]: at, id: { lt: id } }] }
}

function afterName(after: string | null): Prisma.ContactWhereInput {
  if (after === null) return {}
  const [name, id] = decodeKeyset(after)
  return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] }
}

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
