/** The lists that are measured: what is asked, and the same by hand in SQL. */
import { LONG_CHAT, SESSION } from './data.mjs'

/** Items of a page: what an inbox shows. */
export const FIRST = 50

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'
const CHATS = `query ($first: Int!, $after: String, $kind: ChatKind, $search: String) { session(id: "${SESSION}") {
  chats(first: $first, after: $after, kind: $kind, search: $search) { ${PAGE_INFO} nodes {
    id whatsappId kind name unreadCount lastActivityAt archived pinned
    lastMessage { id type body fromMe sentAt deliveryState } contact { id name phone lid }
  } } } }`
const MESSAGES = `query ($first: Int!, $after: String) { chat(id: "${LONG_CHAT}") {
  messages(first: $first, after: $after) { ${PAGE_INFO} nodes {
    id whatsappId type body fromMe sentAt deliveryState editedAt revokedAt sender { id name phone } reactions { emoji }
  } } } }`
const CONTACTS = `query ($first: Int!, $after: String, $search: String) { session(id: "${SESSION}") {
  contacts(first: $first, after: $after, search: $search) { ${PAGE_INFO} nodes {
    id whatsappId lid phone name pushName
  } } } }`
const SESSIONS = `query ($first: Int!, $after: String) {
  sessions(first: $first, after: $after) { ${PAGE_INFO} nodes { id name engine state stateChangedAt createdAt } } }`

const OF_SESSION = `sessionId = '${SESSION}' AND mergedInto IS NULL`
const chats = { query: CHATS, table: 'chats', key: 'lastActivityAt', order: 'DESC', leads: ['messages', 'contacts'] }
const contacts = { query: CONTACTS, table: 'contacts', key: 'name', order: 'ASC', leads: [] }

/**
 * `leads` are the tables whose rows the items lead to. `scans`: a search by a part of a name has no index and reads
 * on until its page is full, so no limit is set for it.
 */
export const LISTS = [
  { name: 'chats', ...chats, where: OF_SESSION },
  { name: 'chats, only groups', ...chats, where: `${OF_SESSION} AND kind = 'GROUP'`, variables: { kind: 'GROUP' } },
  {
    ...{ name: 'chats, search', ...chats, scans: true },
    ...{ where: `${OF_SESSION} AND name LIKE '%at 12%'`, variables: { search: 'at 12' } },
  },
  { name: 'contacts', ...contacts, where: OF_SESSION },
  {
    ...{ name: 'contacts, search', ...contacts, scans: true },
    ...{ where: `${OF_SESSION} AND name LIKE '%on 12%'`, variables: { search: 'on 12' } },
  },
  {
    ...{ name: 'messages', query: MESSAGES, table: 'messages', key: 'sentAt', order: 'DESC' },
    ...{ where: `chatId = '${LONG_CHAT}'`, leads: ['contacts'] },
  },
  {
    ...{ name: 'sessions', query: SESSIONS, table: 'sessions', key: 'id', order: 'DESC' },
    ...{ where: `workspaceId = (SELECT id FROM workspaces)`, leads: [] },
  },
]

/** The first page by the driver alone, and the rows that its items lead to: what cannot be saved. */
export async function byHand(connection, { table, where, key, order, leads }) {
  const rows = await connection.execute(
    `SELECT * FROM ${table} WHERE ${where} ORDER BY ${key} ${order}, id ${order} LIMIT ${FIRST + 1}`,
  )
  for (const other of leads) {
    const ids = rows.map((row) => (other === 'messages' ? row.lastMessageId : (row.contactId ?? row.senderId)))
    const known = [...new Set(ids.filter((id) => id !== null))]
    await connection.execute(`SELECT * FROM ${other} WHERE id IN (${known.map(() => '?').join(', ')})`, known)
  }
}

/** The last page that is full, up to page `most`, and the place of the item before it; null where there is none. */
export async function lastPage(connection, { table, where, key, order }, most) {
  const [{ count }] = await connection.query(`SELECT COUNT(*) AS count FROM ${table} WHERE ${where}`)
  const page = Math.min(most, Math.floor(count / FIRST))
  if (page < 2) return null
  const [{ id, place }] = await connection.query(
    `SELECT id, ${key} AS place FROM ${table} WHERE ${where}
     ORDER BY ${key} ${order}, id ${order} LIMIT 1 OFFSET ${(page - 1) * FIRST - 1}`,
  )
  return { page, place: [place instanceof Date ? place.toISOString() : key === 'id' ? '' : place, id] }
}
