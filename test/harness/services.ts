import { randomBytes } from 'node:crypto'
import { runStatement } from './services/mysql-statement'
import { databasePrefix, RUN_VARIABLE } from './services/test-run'

/** A database of one test file's own. */
export interface TestDatabase {
  /** For DATABASE_URL or Prisma: `mysql://user@host:port/name`, with the options of TEST_DATABASE_URL. */
  url: string
  /** Drops it; call this in `afterAll`, when all connections to it are closed. */
  drop(): Promise<void>
}

/**
 * Makes an empty utf8mb4 database on the server of TEST_DATABASE_URL.
 *
 * One for each test file: files run side by side, and a file that fails must leave nothing that another one sees.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = variable('TEST_DATABASE_URL')
  const name = databasePrefix(variable(RUN_VARIABLE)) + randomBytes(6).toString('hex')
  await runStatement(server, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
  const drop = async (): Promise<void> => {
    await runStatement(server, `DROP DATABASE IF EXISTS \`${name}\``)
  }
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop }
}

/** The URL of the Redis that all test files share; use it with a prefix from {@link redisKeyPrefix}. */
export function redisUrl(): string {
  return variable('TEST_REDIS_URL')
}

/** A new prefix for keys and channels: Redis' numbered databases would not part channels, and there are only 16. */
export function redisKeyPrefix(): string {
  return `wagraph-test:${randomBytes(6).toString('hex')}:`
}

/** The browser to launch. */
export function browserPath(): string {
  return variable('PUPPETEER_EXECUTABLE_PATH')
}

function variable(name: string): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(
    `${name} is not set: this test needs the services that "npm test" provides. ` +
      'For this file alone: npm test -- path/to/the.test.ts',
  )
}
