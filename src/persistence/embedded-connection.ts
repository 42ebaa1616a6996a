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
type Statement = Parameters<LibSqlTransaction['execute']>[0]

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
 * Keeps the client to one connection, transactions included.
 *
 * The stock client hands its connection to each transaction, opens another one afterwards (without the settings above,
 * and with a cold cache) and leaves the old one, with its file handles, to the garbage collector. The adapter lets
 * nothing else run while a transaction is open, so one connection is enough. BEGIN IMMEDIATE takes the writer's place at
 * once: a transaction that reads first and finds another writer at its first change could only fail.
 *
 * A statement that SQLite refused because another process holds the file is not put back by the driver: no COMMIT would
 * succeed after it. Such a connection is replaced before the next use.
 */
function onOneConnection(client: LibSqlClient): LibSqlClient {
  const execute: LibSqlTransaction['execute'] = client.execute.bind(client)
  let ready = false
  const run = async (statement: Statement) => {
    try {
      return await execute(statement)
    } catch (error) {
      if (codeOf(error) === 'SQLITE_BUSY') ready = false
      throw error
    }
  }
  const connected = async () => {
    if (ready) return
    client.reconnect()
    for (const setting of SETTINGS) await execute(setting)
    ready = true
  }
  client.execute = async (statement: Statement) => {
    await connected()
    return run(statement)
  }
  client.transaction = async () => {
    await connected()
    await run('BEGIN IMMEDIATE')
    return openTransaction(run)
  }
  return client
}

function openTransaction(execute: LibSqlTransaction['execute']): LibSqlTransaction {
  let over: Error | undefined
  const run = async (statement: Statement) => {
    if (over) throw over
    try {
      return await execute(statement)
    } catch (error) {
      if (ENDS_TRANSACTION.has(codeOf(error))) over = new Error('SQLite has ended the transaction', { cause: error })
      throw error
    }
  }
  const end = async (statement: 'COMMIT' | 'ROLLBACK') => {
    await execute(statement)
    over = new Error('the transaction is over')
  }
  return {
    execute: run,
    batch: (statements) => Promise.all(statements.map(run)),
    executeMultiple: () => Promise.reject(new Error('scripts are not run within a transaction')),
    commit: async () => {
      try {
        if (over) throw over
        await end('COMMIT')
      } catch (error) {
        await end('ROLLBACK')
        throw error
      }
    },
    rollback: () => end('ROLLBACK'),
    close: () => undefined,
    get closed() {
      return over !== undefined
    },
  }
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | undefined)?.code)

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
    await client.$queryRaw`SELECT 1`
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
