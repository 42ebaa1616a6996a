/** wagraph itself as users run it, with its embedded database and one simulated session. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from './processes.mjs'

const KEY = 'bench-administrator-key-0123456789'

const BODY = 'Hello, is it still there?'
const ARRIVE = 'mutation ($input: SimulateMessagesInput!) { simulateMessages(input: $input) { accepted } }'

/** Starts it; `publish` lets messages arrive at the engine, so many a second, and resolves when they begin to. */
export async function startWagraph(perSecond) {
  const dataDir = await mkdtemp(join(tmpdir(), 'wagraph-bench-'))
  const port = await freePort()
  const server = start('../../dist/main.js', {
    execArgv: ['--import', new URL('./control.mjs', import.meta.url).href],
    env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, ADMIN_API_KEY: KEY, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(`${url}/readyz`)
  const ask = (query, variables) => post(`${url}/graphql`, query, variables)
  const { startSession } = await ask('mutation { startSession(input: { engine: SIMULATED }) { session { id } } }')
  const { id } = startSession.session
  const { simulateLogin } = await ask('mutation ($id: ID!) { simulateLogin(sessionId: $id) { session { state } } }', {
    id,
  })
  const { state } = simulateLogin.session
  if (state !== 'CONNECTED') throw new Error(`the simulated session is ${state}`)
  return {
    ...{ url: `${url.replace('http', 'ws')}/graphql`, authorization: `Bearer ${KEY}` },
    publish: (count) => ask(ARRIVE, { input: { sessionId: id, body: BODY, count, perSecond } }),
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
