/** A private MySQL or MariaDB with durable commits, and wagraph's tables in it. */
import { createJiti } from 'jiti'
import { createConnection } from 'mariadb'
import { fileURLToPath } from 'node:url'
import databaseModule from '../../dist/persistence/database.js'
import idsModule from '../../dist/domain/ids.js'
import ingestModule from '../../dist/persistence/ingest-store.js'
import migrationsModule from '../../dist/persistence/migrations.js'
import sessionsModule from '../../dist/persistence/session-store.js'

const { TestRun } = await createJiti(import.meta.url).import('../../test/harness/services/test-run.ts')
const { findPrograms } = await createJiti(import.meta.url).import('../../test/harness/services/probe.ts')
const { startMysql } = await createJiti(import.meta.url).import('../../test/harness/services/mysql.ts')

const WORKSPACE = 'wks_bench'
const NAME = 'wagraph_bench'

/** Starts the server, makes the tables, and answers what measures need; close() ends it all. */
export async function openBench() {
  const run = new TestRun(process.env)
  const end = async () => {
    for (const fault of await run.end()) console.error(fault)
  }
  const interrupt = () => end().finally(() => process.exit(130))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const { mysql } = await findPrograms(run)
    if (!mysql) throw new Error('there is no mariadbd or mysqld on this machine')
    return await prepare(await startMysql(run, mysql), end)
  } catch (error) {
    await end()
    throw error
  }
}

async function prepare(server, end) {
  const { hostname: host, port, username: user } = new URL(server)
  const driver = await createConnection({ host, port: Number(port), user })
  // The tests' server saves itself the flush at each commit; here it is part of what is measured.
  await driver.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1')
  await driver.query(`CREATE DATABASE ${NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  await driver.query(`USE ${NAME}`)
  const [{ version }] = await driver.query('SELECT VERSION() AS version')
  const database = await databaseModule.openDatabase(`${server}${NAME}`)
  await migrationsModule.migrate(database, fileURLToPath(new URL('../../prisma', import.meta.url)))
  await database.client.workspace.create({ data: { id: WORKSPACE, name: 'Bench' } })
  const sessions = new sessionsModule.PrismaSessionStore(database, 'bench', () => false)
  const store = new ingestModule.PrismaIngestStore(database)
  return {
    ...{ driver, database, version },
    /** Runs `work` with a fresh session, its lease and its store, and deletes the session. */
    async session(work) {
      const id = idsModule.newId('session')
      const made = { id, workspaceId: WORKSPACE, name: 'Bench', engine: 'SIMULATED', pairingPhone: null }
      await sessions.create(made)
      try {
        return await work({ lease: await sessions.acquire(made), store, database })
      } finally {
        await sessions.delete(id)
      }
    },
    async close() {
      await driver.end()
      await database.close()
      await end()
    },
  }
}
