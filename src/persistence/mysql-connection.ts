import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { createConnection, createPool, type Pool, type PoolConfig } from 'mariadb'
import { DatabaseUnavailableError, reasonOf } from './database-errors'
import { PrismaClient } from './generated/mysql/client'
import { readMysqlUrl } from './mysql-url'
import { TRANSACTION_OPTIONS } from './transaction-options'

/** A host that does not answer is told after this long; milliseconds. */
const CONNECT_TIMEOUT = 5_000
/**
 * A connection over which nothing has come for this long is ended, in milliseconds: its server hangs, and what waits for
 * it fails instead of waiting for ever. As long as a transaction of Prisma's may take. It ends idle connections too,
 * without a word: the pool keeps one, and makes others when they are needed.
 */
const SOCKET_TIMEOUT = 30_000

/**
 * What each connection is set to, whatever the server's own defaults are.
 *
 * READ COMMITTED, because REPEATABLE READ locks the gaps between rows: two sessions that insert beside each other would
 * deadlock, and a transaction that waited for a lock would go on with the picture from before its wait. TRADITIONAL,
 * because a server without strict mode cuts a text that is too long, and says nothing.
 */
const SETTINGS = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = 'TRADITIONAL', innodb_lock_wait_timeout = 10, time_zone = '+00:00'`,
]

/** Prisma's client, and the pool whose connections it uses; disconnecting the client ends the pool. */
export interface OpenMysql {
  client: PrismaClient
  pool: Pool
  /** Calls `work` with a client of its own, whose statements may take as long as they like. */
  withPatience: <T>(work: (client: PrismaClient) => Promise<T>) => Promise<T>
}

/** Opens the pool after one connection has answered; throws DatabaseUnavailableError with the reason in one line. */
export async function openMysql(url: string): Promise<OpenMysql> {
  const { database, ...given } = readMysqlUrl(url)
  const config = {
    connectTimeout: CONNECT_TIMEOUT,
    acquireTimeout: 10_000,
    connectionLimit: 10,
    minimumIdle: 1,
    socketTimeout: SOCKET_TIMEOUT,
    keepAliveDelay: 10_000,
    collation: 'UTF8MB4_UNICODE_CI',
    initSql: SETTINGS,
    permitRedirect: false,
    // As Prisma has it for a pool of its own: most statements differ, and prepared ones are kept by the server.
    prepareCacheLength: 0,
    // MySQL 8 hands its key to a client that has no TLS; without it no password can be sent at all.
    allowPublicKeyRetrieval: !given.ssl,
    ...given,
    database,
  }
  await probe(config)
  const pool = createPool(config)
  const adapter = new PrismaMariaDb(pool, { database, disposeExternalPool: true, useTextProtocol: true })
  const client = new PrismaClient({ adapter, transactionOptions: TRANSACTION_OPTIONS })
  const withPatience: OpenMysql['withPatience'] = async (work) => {
    const patient = new PrismaMariaDb({ ...config, connectionLimit: 1, socketTimeout: 0 }, { database })
    const patientClient = new PrismaClient({ adapter: patient })
    try {
      return await work(patientClient)
    } finally {
      await patientClient.$disconnect()
    }
  }
  return { client, pool, withPatience }
}

/** The pool tries for as long as it may and then tells of a timeout; one connection fails at once and says why. */
async function probe(config: PoolConfig & { host: string; port: number; database: string }): Promise<void> {
  try {
    const connection = await createConnection(config)
    await connection.end()
  } catch (cause) {
    const at = config.socketPath ?? `${config.host}:${config.port}`
    throw new DatabaseUnavailableError(`no database "${config.database}" at ${at}: ${reasonOf(cause)}`, { cause })
  }
}
