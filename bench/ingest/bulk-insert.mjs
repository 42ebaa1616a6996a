/** What wagraph is held against: the rows of a synchronisation, by the driver's own bulk insert, and nothing else. */
import { performance } from 'node:perf_hooks'

/**
 * Inserts these rows into the table of messages, for a session of their own.
 *
 * In one transaction, because otherwise the server flushes its log for each row, and the figure would be a fifth of this.
 */
export async function bulkInsert({ driver, session }, rows) {
  const columns = Object.keys(rows[0])
  const names = columns.map((column) => `\`${column}\``).join()
  const sql = `INSERT INTO messages (${names}) VALUES (${columns.map(() => '?').join()})`
  return session(async ({ lease }) => {
    const values = rows.map((row) => columns.map((column) => (column === 'sessionId' ? lease.sessionId : row[column])))
    const began = performance.now()
    await driver.beginTransaction()
    await driver.batch(sql, values)
    await driver.commit()
    return { ms: performance.now() - began }
  })
}
