/** wagraph as users run it, in a process of its own that also tells its CPU time. */
import { createJiti } from 'jiti'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from './processes.mjs'

const { createTestDatabase } = await createJiti(import.meta.url).import('../test/harness/services.ts')

/** The administrator's key of every server that is measured. */
export const KEY = 'bench-administrator-key-0123456789'

const CONTROL = new URL('./control.mjs', import.meta.url).href

/** An empty database: `{ url, drop }`. */
export const makeDatabase = () => createTestDatabase()

/**
 * Starts it on a database with Redis, or without one on its embedded database; resolves once it is ready.
 *
 * @param {{ databaseUrl?: string, env?: Record<string, string>, probes?: string[], nodeArgs?: string[] }} options
 *   `probes` are modules that its process loads first
 */
export async function startServer({ databaseUrl, env = {}, probes = [], nodeArgs = [] } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'wagraph-bench-'))
  const port = await freePort()
  const server = start('../dist/main.js', {
    execArgv: [...nodeArgs, ...[CONTROL, ...probes].flatMap((module) => ['--import', module])],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: dataDir },
      ...{ ADMIN_API_KEY: KEY, LOG_LEVEL: 'warn' },
      ...(databaseUrl ? { DATABASE_URL: databaseUrl, REDIS_URL: process.env.TEST_REDIS_URL } : {}),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}/readyz`)
  return {
    ...{ pid: server.pid, url, socketUrl: `${url.replace('http', 'ws')}/graphql` },
    ask: (query, variables) => post(`${url}/graphql`, query, variables),
    question: (message, type, limit) => server.ask(message, type, limit),
    /** CPU time so far, user and system, in microseconds. */
    cpu: async () => (await server.ask({ type: 'cpu' }, 'cpu')).used,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

async function untilReady(url) {
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = await globalThis.fetch(url).then(
      ({ ok }) => ok,
      () => false, // nothing listens yet
    )
    if (ready) return
    await sleep(100)
  }
  throw new Error('wagraph did not become ready within 30 s')
}

async function post(url, query, variables = {}) {
  const response = await globalThis.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}
