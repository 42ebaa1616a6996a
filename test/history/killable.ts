/** MySQL and Redis of a run's own, which it may kill. */
import { createTestDatabase, redisUrl } from '../harness/services'
import { mysqlServer, mysqlUrl } from '../harness/services/mysql'
import { runStatement } from '../harness/services/mysql-statement'
import { KillableServer } from '../harness/services/private-server'
import { findPrograms } from '../harness/services/probe'
import { redisServer, redisUrlOf } from '../harness/services/redis'
import type { TestRun } from '../harness/services/test-run'
import { TcpProxy } from '../integration/tcp-proxy'

/** A service that can be killed, and brought back at the same URL. */
export interface Killable {
  url: string
  kill(): Promise<void>
  restart(): Promise<void>
  end(): Promise<void>
}

/**
 * What is committed survives a kill of the server: the other tests do without, and lose up to a second, which would be
 * no fault of ours.
 */
const DURABLE = ['--innodb-flush-log-at-trx-commit=2']

/** Private ones where their programs are on this machine; else the tests' shared ones, cut off instead of killed. */
export async function killableServices(run: TestRun): Promise<{ mysql: Killable; redis: Killable }> {
  const programs = await findPrograms(run)
  return {
    mysql: programs.mysql ? await privateMysql(run, programs.mysql) : await sharedMysql(),
    redis: programs.redis ? await privateRedis(run, programs.redis) : await cutOff(redisUrl()),
  }
}

async function privateMysql(run: TestRun, programs: Parameters<typeof mysqlServer>[1]): Promise<Killable> {
  const server = await KillableServer.start(run, await mysqlServer(run, programs, DURABLE))
  await runStatement(mysqlUrl(server.port), 'CREATE DATABASE history CHARACTER SET utf8mb4')
  return killable(`${mysqlUrl(server.port)}history`, server)
}

async function privateRedis(run: TestRun, program: string): Promise<Killable> {
  const server = await KillableServer.start(run, redisServer(run, program))
  return killable(redisUrlOf(server.port), server)
}

/** The run ends what it has started. */
function killable(url: string, server: KillableServer): Killable {
  return { url, kill: () => server.kill(), restart: () => server.restart(), end: () => Promise.resolve() }
}

async function sharedMysql(): Promise<Killable> {
  const database = await createTestDatabase()
  const proxied = await cutOff(database.url)
  const end = async (): Promise<void> => {
    await proxied.end()
    await database.drop()
  }
  return { ...proxied, end }
}

async function cutOff(url: string): Promise<Killable> {
  const proxy = await TcpProxy.start(url)
  const cut = (): Promise<void> => proxy.cut()
  return { url: proxy.url, kill: cut, restart: () => proxy.resume(), end: cut }
}
