import { checkMysql, mysqlUrl } from './mysql'
import { waitUntilReady } from './private-server'
import { runCommand } from './processes'
import { checkRedis, redisUrlOf } from './redis'
import { CannotRun, type TestRun } from './test-run'

/** How long `docker run` may take, in milliseconds: it may have to pull the image first. */
const RUN_LIMIT_MS = 600_000

/** How long any other call of docker may take, in milliseconds. */
const CALL_LIMIT_MS = 30_000

/** Runs MySQL 8.4 in a container that goes away with the run, and returns its URL. */
export async function startMysqlContainer(run: TestRun): Promise<string> {
  const port = await startContainer(run, {
    image: 'mysql:8.4',
    port: 3306,
    options: ['--env', 'MYSQL_ALLOW_EMPTY_PASSWORD=1'],
    args: ['--character-set-server=utf8mb4', '--max-allowed-packet=64M', '--skip-log-bin', '--max-connections=300'],
    knock: (port) => checkMysql(mysqlUrl(port)),
  })
  return mysqlUrl(port)
}

/** Runs Redis 7 in a container that goes away with the run, and returns its URL. */
export async function startRedisContainer(run: TestRun): Promise<string> {
  const port = await startContainer(run, {
    image: 'redis:7',
    port: 6379,
    options: [],
    args: ['redis-server', '--save', '', '--appendonly', 'no'],
    knock: (port) => checkRedis(redisUrlOf(port)),
  })
  return redisUrlOf(port)
}

interface Container {
  image: string
  port: number
  options: string[]
  args: string[]
  knock: (port: number) => Promise<void>
}

async function startContainer(run: TestRun, container: Container): Promise<number> {
  const name = `wagraph-test-${run.id}-${container.port}`
  const docker = (args: string[], limitMs: number): Promise<string> =>
    runCommand(run, { name: `docker ${args[0]}`, program: 'docker', args }, limitMs)
  // Registered first: an interrupted `docker run` may have made the container all the same.
  run.atEnd(`the container ${name}`, () => removeContainer(run, name))
  run.say(`starting ${container.image} in Docker (the first time, the image is pulled)`)
  const publish = ['--publish', `127.0.0.1::${container.port}`]
  const options = ['--rm', '--detach', '--name', name, ...publish, ...container.options]
  await docker(['run', ...options, container.image, ...container.args], RUN_LIMIT_MS)
  const output = await docker(['port', name, `${container.port}/tcp`], CALL_LIMIT_MS)
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(output)?.[1])
  if (!Number.isInteger(port)) throw new Error(`docker port ${name} answered: ${output}`)
  const fault = await waitUntilReady(run, container.image, undefined, () => container.knock(port))
  if (fault === undefined) return port
  throw new CannotRun(`${fault}\nThe end of its log:\n${await docker(['logs', '--tail', '30', name], CALL_LIMIT_MS)}`)
}

/** Removes a container if it is there; this happens at the end of a run, so an interruption does not stop it. */
async function removeContainer(run: TestRun, name: string): Promise<void> {
  const docker = (args: string[]): Promise<string> =>
    runCommand(run, { name: `docker ${args[0]}`, program: 'docker', args }, CALL_LIMIT_MS, new AbortController().signal)
  const ids = (await docker(['ps', '--all', '--quiet', '--filter', `name=^${name}$`])).split('\n').filter(Boolean)
  if (ids.length > 0) await docker(['rm', '--force', ...ids])
}
