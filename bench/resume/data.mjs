/** A session whose event log is long: each message of it was received, live. */
import { SESSION } from '../queries/data.mjs'

const CONTENT = `JSON_OBJECT('type', type, 'body', body, 'deliveryState', NULL, 'failure', NULL, 'editedAt', NULL,
  'revokedAt', NULL)`

/** Writes the event log of the messages that `fill` made, oldest first. */
export async function fillLog(connection, messages) {
  await connection.query(`INSERT INTO events
    SELECT sessionId, CAST(SUBSTRING(id, 5) AS UNSIGNED) + 1, workspaceId, 'message.received', 'LIVE', sentAt, chatId, id,
      JSON_OBJECT('content', ${CONTENT}) FROM messages`)
  await connection.query('UPDATE sessions SET lastSeq = ? WHERE id = ?', [messages, SESSION])
  await connection.query('ANALYZE TABLE events')
}
