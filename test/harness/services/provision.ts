import path from 'node:path'
import { startMysqlContainer, startRedisContainer } from './docker'
import { checkMysql, dropDatabases, startMysql } from './mysql'
import { choosePlan, type Plan } from './plan'
import { findAvailable, findPrograms, type Programs } from './probe'
import { runCommand } from './processes'
import { checkRedis, startRedis } from './redis'
import { CannotRun, databasePrefix, ROOT, type TestRun } from './test-run'

/** How long installing packages or fetching a browser may take, in milliseconds. */
const INSTALL_LIMIT_MS = 900_000

/** Provides MySQL, Redis and a browser once for the whole run, and returns the variables that lead to them. */
export async function provision(run: TestRun): Promise<Record<string, string>> {
  let programs = await findPrograms(run)
  const plan = choosePlan(await findAvailable(run, programs))
  if (plan.packages.length > 0) {
    run.say(`not on this machine, installing with apt-get: ${plan.packages.join(' ')}`)
    await runScript(run, 'scripts/install-packages.mjs', plan.packages)
    programs = await findPrograms(run)
  }
  if (plan.browser === 'download') {
    run.say('no browser on this machine, running: npm run browser')
    await runScript(run, 'scripts/browser.mjs', [])
    programs = await findPrograms(run)
  }
  const browser = present(programs.browser, 'a browser')
  const mysql = await provideMysql(run, plan, programs)
  const redis = await provideRedis(run, plan, programs)
  run.say(`browser: ${browser}`)
  return { TEST_DATABASE_URL: mysql, TEST_REDIS_URL: redis, PUPPETEER_EXECUTABLE_PATH: browser }
}

async function provideMysql(run: TestRun, plan: Plan, programs: Programs): Promise<string> {
  if (plan.mysql === 'docker') return startMysqlContainer(run)
  if (plan.mysql === 'given') {
    const url = run.environment['TEST_DATABASE_URL'] ?? ''
    await check('TEST_DATABASE_URL', () => checkMysql(url))
    run.atEnd("this run's databases", () => dropDatabases(url, databasePrefix(run.id)))
    run.say('MySQL: the one of TEST_DATABASE_URL')
    return url
  }
  const mysql = present(programs.mysql, 'mariadbd or mysqld')
  const url = await startMysql(run, mysql)
  run.say(`MySQL: a private ${mysql.server} at ${url}`)
  return url
}

async function provideRedis(run: TestRun, plan: Plan, programs: Programs): Promise<string> {
  if (plan.redis === 'docker') return startRedisContainer(run)
  if (plan.redis === 'given') {
    const url = run.environment['TEST_REDIS_URL'] ?? ''
    await check('TEST_REDIS_URL', () => checkRedis(url))
    run.say('Redis: the one of TEST_REDIS_URL')
    return url
  }
  const program = present(programs.redis, 'redis-server')
  const url = await startRedis(run, program)
  run.say(`Redis: a private ${program} at ${url}`)
  return url
}

async function runScript(run: TestRun, script: string, args: string[]): Promise<void> {
  await runCommand(
    run,
    { name: script, program: process.execPath, args: [path.join(ROOT, script), ...args] },
    INSTALL_LIMIT_MS,
  )
}

async function check(variable: string, answer: () => Promise<void>): Promise<void> {
  try {
    await answer()
  } catch (error) {
    throw new CannotRun(`${variable} is set, but there is no way in: ${(error as Error).message}`)
  }
}

/** What must be there by now; only a package without its program can make it missing. */
function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new CannotRun(`${name} is still not there after the installation`)
  return value
}
