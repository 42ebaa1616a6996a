/**
 * Latency: from an engine's event to a client's socket, at a fixed pace, with where the time goes. The session runs on
 * one node; one client is on the same node, and one on another that hears of it by Redis. Beside it one INSERT with
 * its commit and one message through Redis, with the drivers alone.
 */
import { readFile } from 'node:fs/promises'
import { start } from './processes.mjs'
import { median, printTable, quantile, ROUNDS, size } from './figures.mjs'
import { openBare } from './latency/bare.mjs'
import { STAGES, stagesOf } from './latency/stages.mjs'
import { KEY, makeDatabase, startServer } from './server.mjs'

const PER_SECOND = 100
const MESSAGES = size('BENCH_LATENCY_MESSAGES', 1_000, 200)
const WARM_UP = 300
const PATIENCE_MS = 120_000
const BODY = 'Hello, is it still there?'

const query = await readFile(new URL('./fan-out/message-received.graphql', import.meta.url), 'utf8')
const PROBE = new URL('./latency/probe.mjs', import.meta.url).href
const ARRIVE = 'mutation ($input: SimulateMessagesInput!) { simulateMessages(input: $input) { accepted } }'

async function startSession(server) {
  const { startSession: started } = await server.ask(
    'mutation { startSession(input: { engine: SIMULATED }) { session { id } } }',
  )
  const { id } = started.session
  await server.ask(`mutation { simulateLogin(sessionId: "${id}") { session { state } } }`)
  for (let phase = null; phase !== 'DONE';) {
    phase = (await server.ask(`{ session(id: "${id}") { sync { phase } } }`)).session.sync?.phase
  }
  return id
}

async function subscriber(server) {
  const client = start('./latency/client.mjs')
  const subscribe = { query, variables: {} }
  client.send({ type: 'follow', url: server.socketUrl, authorization: `Bearer ${KEY}`, subscribe })
  return client
}

const arrive = (writer, sessionId, count) =>
  writer.ask(ARRIVE, { input: { sessionId, body: BODY, count, chats: 20, perSecond: PER_SECOND } })

/** The protocol does not say when a subscription has begun: it has when its client receives. */
async function untilHeard(sessionId, writer, { client }) {
  for (let tries = 0; tries < 10; tries += 1) {
    await client.ask({ type: 'expect', messages: 1 }, 'expecting')
    const heard = client.answer('all', 3_000)
    await arrive(writer, sessionId, 1)
    if ((await heard) !== null) return
  }
  throw new Error('a client receives nothing')
}

/** Lets messages arrive at the pace; resolves to each client's stages, message by message. */
async function measure(sessionId, writer, readers, messages) {
  const [own] = readers
  await Promise.all(readers.map(({ client }) => client.ask({ type: 'expect', messages }, 'expecting')))
  for (const { server } of readers) await server.question({ type: 'stamps' }, 'stamps')
  const all = readers.map(({ client }) => client.answer('all', PATIENCE_MS))
  await arrive(writer, sessionId, messages)
  const received = await Promise.all(all)
  if (received.includes(null)) throw new Error('not every client received every message')
  const stamps = []
  for (const { server } of readers) stamps.push(await server.question({ type: 'stamps' }, 'stamps'))
  return readers.map((reader, index) => stagesOf(stamps[readers.indexOf(own)], stamps[index], received[index].received))
}

const sum = (values) => values.reduce((total, value) => total + value, 0)
const both = (values) => [quantile(values, 0.5).toFixed(2), quantile(values, 0.99).toFixed(2)]

function printStages(name, messages) {
  console.log(`\nTo a client ${name}:\n`)
  const whole = sum(messages.map(sum))
  printTable(
    ['stage', 'p50, ms', 'p99, ms', 'share of the time'],
    STAGES.map((stage, index) => {
      const times = messages.map((stages) => stages[index])
      return [stage, ...both(times), `${((sum(times) / whole) * 100).toFixed(0)} %`]
    }),
  )
}

const database = await makeDatabase()
const nodes = []
const clients = []
try {
  for (let node = 0; node < 2; node += 1) {
    nodes.push(await startServer({ databaseUrl: database.url, probes: [PROBE] }))
  }
  const [writer, other] = nodes
  const sessionId = await startSession(writer)
  const readers = []
  for (const server of [writer, other]) {
    const client = await subscriber(server)
    clients.push(client)
    readers.push({ server, client })
    await untilHeard(sessionId, writer, readers.at(-1))
  }
  const bare = await openBare(database.url, process.env.TEST_REDIS_URL)
  await measure(sessionId, writer, readers, WARM_UP)
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const [here, there] = await measure(sessionId, writer, readers, MESSAGES)
    rounds.push({ here, there, bare: await bare.run(MESSAGES, PER_SECOND, BODY) })
  }
  await bare.close()
  console.log(
    `${MESSAGES} messages at ${PER_SECOND}/s in each of ${ROUNDS} interleaved rounds; medians of the rounds\n`,
  )
  const figure = (of, share) => median(rounds.map((round) => quantile(of(round), share)))
  const reference = (share) => figure(({ bare: times }) => times.map(({ total }) => total), share)
  const row = (name, of) => {
    const [p50, p99] = [figure(of, 0.5), figure(of, 0.99)]
    const ratios = [p50 / reference(0.5), p99 / reference(0.99)]
    return [name, p50.toFixed(2), p99.toFixed(2), ...ratios.map((ratio) => ratio.toFixed(1))]
  }
  printTable(
    ['from the engine to', 'p50, ms', 'p99, ms', 'ratio of p50', 'ratio of p99'],
    [
      row('a client of the same node', ({ here }) => here.map(sum)),
      row('a client of another node, by Redis', ({ there }) => there.map(sum)),
      row('bare: INSERT, commit, Redis', ({ bare: times }) => times.map(({ total }) => total)),
      row('bare: of it INSERT and commit', ({ bare: times }) => times.map(({ commit }) => commit)),
      row('bare: of it Redis', ({ bare: times }) => times.map(({ redis }) => redis)),
    ],
  )
  printStages(
    'of the same node',
    rounds.flatMap(({ here }) => here),
  )
  printStages(
    'of another node',
    rounds.flatMap(({ there }) => there),
  )
} finally {
  await Promise.all(clients.map((client) => client.stop()))
  await Promise.all(nodes.map((node) => node.stop()))
  await database.drop()
}
