import type { PageRequest } from '../domain/reads'
import type { Database } from './database'
import { Prisma } from './generated/mysql/client'
import { decodeKeyset, decodeTimeKeyset, type Keyset } from './keyset'

/** A list of rows with one owner, in the order of an index over (owner, key, id). */
export interface List {
  table: string
  index: string
  owner: string
  /** What sorts it, before the id; null for the id alone. */
  key: { column: string; isTime: boolean } | null
  order: 'ASC' | 'DESC'
}

/** The lists of the API; indexes are named as in the migrations. */
export const LISTS = {
  sessions: {
    ...{ table: 'sessions', index: 'sessions_workspaceId_id_idx', owner: 'workspaceId' },
    ...{ key: null, order: 'DESC' },
  },
  chats: {
    ...{ table: 'chats', index: 'chats_sessionId_lastActivityAt_id_idx', owner: 'sessionId' },
    ...{ key: { column: 'lastActivityAt', isTime: true }, order: 'DESC' },
  },
  contacts: {
    ...{ table: 'contacts', index: 'contacts_sessionId_name_id_idx', owner: 'sessionId' },
    ...{ key: { column: 'name', isTime: false }, order: 'ASC' },
  },
  messages: {
    ...{ table: 'messages', index: 'messages_chatId_sentAt_id_idx', owner: 'chatId' },
    ...{ key: { column: 'sentAt', isTime: true }, order: 'DESC' },
  },
} as const satisfies Record<string, List>

/** What a query of a list is narrowed to. */
export interface Narrowing {
  owner: string
  /** Further conditions: the workspace, and what the client filters by. */
  where: readonly Prisma.Sql[]
}

/**
 * The places of a page, and of one row more where there is one. BAD_USER_INPUT for a cursor that is none of ours.
 *
 * The index is named, because it would not be taken: by their estimates MySQL and MariaDB hold the rest of an index
 * for dearer than the whole table, or than the index from its start, once that rest is a good part of the table. With
 * 60,000 chats page 1,000 then read 50,053 rows, and 53 with it. Only places are read here, as Prisma makes objects of
 * rows with the right types only in its own queries; and a cursor says where a row was when the page was made.
 */
export async function placesOf(
  { client, dialect }: Database,
  list: List,
  { owner, where }: Narrowing,
  { first, after }: PageRequest,
): Promise<Keyset[]> {
  const { table, index, key, order } = list
  const hint = dialect === 'mysql' ? `FORCE INDEX (${index})` : `INDEXED BY ${index}`
  const conditions = [ownedBy(list, owner), ...where, ...(after === null ? [] : [behind(list, after, dialect)])]
  const sorted = key === null ? `id ${order}` : `${key.column} ${order}, id ${order}`
  const rows = await client.$queryRaw<{ id: string; place: Date | string }[]>(Prisma.sql`
    SELECT id, ${Prisma.raw(key?.column ?? `''`)} AS place FROM ${Prisma.raw(`${table} ${hint}`)}
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${Prisma.raw(sorted)} LIMIT ${first + 1}`)
  return rows.map(({ id, place }) => [place instanceof Date ? place.toISOString() : place, id])
}

/** How many rows the list has. */
export async function countOf({ client }: Database, list: List, { owner, where }: Narrowing): Promise<number> {
  const conditions = Prisma.join([ownedBy(list, owner), ...where], ' AND ')
  const [row] = await client.$queryRaw<{ count: bigint | number }[]>(
    Prisma.sql`SELECT COUNT(*) AS count FROM ${Prisma.raw(list.table)} WHERE ${conditions}`,
  )
  return Number(row?.count ?? 0)
}

const ownedBy = (list: List, owner: string): Prisma.Sql => Prisma.sql`${Prisma.raw(list.owner)} = ${owner}`

/** The rows after a place. MySQL seeks by OR and reads all for a comparison of rows; SQLite the other way round. */
function behind({ key, order }: List, after: string, dialect: Database['dialect']): Prisma.Sql {
  const beyond = Prisma.raw(order === 'DESC' ? '<' : '>')
  const [value, id] = key?.isTime ? decodeTimeKeyset(after) : decodeKeyset(after)
  if (key === null) return Prisma.sql`id ${beyond} ${id}`
  const column = Prisma.raw(key.column)
  if (dialect === 'embedded') return Prisma.sql`(${column}, id) ${beyond} (${value}, ${id})`
  return Prisma.sql`(${column} ${beyond} ${value} OR (${column} = ${value} AND id ${beyond} ${id}))`
}
