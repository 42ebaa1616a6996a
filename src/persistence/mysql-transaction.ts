import type { Pool, PoolConnection, TypeCastFunction } from 'mariadb'
import type { Statements, Value } from './statements'

/**
 * Runs `work` in one transaction on a connection of the pool; throws what it throws, and the driver's errors.
 *
 * Not by BEGIN: when MySQL finds a deadlock it ends the transaction, and statements that were sent already would then
 * be stored one by one. With autocommit off they begin another, which is rolled back as well. It ends where the server
 * hangs, too: the pool's time limit for a silent connection makes what waits fail.
 */
export async function inMysqlTransaction<T>(pool: Pool, work: (statements: Statements) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection()
  try {
    await connection.query('SET autocommit = 0')
    const result = await work(statementsOn(connection))
    await connection.query('COMMIT')
    await handBack(connection)
    return result
  } catch (error) {
    await rollback(connection)
    throw error
  }
}

async function rollback(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('ROLLBACK')
  } catch {
    // The caller hears of what went wrong first; without its connection the server rolls back by itself.
    connection.destroy()
    return
  }
  await handBack(connection)
}

/** Gives the connection back to the pool as it was, or ends it: what is committed, or rolled back, stays so. */
async function handBack(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('SET autocommit = 1')
    await connection.release()
  } catch {
    // Nobody lost anything but this connection, and the pool makes another.
    connection.destroy()
  }
}

const statementsOn = (connection: PoolConnection): Statements => ({
  select: (sql, values) => connection.query({ sql, typeCast }, values.map(encoded)),
  run: async (sql, values) => {
    const { affectedRows } = await connection.query<{ affectedRows: number }>(sql, values.map(encoded))
    return affectedRows
  },
})

/** Times in UTC, as the connection's time zone is set: the driver would write them in this computer's. */
function encoded(value: Value): Value {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`no column holds ${value}`)
  return value instanceof Date ? value.toISOString().slice(0, -1) : value
}

/** As Prisma gives them: BOOLEAN is MySQL's name for TINYINT(1), and no column of ours is another TINYINT. */
const typeCast: TypeCastFunction = (field, next) => {
  const type: string = field.type
  if (type === 'TINY') return field.int() === 1
  if (type !== 'DATETIME') return next()
  const text = field.string()
  return text === null ? null : new Date(`${text.replace(' ', 'T')}Z`)
}
