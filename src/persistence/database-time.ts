import { Prisma } from './generated/mysql/client'
import type { Database, Tx } from './database'

/** The database's own clock in milliseconds since 1970, in each dialect: the one clock that all processes share. */
export const NOW = {
  mysql: Prisma.sql`CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS UNSIGNED)`,
  embedded: Prisma.sql`CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)`,
} as const

/** What that clock shows now, as `client` (of the dialect) sees it. */
export async function databaseTime(client: Pick<Tx, '$queryRaw'>, dialect: Database['dialect']): Promise<bigint> {
  const rows = await client.$queryRaw<{ now: bigint | number }[]>(Prisma.sql`SELECT ${NOW[dialect]} AS now`)
  const now = rows[0]?.now
  if (now === undefined) throw new Error('the database did not tell its time')
  return BigInt(now)
}
