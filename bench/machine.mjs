/** What the figures were taken on, as the run itself finds it. */
import { createJiti } from 'jiti'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { Redis } from 'ioredis'

const { runStatement } = await createJiti(import.meta.url).import('../test/harness/services/mysql-statement.ts')

/** Processor, memory, system and Node, in one line; with the load, as what else runs is in the figures too. */
export function describeMachine() {
  const gib = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()[0].toFixed(1)
  return (
    `${cpus().length} cores of ${cpus()[0].model.trim()}, ${gib} GiB, ${systemName()}, ` +
    `Node ${process.versions.node}; load before: ${load}`
  )
}

/** Database, Redis and browser, with their versions, in one line. */
export async function describeServices({ TEST_DATABASE_URL, TEST_REDIS_URL, PUPPETEER_EXECUTABLE_PATH }) {
  const [{ version }] = await runStatement(TEST_DATABASE_URL, 'SELECT VERSION() AS version')
  const redis = new Redis(TEST_REDIS_URL)
  const redisVersion = /redis_version:(\S+)/.exec(await redis.info('server'))[1]
  redis.disconnect()
  const browser = execFileSync(PUPPETEER_EXECUTABLE_PATH, ['--version'], { encoding: 'utf8' }).trim()
  const kind = /mariadb/i.test(version) ? '' : 'MySQL '
  return `${kind}${version}, Redis ${redisVersion}, ${browser}`
}

function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))[1]
  } catch {
    return process.platform // not Linux, or one that does not say
  }
}
