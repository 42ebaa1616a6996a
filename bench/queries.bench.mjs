/**
 * Queries: the first page of each list and page 1,000 of it with a million messages stored, over HTTP, beside the same
 * rows by the driver alone; and how many statements a request takes, whether it shows one item or fifty.
 */
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import { interleaved, limit, median, printTable, reportLimits, ROUNDS, size } from './figures.mjs'
import { connect, fill } from './queries/data.mjs'
import { byHand, FIRST, lastPage, LISTS } from './queries/lists.mjs'
import { makeDatabase, startServer } from './server.mjs'

const { encodeKeyset } = createRequire(import.meta.url)('../dist/persistence/keyset.js')

const MESSAGES = size('BENCH_MESSAGES_STORED', 1_000_000, 50_000)
const CHATS = size('BENCH_CHATS_STORED', 60_000, 6_000)
/** Requests of which a round takes the median. */
const REQUESTS = 20
const FAR = 1_000
/** What a page far back may take at most, as a multiple of the first. */
const LIMIT = 1.5

async function timed(ask) {
  const figures = []
  for (let count = 0; count < REQUESTS; count += 1) {
    const before = performance.now()
    await ask()
    figures.push(performance.now() - before)
  }
  return median(figures)
}

/** SELECT statements that one request takes: the database counts them, and nothing else asks it meanwhile. */
async function statementsOf(connection, ask) {
  const count = async () => Number((await connection.query("SHOW GLOBAL STATUS LIKE 'Com_select'"))[0].Value)
  const before = await count()
  for (let asked = 0; asked < REQUESTS; asked += 1) await ask()
  return Math.round(((await count()) - before) / REQUESTS)
}

async function measure(server, connection, list) {
  const ask = (first, after) => server.ask(list.query, { ...list.variables, first, after })
  const far = await lastPage(connection, list, FAR)
  if (far === null) throw new Error(`${list.name} has less than two pages: store more`)
  const { page } = far
  const after = encodeKeyset(far.place)
  const figures = await interleaved({
    first: () => timed(() => ask(FIRST, null)),
    far: () => timed(() => ask(FIRST, after)),
    hand: () => timed(() => byHand(connection, list)),
  })
  const [first, late, hand] = ['first', 'far', 'hand'].map((name) => median(figures.get(name)))
  const one = await statementsOf(connection, () => ask(1, null))
  const fifty = await statementsOf(connection, () => ask(FIRST, null))
  const ratio = late / first
  limit(one === fifty, `${list.name} takes ${one} statements for one item, and ${fifty} for ${FIRST}`)
  limit(list.scans || ratio <= LIMIT, `page ${page} of ${list.name} takes ${ratio.toFixed(2)} times the first`)
  return [
    ...[list.name, first.toFixed(1), page, late.toFixed(1), ratio.toFixed(2), list.scans ? '' : LIMIT.toFixed(1)],
    ...[`${one} / ${fifty}`, hand.toFixed(1), (first / hand).toFixed(1)],
  ]
}

const HEAD = [
  ...['list', 'first page, ms', 'far page', 'far page, ms', 'ratio', 'limit', `statements for 1 / ${FIRST} items`],
  ...['first page by SQL alone, ms', 'ratio'],
]

const database = await makeDatabase()
const server = await startServer({ databaseUrl: database.url })
const connection = await connect(database.url)
try {
  const { viewer } = await server.ask('{ viewer { workspace { id } } }')
  const started = performance.now()
  await fill(connection, viewer.workspace.id, { messages: MESSAGES, chats: CHATS, sessions: FAR * FIRST + 100 })
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(
    `${MESSAGES} messages in one session with ${CHATS} chats and contacts, made in ${seconds} s; ` +
      `pages of ${FIRST}, medians of ${ROUNDS} interleaved rounds of ${REQUESTS} requests\n`,
  )
  const rows = []
  for (const list of LISTS) rows.push(await measure(server, connection, list))
  printTable(HEAD, rows)
  reportLimits()
} finally {
  await connection.end()
  await server.stop()
  await database.drop()
}
