import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { PrismaClient } from './generated/mysql/client'
import { PrismaClient as EmbeddedClient } from './generated/embedded/client'
import { DatabaseUnavailableError, reasonOf } from './database-errors'
import { TRANSACTION_OPTIONS } from './transaction-options'

type LibSqlClient = ReturnType<PrismaLibSql['createClient']>
type LibSqlTransaction = Awaited<ReturnType<LibSqlClient['transaction']>>

/**
 * What the one connection is set to. WAL, because a commit then writes once. synchronous FULL, because an event that a
 * subscriber has seen must not be gone after a power cut. SQLite waits for another process's lock (a backup, a script)
 * inside the native call, where nothing else of the server runs: so not for long; write() tries again.
 */
const SETTINGS = [
  'PRAGMA busy_timeout = 2000',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
]

/** After these SQLite may have rolled back by itself, and a further statement would stand outside any transaction. */
const ENDS_TRANSACTION = new Set(['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_NOMEM', 'SQLITE_INTERRUPT', 'SQLITE_CORRUPT'])

/**
 * Runs transactions on the client's own connection.
 *
 * The stock client hands its connection to each transaction, opens another one afterwards (without the settings above,
 * and with a cold cache) and leaves the old one, with its file handles, to the garbage collector. The adapter lets
 * nothing else run while a transaction is open, so one connection is enough. BEGIN IMMEDIATE takes the writer's place at
 * once: a transaction that reads first and finds another writer at its first change could only fail.
 */
function onOneConnection(client: LibSqlClient): LibSqlClient {
  client.transaction = async () => {
    await client.execute('BEGIN IMMEDIATE')
    return openTransaction(client)
  }
  return client
}

function openTransaction(client: LibSqlClient): LibSqlTransaction {
  let over: Error | undefined
  const run = async <T>(statement: () => Promise<T>): Promise<T> => {
    if (over) throw over
    try {
      return await statement()
    } catch (error) {
      if (error instanceof Error && 'code' in error && ENDS_TRANSACTION.has(String(error.code))) over = error
      throw error
    }
  }
  const end = async (statement: 'COMMIT' | 'ROLLBACK') => {
    await client.execute(statement)
    over = new Error('the transaction is over')
  }
  return {
    execute: (statement) => run(() => client.execute(statement)),
    batch: (statements) => run(async () => Promise.all(statements.map((statement) => client.execute(statement)))),
    executeMultiple: (sql) => run(() => client.executeMultiple(sql)),
    commit: () =>
      run(() => end('COMMIT')).catch(async (error: unknown) => {
        await end('ROLLBACK')
        throw error
      }),
    rollback: () => end('ROLLBACK'),
    close: () => undefined,
    get closed() {
      return over !== undefined
    },
  }
}

class OneConnectionAdapter extends PrismaLibSql {
  /** SQLite takes 32,766 values in a statement; Prisma would believe 999, and refuse a longer list in a sorted query. */
  override async connect(): ReturnType<PrismaLibSql['connect']> {
    const adapter = await super.connect()
    adapter.getConnectionInfo = () => ({ maxBindValues: 32_766, supportsRelationJoins: false })
    return adapter
  }

  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): LibSqlClient {
    return onOneConnection(super.createClient(config))
  }
}

/**
 * Opens the file (made, with its folder, if there is none); throws DatabaseUnavailableError with the reason in one line.
 * Prisma makes a client of another type for it, of the same shape: this is the one place that says they are alike.
 */
export async function openEmbedded(url: string): Promise<PrismaClient> {
  const path = pathOf(url)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const adapter = new OneConnectionAdapter({ url: pathToFileURL(path).href })
    const client = new EmbeddedClient({ adapter, transactionOptions: TRANSACTION_OPTIONS })
    for (const setting of SETTINGS) await client.$queryRawUnsafe(setting)
    return client as unknown as PrismaClient
  } catch (cause) {
    throw new DatabaseUnavailableError(`the database file ${path} cannot be opened: ${reasonOf(cause)}`, { cause })
  }
}

function pathOf(url: string): string {
  const path = url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length)
  if (path === '' || path.includes('?')) {
    throw new DatabaseUnavailableError(`the database URL ${url} names no file: expected file:<path>, without options`)
  }
  return resolve(path)
}
