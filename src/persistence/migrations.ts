import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database, Tx } from './database'
import { driverErrorOf, reasonOf } from './database-errors'
import { splitStatements } from './sql-statements'

/**
 * Why the database's tables cannot be brought to this version:
 * FAILED: a migration failed, now or earlier; CHANGED: one that is applied reads differently now; UNKNOWN: the database
 * has one that this version does not know; NOT_EMPTY: there are tables, but not ours; BUSY: another process does not end.
 */
export type MigrationErrorReason = 'FAILED' | 'CHANGED' | 'UNKNOWN' | 'NOT_EMPTY' | 'BUSY'

/** Thrown by migrate(); the message says in one line what is wrong and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'

  constructor(
    readonly reason: MigrationErrorReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

interface Migration {
  name: string
  sql: string
  checksum: string
}

interface AppliedRow {
  migration_name: string
  checksum: string
  finished_at: Date | null
  logs: string | null
}

/** Seconds to wait for another process that migrates; longer than any of our migrations should take. */
const LOCK_WAIT = 600

const SQLITE_BUSY = '5'

/** The table as Prisma's own tools make it, so that they read what is recorded here. */
const RECORDS = {
  mysql: `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at DATETIME(3),
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at DATETIME(3),
    started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  embedded: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "checksum" TEXT NOT NULL,
    "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL,
    "logs" TEXT,
    "rolled_back_at" DATETIME,
    "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
  )`,
}

const TABLES = {
  mysql: 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  embedded: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
}

/**
 * Applies the committed migrations that the database does not have yet, oldest first, and answers their names.
 *
 * `directory` is the package's prisma folder (migrations/ for MySQL, embedded/migrations/ beside it). Processes that
 * start at once do this one after the other. The records are Prisma's, so `prisma migrate deploy` agrees with them.
 * Throws MigrationError.
 */
export async function migrate(database: Database, directory: string): Promise<string[]> {
  const folder = database.dialect === 'mysql' ? 'migrations' : 'embedded/migrations'
  const migrations = await readMigrations(join(directory, folder))
  const work = (tx: Tx) => applyPending(tx, database.dialect, migrations)
  // One connection for all of it; on MySQL the lock belongs to the connection, on SQLite the transaction is the lock.
  try {
    return await database.writeForLong((tx) => (database.dialect === 'mysql' ? withLock(tx, work) : work(tx)))
  } catch (error) {
    if (driverErrorOf(error).code !== SQLITE_BUSY) throw error
    throw new MigrationError('BUSY', 'another process is changing the database file: end it, then start again', {
      cause: error,
    })
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function withLock<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const name = `SHA1(CONCAT('wagraph migrations ', DATABASE()))`
  const [row] = await tx.$queryRawUnsafe<{ taken: unknown }[]>(`SELECT GET_LOCK(${name}, ${LOCK_WAIT}) AS taken`)
  if (Number(row?.taken) !== 1) {
    throw new MigrationError(
      'BUSY',
      `another process has been migrating the database for ${LOCK_WAIT} s; start again later`,
    )
  }
  try {
    return await work(tx)
  } finally {
    await tx.$queryRawUnsafe(`SELECT RELEASE_LOCK(${name})`)
  }
}

async function applyPending(tx: Tx, dialect: Database['dialect'], migrations: Migration[]): Promise<string[]> {
  const tables = await tx.$queryRawUnsafe<{ name: string }[]>(TABLES[dialect])
  const names = tables.map((table) => table.name)
  if (names.length > 0 && !names.includes('_prisma_migrations')) {
    const some = names.slice(0, 3).join(', ')
    throw new MigrationError(
      'NOT_EMPTY',
      `the database has tables that are not wagraph's (${some}): give it one of its own`,
    )
  }
  // On MySQL this ends the transaction, as all DDL does, and what follows is stored statement by statement.
  await tx.$executeRawUnsafe(RECORDS[dialect])
  const applied = await tx.$queryRaw<AppliedRow[]>`
    SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL`
  for (const row of applied) check(row, migrations)
  const known = new Set(applied.map((row) => row.migration_name))
  const pending = migrations.filter((migration) => !known.has(migration.name))
  for (const migration of pending) await apply(tx, dialect, migration)
  return pending.map((migration) => migration.name)
}

function check(row: AppliedRow, migrations: Migration[]): void {
  const { migration_name: name, checksum, finished_at: finished, logs } = row
  if (finished === null) {
    const why = logs ?? 'its process ended before it did'
    const remedy = `repair the tables, then delete its row from _prisma_migrations or set its finished_at`
    throw new MigrationError('FAILED', `migration ${name} was begun and not finished (${why}): ${remedy}`)
  }
  const migration = migrations.find((candidate) => candidate.name === name)
  if (!migration) {
    throw new MigrationError(
      'UNKNOWN',
      `the database has migration ${name}, which this version does not know: run a newer one`,
    )
  }
  if (migration.checksum !== checksum) {
    throw new MigrationError(
      'CHANGED',
      `migration ${name} is applied already, but its file reads differently now: restore it`,
    )
  }
}

async function apply(tx: Tx, dialect: Database['dialect'], migration: Migration): Promise<void> {
  const id = randomUUID()
  await tx.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at)
    VALUES (${id}, ${migration.checksum}, ${migration.name}, ${new Date()})`
  try {
    for (const statement of splitStatements(migration.sql, dialect)) await tx.$executeRawUnsafe(statement)
  } catch (cause) {
    const reason = reasonOf(cause)
    // SQLite takes all of it back, with this record; MySQL cannot, so the record stays and says what happened.
    if (dialect === 'mysql') await tx.$executeRaw`UPDATE _prisma_migrations SET logs = ${reason} WHERE id = ${id}`
    throw new MigrationError('FAILED', `migration ${migration.name} failed: ${reason}`, { cause })
  }
  await tx.$executeRaw`
    UPDATE _prisma_migrations SET finished_at = ${new Date()}, applied_steps_count = 1 WHERE id = ${id}`
}
