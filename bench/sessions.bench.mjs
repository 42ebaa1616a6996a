/**
 * Sessions: what 1, 2, 4 and 8 real sessions take in memory, browsers and server together. WhatsApp is the stand-in of
 * the tests, so a real account's page takes more; what is ours to keep small is the same.
 */
import { createJiti } from 'jiti'
import { setTimeout as sleep } from 'node:timers/promises'
import { limit, median, printTable, reportLimits, ROUNDS, size } from './figures.mjs'
import { sharesMb } from './memory.mjs'
import { makeDatabase, startServer } from './server.mjs'

const { startStandIn } = await createJiti(import.meta.url).import('../test/stand-in/server.ts')

const MOST = size('BENCH_SESSIONS', 8, 1)
/** What a further session may take at most, server and browser, in MB. */
const LIMIT = 80
/** Until memory is looked at, in milliseconds: a page that has just loaded still has garbage. */
const SETTLED_MS = 5_000
const LOOK_MS = 1_000
const PATIENCE_MS = 120_000

const START = 'mutation { startSession(input: { engine: WHATSAPP_WEB }) { session { id state qr { code } } } }'
const SESSION = 'query ($id: ID!) { session(id: $id) { state sync { phase } } }'

/** An account as small shops have one: a few contacts and chats, with some history. */
function makeAccount(standIn, number) {
  const contacts = Array.from({ length: 20 }, (_, index) => ({
    phone: `62811${1000000 + index}`,
    name: `Person ${index}`,
  }))
  const chats = contacts.map(({ phone }) => ({ id: phone, history: ['Hello', 'Is it still there?', 'Thank you'] }))
  return standIn.account({ phone: `62899${1000000 + number}`, pushName: `Shop ${number}`, contacts, chats })
}

async function startSession(server, standIn, number) {
  const { session } = (await server.ask(START)).startSession
  standIn.scan(session.qr.code, makeAccount(standIn, number))
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const now = (await server.ask(SESSION, { id: session.id })).session
    if (now.state === 'CONNECTED' && now.sync?.phase === 'DONE') return
    await sleep(LOOK_MS)
  }
  throw new Error(`session ${number} did not get ready within ${PATIENCE_MS / 1000} s`)
}

/** The memory of server and browsers once it has settled: the middle of some looks. */
async function settledMemory(server) {
  await sleep(SETTLED_MS)
  const looks = []
  for (let look = 0; look < ROUNDS; look += 1) {
    looks.push(sharesMb(server.pid))
    await sleep(LOOK_MS)
  }
  return { server: median(looks.map((look) => look.own)), browsers: median(looks.map((look) => look.others)) }
}

const standIn = await startStandIn()
const database = await makeDatabase()
const server = await startServer({
  databaseUrl: database.url,
  env: {
    PUPPETEER_EXECUTABLE_PATH: process.env.PUPPETEER_EXECUTABLE_PATH,
    BROWSER_ARGS: standIn.chromiumArgs.join(' '),
  },
})
try {
  const measured = [{ sessions: 0, ...(await settledMemory(server)) }]
  for (let sessions = 1; sessions <= MOST; sessions += 1) {
    await startSession(server, standIn, sessions)
    const isPowerOfTwo = (sessions & (sessions - 1)) === 0
    if (isPowerOfTwo || sessions === MOST) measured.push({ sessions, ...(await settledMemory(server)) })
  }
  const rows = measured.map(({ sessions, server: own, browsers }, index) => {
    const before = measured[index - 1]
    const further = (of) =>
      before ? ((of(measured[index]) - of(before)) / (sessions - before.sessions)).toFixed(1) : ''
    return [
      ...[sessions, own.toFixed(0), browsers.toFixed(0), (own + browsers).toFixed(0)],
      ...[further((at) => at.server), further((at) => at.browsers), further((at) => at.server + at.browsers)],
      index > 1 ? LIMIT : '',
    ]
  })
  const [, first] = measured
  const last = measured.at(-1)
  const each =
    (last.server + last.browsers - first.server - first.browsers) / Math.max(1, last.sessions - first.sessions)
  limit(each <= LIMIT, `each further session took ${each.toFixed(1)} MB; ${LIMIT} is the limit`)
  console.log(
    `Each session after the first: ${each.toFixed(1)} MB. PSS: what processes share is divided among them; ` +
      `medians of ${ROUNDS} looks.\n`,
  )
  printTable(
    [
      ...['sessions', 'server, MB', 'browsers, MB', 'together, MB', 'each further: server', 'browser', 'together'],
      'limit',
    ],
    rows,
  )
  reportLimits()
} finally {
  await server.stop()
  await standIn.close()
  await database.drop()
}
