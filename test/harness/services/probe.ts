import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Available } from './plan'
import { runCommand } from './processes'
import { ROOT, type TestRun } from './test-run'

/** How long Docker's engine may take to say that it is there, in milliseconds. */
const DOCKER_LIMIT_MS = 5_000

/** How long the look for a browser may take, in milliseconds. */
const BROWSER_LIMIT_MS = 30_000

/** Folders of server programs, which are not on every user's PATH. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** A MySQL or MariaDB server that can be started. */
export interface MysqlPrograms {
  server: string
  /** MariaDB's program that makes a data folder; MySQL's server does that itself. */
  installDb: string | undefined
}

/** What is on this machine; asked again after an installation. */
export interface Programs {
  mysql: MysqlPrograms | undefined
  redis: string | undefined
  browser: string | undefined
}

/** Looks for the programs that the tests need. */
export async function findPrograms(run: TestRun): Promise<Programs> {
  const folders = [...(run.environment['PATH'] ?? '').split(path.delimiter).filter(Boolean), ...SERVER_FOLDERS]
  return {
    mysql: await findMysql(run, folders),
    redis: findProgram(['redis-server'], folders),
    browser: await findBrowser(run),
  }
}

/** Puts together what {@link choosePlan} wants to know; Docker is asked only if it may be needed. */
export async function findAvailable(run: TestRun, programs: Programs): Promise<Available> {
  const databaseUrl = Boolean(run.environment['TEST_DATABASE_URL'])
  const redisUrl = Boolean(run.environment['TEST_REDIS_URL'])
  const mysqlServer = programs.mysql !== undefined
  const redisServer = programs.redis !== undefined
  const complete = (databaseUrl || mysqlServer) && (redisUrl || redisServer)
  return {
    databaseUrl,
    redisUrl,
    mysqlServer,
    redisServer,
    browser: programs.browser !== undefined,
    docker: !complete && (await dockerAnswers(run)),
    apt: process.getuid?.() === 0 && existsSync('/etc/debian_version'),
  }
}

/** The first of these programs in the first of these folders that has one. */
export function findProgram(names: string[], folders: string[]): string | undefined {
  const files = folders.flatMap((folder) => names.map((name) => path.join(folder, name)))
  return files.find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    // Not there, or not for us: both mean "no".
    return false
  }
}

/** MariaDB calls itself mysqld too, on Debian, so a server is known by what it says. */
async function findMysql(run: TestRun, folders: string[]): Promise<MysqlPrograms | undefined> {
  const server = findProgram(['mariadbd', 'mysqld'], folders)
  if (server === undefined) return undefined
  const version = await runCommand(run, { name: `${server} --version`, program: server, args: ['--version'] }, 10_000)
  if (!/mariadb/i.test(version)) return { server, installDb: undefined }
  const installDb = findProgram(['mariadb-install-db', 'mysql_install_db'], folders)
  return installDb === undefined ? undefined : { server, installDb }
}

/** Asks `npm run browser`'s script, which has the one list of places to look in. */
async function findBrowser(run: TestRun): Promise<string | undefined> {
  const args = [path.join(ROOT, 'scripts/browser.mjs'), '--find']
  const command = { name: 'the look for a browser', program: process.execPath, args }
  return (await runCommand(run, command, BROWSER_LIMIT_MS)).trim() || undefined
}

async function dockerAnswers(run: TestRun): Promise<boolean> {
  try {
    await runCommand(run, { name: 'docker info', program: 'docker', args: ['info'] }, DOCKER_LIMIT_MS)
    return true
  } catch (error) {
    run.signal.throwIfAborted()
    // No client, no engine, no right or no answer in time: whichever it is, Docker is no way.
    run.say(`no Docker engine: ${(error as Error).message.split('\n')[0]}`)
    return false
  }
}
