/** A session with many chats, contacts and messages, written by the database itself: one statement a table. */
import { createConnection } from 'mariadb'

/** Rows in sequence, from 0: up to a million. */
const NUMBERS = 'numbers a CROSS JOIN numbers b'
const N = '(a.n * 1000 + b.n)'

const idOf = (prefix, number) => `CONCAT('${prefix}_', LPAD(${number}, 26, '0'))`
/** The id of a row of `fill`. */
export const id = (prefix, number) => `${prefix}_${String(number).padStart(26, '0')}`

/** Seconds between messages are whole and often none, as WhatsApp's are. */
const sentAt = (n) => `TIMESTAMPADD(SECOND, FLOOR(${n} / 3), '2026-01-01 00:00:00')`

/** The session that has it all. */
export const SESSION = id('ses', 0)
/** The chat that has a tenth of all messages: long enough for a page 1,000. */
export const LONG_CHAT = id('cht', 0)

/** A connection of the driver's own, for what the server is compared with; times are UTC, as wagraph's. */
export const connect = (url) => createConnection({ ...partsOf(url), timezone: 'Z', bigIntAsNumber: true })

function partsOf(url) {
  const { hostname: host, port, username, password, pathname } = new URL(url)
  return { host, port: Number(port || 3306), user: username, password, database: pathname.slice(1) }
}

/**
 * Fills the tables: `sizes.messages` in one session, a tenth of them in one chat and the rest over `sizes.chats`; each
 * twentieth contact and chat is an alias of a merged one, each tenth chat a group. Another `sizes.sessions` are empty.
 */
export async function fill(connection, workspace, { messages, chats, sessions }) {
  await connection.query('CREATE TABLE numbers (n INT PRIMARY KEY)')
  await connection.batch(
    'INSERT INTO numbers VALUES (?)',
    [...Array(1000).keys()].map((n) => [n]),
  )
  for (const statement of statements(workspace, { messages, chats, sessions, long: Math.floor(messages / 10) })) {
    await connection.query(statement)
  }
  await connection.query('DROP TABLE numbers')
  await connection.query('ANALYZE TABLE sessions, contacts, chats, messages')
}

function* statements(workspace, { messages, chats, sessions, long }) {
  const session = `'${SESSION}'`
  yield `INSERT INTO sessions (id, workspaceId, name, engine, state, stateChangedAt)
    SELECT ${idOf('ses', N)}, '${workspace}', CONCAT('Session ', ${N}), 'SIMULATED', 'STOPPED', NOW(3)
    FROM ${NUMBERS} WHERE ${N} <= ${sessions}`
  const alias = (prefix) => `IF(${N} % 20 = 19, ${idOf(prefix, `${N} - 1`)}, NULL)`
  yield `INSERT INTO contacts (id, workspaceId, sessionId, whatsappId, phone, name, mergedInto)
    SELECT ${idOf('con', N)}, '${workspace}', ${session}, CONCAT(628110000000 + ${N}, '@c.us'),
      CONCAT('+', 628110000000 + ${N}), CONCAT('Person ', ${N} * 7919 % 5000), ${alias('con')}
    FROM ${NUMBERS} WHERE ${N} < ${chats}`
  yield `INSERT INTO chats (id, workspaceId, sessionId, whatsappId, kind, name, contactId, lastActivityAt, mergedInto)
    SELECT ${idOf('cht', N)}, '${workspace}', ${session}, CONCAT(628110000000 + ${N}, '@c.us'),
      IF(${N} % 10 = 5, 'GROUP', 'PRIVATE'), CONCAT('Chat ', ${N}), ${idOf('con', N)}, '2025-01-01', ${alias('cht')}
    FROM ${NUMBERS} WHERE ${N} < ${chats}`
  const chat = `IF(${N} < ${long}, 0, 1 + ${N} * 7919 % ${chats - 1})`
  yield `INSERT INTO messages (id, workspaceId, sessionId, chatId, senderId, fromMe, stanzaId, type, body, sentAt)
    SELECT ${idOf('msg', N)}, '${workspace}', ${session}, ${idOf('cht', chat)}, ${idOf('con', chat)}, 0,
      CONCAT('STANZA', LPAD(${N}, 14, '0')), 'TEXT', CONCAT('Is it still there? Number ', ${N}), ${sentAt(N)}
    FROM ${NUMBERS} WHERE ${N} < ${messages}`
  yield `UPDATE chats JOIN (SELECT chatId, MAX(id) AS id FROM messages GROUP BY chatId) AS newest
      ON newest.chatId = chats.id JOIN messages ON messages.id = newest.id
    SET chats.lastMessageId = messages.id, chats.lastActivityAt = messages.sentAt`
}
