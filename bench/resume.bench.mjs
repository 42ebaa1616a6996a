/**
 * Resume: a subscriber that was away gets the whole log of a session, and how much memory the server takes for it;
 * beside a bare loop that reads the same pages and sends the same bytes.
 */
import { readFile } from 'node:fs/promises'
import { start } from './processes.mjs'
import { limit, median, printTable, reportLimits, ROUNDS, size } from './figures.mjs'
import { forgetPeak, peakMb, residentMb } from './memory.mjs'
import { connect, fill, SESSION } from './queries/data.mjs'
import { fillLog } from './resume/data.mjs'
import { KEY, makeDatabase, startServer } from './server.mjs'

const EVENTS = size('BENCH_EVENTS', 100_000, 5_000)
const CHATS = 1_000
/** What the server may take at most above what it takes idle, in MB. */
const MEMORY_LIMIT = 64
/** The cursor before everything. */
const BEGINNING = Buffer.from('[]').toString('base64url')
const PATIENCE_MS = 300_000

const query = await readFile(new URL('./fan-out/message-received.graphql', import.meta.url), 'utf8')

/** Events per second, CPU time per event, and the memory that it took, while one client receives all. */
async function measure(server, target) {
  const client = start('./resume/client.mjs')
  const idle = residentMb(server.pid)
  forgetPeak(server.pid)
  const before = await server.cpu()
  const received = await client.ask({ type: 'receive', messages: EVENTS, ...target }, 'received', PATIENCE_MS)
  await client.stop()
  if (received === null) throw new Error('the replay took too long')
  return {
    ...{ perSecond: EVENTS / received.seconds, cpu: ((await server.cpu()) - before) / EVENTS, sample: received.sample },
    ...{ bytes: received.bytes, memory: peakMb(server.pid) - idle },
  }
}

/** A server of its own for each measurement: what one has grown by, the next would not need. */
async function wagraph(databaseUrl) {
  const server = await startServer({ databaseUrl })
  try {
    await server.ask('{ viewer { scopes } }')
    const subscribe = { query, variables: { after: BEGINNING } }
    return await measure(server, { url: server.socketUrl, authorization: `Bearer ${KEY}`, subscribe })
  } finally {
    await server.stop()
  }
}

async function bare(databaseUrl, text) {
  const server = start('./resume/bare.mjs')
  try {
    const { port } = await server.ask({ type: 'start', databaseUrl, session: SESSION, text }, 'listening')
    const cpu = async () => (await server.ask({ type: 'cpu' }, 'cpu')).used
    return await measure({ pid: server.pid, cpu }, { url: `ws://127.0.0.1:${port}/` })
  } finally {
    await server.stop()
  }
}

async function prepare(databaseUrl) {
  const server = await startServer({ databaseUrl })
  const connection = await connect(databaseUrl)
  const { viewer } = await server.ask('{ viewer { workspace { id } } }')
  await fill(connection, viewer.workspace.id, { messages: EVENTS, chats: CHATS, sessions: 0 })
  await fillLog(connection, EVENTS)
  await connection.end()
  await server.stop()
}

function rowOf(name, rounds, reference) {
  const of = (figure) => median(rounds.map((round) => round[figure]))
  const all = rounds.map(({ perSecond }) => Math.round(perSecond))
  return [
    ...[name, Math.round(of('perSecond')), `${Math.min(...all)} to ${Math.max(...all)}`],
    ...[(of('perSecond') / median(reference.map(({ perSecond }) => perSecond))).toFixed(2), of('cpu').toFixed(1)],
    of('memory').toFixed(1),
  ]
}

const database = await makeDatabase()
try {
  await prepare(database.url)
  const { sample, bytes } = await wagraph(database.url)
  const figures = { wagraph: [], bare: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.wagraph.push(await wagraph(database.url))
    figures.bare.push(await bare(database.url, sample))
  }
  const memory = Math.max(...figures.wagraph.map((round) => round.memory))
  limit(memory < MEMORY_LIMIT, `the server took ${memory.toFixed(1)} MB above idle; ${MEMORY_LIMIT} is the limit`)
  console.log(`${EVENTS} events, ${Math.round(bytes / EVENTS)} bytes each, to one subscriber; ${ROUNDS} rounds\n`)
  printTable(
    ['server', 'events/s (median)', 'range', 'ratio', 'CPU µs per event', 'peak above idle, MB', 'limit'],
    [
      [...rowOf('wagraph', figures.wagraph, figures.bare), `${MEMORY_LIMIT} (worst: ${memory.toFixed(1)})`],
      [...rowOf('the same pages and bytes, bare', figures.bare, figures.bare), ''],
    ],
  )
  reportLimits()
} finally {
  await database.drop()
}
