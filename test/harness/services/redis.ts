import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { Redis } from 'ioredis'
import { type PrivateServer, startPrivateServer } from './private-server'
import type { TestRun } from './test-run'

/** Starts a private Redis that keeps nothing on disk and returns its URL. */
export async function startRedis(run: TestRun, program: string): Promise<string> {
  return redisUrlOf(await startPrivateServer(run, redisServer(run, program)))
}

/** The server of startRedis, to be started. */
export function redisServer(run: TestRun, program: string): PrivateServer {
  const folder = path.join(run.folder, 'redis')
  mkdirSync(folder)
  return {
    name: 'redis-server',
    program,
    args: (port) => ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    log: path.join(folder, 'server.log'),
    knock: (port) => checkRedis(redisUrlOf(port)),
  }
}

/** The URL of a server on the loopback interface. */
export function redisUrlOf(port: number): string {
  return `redis://127.0.0.1:${port}`
}

/** Resolves if the server at this URL lets us in and answers. */
export async function checkRedis(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let cause: Error | undefined
  client.on('error', (error) => (cause = error))
  try {
    await client.connect()
    await client.ping()
  } catch (error) {
    // connect() itself only says "Connection is closed."; the event has the reason.
    throw cause ?? error
  } finally {
    client.disconnect()
  }
}
