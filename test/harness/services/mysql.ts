import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runStatement } from './mysql-statement'
import { type PrivateServer, startPrivateServer } from './private-server'
import { runCommand } from './processes'
import type { MysqlPrograms } from './probe'
import type { TestRun } from './test-run'

/** How long making the data folder may take, in milliseconds. */
const INITIALISE_LIMIT_MS = 120_000

/**
 * Starts a private MariaDB or MySQL with an empty data folder and returns its URL.
 *
 * Root has no password: the server lives for minutes, holds test data only and listens on the loopback
 * interface only, and without one MySQL 8's login needs neither TLS nor its key exchange.
 */
export async function startMysql(run: TestRun, programs: MysqlPrograms): Promise<string> {
  return mysqlUrl(await startPrivateServer(run, await mysqlServer(run, programs)))
}

/** The server of startMysql, with its data folder made, to be started with these arguments besides its own. */
export async function mysqlServer(run: TestRun, programs: MysqlPrograms, more: string[] = []): Promise<PrivateServer> {
  const folder = path.join(run.folder, 'mysql')
  const data = path.join(folder, 'data')
  mkdirSync(data, { recursive: true })
  await initialise(run, programs, data)
  const log = path.join(folder, 'server.log')
  const grants = path.join(folder, 'grants.sql')
  writeFileSync(
    grants,
    "CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';\nGRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n",
  )
  return {
    name: path.basename(programs.server),
    program: programs.server,
    args: (port) => [
      '--no-defaults',
      ...asRoot(),
      `--datadir=${data}`,
      `--socket=${path.join(folder, 's.sock')}`,
      `--pid-file=${path.join(folder, 'server.pid')}`,
      `--init-file=${grants}`,
      `--port=${port}`,
      ...SETTINGS,
      // MySQL's second protocol would take a port of its own.
      ...(programs.installDb ? [] : ['--mysqlx=OFF']),
      ...more,
    ],
    log,
    knock: (port) => checkMysql(mysqlUrl(port)),
  }
}

/** Resolves if the server at this URL lets us in and answers a query. */
export async function checkMysql(url: string): Promise<void> {
  await runStatement(url, 'SELECT 1')
}

/** The URL of a server on the loopback interface, for root. */
export function mysqlUrl(port: number): string {
  return `mysql://root@127.0.0.1:${port}/`
}

/** Drops the databases of one run, for a server that outlives it: a test file that crashed could not. */
export async function dropDatabases(url: string, prefix: string): Promise<void> {
  const rows = await runStatement(
    url,
    'SELECT schema_name AS name FROM information_schema.schemata WHERE LEFT(schema_name, CHAR_LENGTH(?)) = ?',
    [prefix, prefix],
  )
  for (const { name } of rows as { name: string }[]) await runStatement(url, `DROP DATABASE \`${name}\``)
}

/**
 * Production's behaviour where it matters (strict mode and isolation are the defaults), and speed where it does
 * not: nobody needs these rows after a power cut.
 */
const SETTINGS = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--skip-log-bin',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
  '--default-time-zone=+00:00',
  '--max-allowed-packet=64M',
  '--max-connections=300',
  '--innodb-flush-log-at-trx-commit=0',
  '--performance-schema=OFF',
]

/** Both servers refuse to run as root unless told to. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : []
}

async function initialise(run: TestRun, programs: MysqlPrograms, data: string): Promise<void> {
  const folder = [...asRoot(), `--datadir=${data}`]
  const command = programs.installDb
    ? {
        program: programs.installDb,
        args: ['--no-defaults', ...folder, '--auth-root-authentication-method=normal', '--skip-test-db'],
      }
    : { program: programs.server, args: ['--no-defaults', '--initialize-insecure', ...folder] }
  await runCommand(run, { name: path.basename(command.program), ...command }, INITIALISE_LIMIT_MS)
}
