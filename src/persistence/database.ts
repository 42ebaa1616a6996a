import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { StoreUnavailable } from '../domain/ingest'
import { DatabaseUnavailableError, driverErrorOf } from './database-errors'
import { openEmbedded } from './embedded-connection'
import type { Prisma, PrismaClient } from './generated/mysql/client'
import { openMysql } from './mysql-connection'
import { inMysqlTransaction } from './mysql-transaction'
import { type Statements, statementsOf } from './statements'
import { LONG_TRANSACTION_OPTIONS } from './transaction-options'

export { DatabaseUnavailableError } from './database-errors'

/** The client within a transaction. */
export type Tx = Prisma.TransactionClient

/** An open database, of either kind. */
export interface Database {
  /** Reads, and single changes. Inside a write() only its `tx` may be used: the embedded database would wait for itself. */
  readonly client: PrismaClient
  readonly dialect: 'mysql' | 'embedded'
  /**
   * Runs `work` in one transaction (READ COMMITTED) and answers what it answers; all of it is stored, or nothing.
   *
   * `work` may run up to five times (deadlock, lock wait): it must change nothing but the database. A transaction that
   * reads and then writes by what it read locks first: `SELECT ... FOR UPDATE` on the session's row, or an UPDATE of it.
   * Throws what `work` throws, and Prisma's P2028 after 30 s.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** As write(), in plain SQL: for what is written by the thousand. Throws the driver's errors, or Prisma's. */
  writeSql<T>(work: (statements: Statements) => Promise<T>): Promise<T>
  /** One transaction that may take a day, and is tried once: a migration. No other writes may run meanwhile. */
  writeForLong<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves if the database answers a query within 5 s; rejects otherwise. */
  ping(): Promise<void>
  /** Lets the writes that have begun end, then closes all connections; a second call gives the same promise. */
  close(): Promise<void>
}

const ATTEMPTS = 5
const PING_TIMEOUT = 5_000
/** More waiting writers than this means that the database has stopped, not that there is much to do. */
const MAX_WAITING = 1_000

/** MySQL: deadlock, lock wait timeout. SQLite: another process writes, in its plain form and with an old picture. */
const TRANSIENT = { mysql: new Set(['1213', '1205']), embedded: new Set(['5', '517', '261']) }

/**
 * Opens `mysql://`, `mariadb://` or `file:<path>`; throws DatabaseUnavailableError, within about 5 s, if it cannot be
 * reached. The caller applies the migrations (migrate) and closes it.
 */
export async function openDatabase(url: string): Promise<Database> {
  if (/^(mysql|mariadb):/.test(url)) {
    const { client, pool, withPatience } = await openMysql(url)
    return new OpenDatabase(client, 'mysql', { sql: (work) => inMysqlTransaction(pool, work), withPatience })
  }
  if (url.startsWith('file:')) {
    const client = await openEmbedded(url)
    return new OpenDatabase(client, 'embedded', {
      sql: (work) => client.$transaction((tx) => work(statementsOf(tx))),
      withPatience: (work) => work(client),
    })
  }
  throw new DatabaseUnavailableError('the database URL must begin with mysql://, mariadb:// or file:')
}

/** What the two databases do in different ways. */
interface Ways {
  sql: <T>(work: (statements: Statements) => Promise<T>) => Promise<T>
  /** Calls `work` with a client whose statements may take as long as they like. */
  withPatience: <T>(work: (client: PrismaClient) => Promise<T>) => Promise<T>
}

class OpenDatabase implements Database {
  readonly #writes = new Set<Promise<unknown>>()
  readonly #inWrite = new AsyncLocalStorage<true>()
  #lastWrite: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(
    readonly client: PrismaClient,
    readonly dialect: Database['dialect'],
    private readonly ways: Ways,
  ) {}

  write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#write(() => this.client.$transaction(work))
  }

  writeSql<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.#write(() => this.ways.sql(work))
  }

  writeForLong<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.ways.withPatience((client) => client.$transaction(work, LONG_TRANSACTION_OPTIONS))
  }

  async #write<T>(transaction: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new Error('the database is closed')
    if (this.#inWrite.getStore()) throw new Error('write() within write(): pass the transaction on instead')
    if (this.#writes.size >= MAX_WAITING) throw new StoreUnavailable(`${MAX_WAITING} writes wait already`)
    const attempt = () => this.#inWrite.run(true, () => this.#attempt(transaction))
    // The embedded database has one writer; in line here, nobody's time to wait for a transaction (maxWait) runs out.
    const result = this.dialect === 'embedded' ? this.#lastWrite.then(attempt) : attempt()
    const settled = result.then(
      () => undefined,
      () => undefined, // The caller gets the error by `result`; this copy only says when it was over.
    )
    this.#lastWrite = settled
    this.#writes.add(settled)
    try {
      return await result
    } finally {
      this.#writes.delete(settled)
    }
  }

  async #attempt<T>(transaction: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transaction()
      } catch (error) {
        const { code } = driverErrorOf(error)
        if (attempt === ATTEMPTS || !code || !TRANSIENT[this.dialect].has(code)) throw error
        await delay(Math.random() * 20 * 2 ** attempt)
      }
    }
  }

  async ping(): Promise<void> {
    if (this.#closing) throw new Error('the database is closed')
    const timeUp = new AbortController()
    try {
      await Promise.race([
        this.client.$queryRaw`SELECT 1`,
        delay(PING_TIMEOUT, undefined, { signal: timeUp.signal }).then(() => {
          throw new Error(`the database did not answer within ${PING_TIMEOUT} ms`)
        }),
      ])
    } finally {
      timeUp.abort()
    }
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all(this.#writes).then(() => this.client.$disconnect())
    return this.#closing
  }
}
