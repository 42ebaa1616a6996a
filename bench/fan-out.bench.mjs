/**
 * Fan-out: one message to many WebSocket subscribers of the same operation; the server's CPU time per delivery beside
 * a bare `ws` broadcast of the same bytes, and beside other servers of the same schema.
 *
 * Every server runs in a process of its own and tells its own CPU time (user and system). Messages are paced, and a
 * peer's goes out when all subscribers have received the one before, so that no server is measured falling behind.
 * What a message costs however many hear of it (in wagraph: engine, commit, log, execution) is taken off by the same
 * run with one subscriber:
 *
 *     CPU per delivery = (CPU with N subscribers - CPU with one) / (messages * (N - 1))
 *
 * Runs are interleaved, and ratios are ratios of medians.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from './processes.mjs'
import { limit, median, reportLimits, ROUNDS, size } from './figures.mjs'
import { startWagraph } from './fan-out/wagraph.mjs'

const SUBSCRIBERS = size('BENCH_SUBSCRIBERS', 1_000, 50)
const MESSAGES = size('BENCH_MESSAGES', 100, 10)
/** How long the last delivery may take, in milliseconds: what is later on a busy machine is lost. */
const PATIENCE_MS = 30_000
/** The same for a subscription that may not have begun yet. */
const BEGIN_MS = 5_000
const WARM_UP = 20
const PER_SECOND = 20
/** The most that wagraph may take, as a multiple of bare ws. */
const LIMIT = 1.5
const REFERENCE = 'bare ws'

const PEERS = [
  { name: REFERENCE, file: 'bare-ws.mjs', needs: 'ws', plain: true },
  { name: 'mercurius', file: 'mercurius.mjs', needs: 'mercurius' },
  { name: 'graphql-yoga', file: 'yoga.mjs', needs: 'graphql-yoga' },
  { name: 'type-graphql, graphql-ws, pub/sub', file: 'stock.mjs', needs: 'type-graphql' },
]

const require = createRequire(import.meta.url)
const installed = (name) => existsSync(new URL(`../node_modules/${name}`, import.meta.url))

/** What an inbox subscribes to. */
const subscribe = {
  query: await readFile(new URL('./fan-out/message-received.graphql', import.meta.url), 'utf8'),
  variables: {},
}

/** A server that stays up for all rounds. */
async function startPeer({ name, file, plain }, sample) {
  const server = start(`./fan-out/${file}`)
  const { port } = await server.ask({ type: 'start', sample }, 'listening')
  return {
    ...{ name, plain, url: `ws://127.0.0.1:${port}/graphql`, authorization: '' },
    publish: () => server.send({ type: 'publish' }),
    cpu: async () => (await server.ask({ type: 'cpu' }, 'cpu')).used,
    stop: () => server.stop(),
  }
}

async function connect(target, count) {
  const clients = start('./fan-out/clients.mjs')
  const { url, authorization, plain } = target
  await clients.ask({ type: 'connect', url, authorization, count, subscribe: plain ? null : subscribe }, 'connected')
  return clients
}

/** Publishes messages at the pace; false if some subscriber did not receive all of them in time. */
async function deliver(target, clients, count, messages, patience = PATIENCE_MS) {
  if (target.paced) {
    await clients.ask({ type: 'expect', messages: count * messages }, 'expecting')
    const all = clients.answer('all', (messages / PER_SECOND) * 1000 + patience)
    await target.publish(messages)
    return (await all) !== null
  }
  for (let sent = 0; sent < messages; sent += 1) {
    await clients.ask({ type: 'expect', messages: count }, 'expecting')
    const all = clients.answer('all', patience)
    const pause = sleep(1000 / PER_SECOND)
    await target.publish()
    if ((await all) === null) return false
    await pause
  }
  return true
}

/** The protocol does not say when a subscription has begun: it has when everybody receives. */
async function untilHeard(target, clients, count) {
  for (let tries = 0; tries < 5; tries += 1) {
    if (await deliver(target, clients, count, 1, BEGIN_MS)) return
  }
  throw new Error(`${target.name}: not every subscriber receives`)
}

async function deliverAll(target, clients, count, messages) {
  const { received: before } = await clients.ask({ type: 'count' }, 'counted')
  if (await deliver(target, clients, count, messages)) return
  const { received } = await clients.ask({ type: 'count' }, 'counted')
  throw new Error(`${target.name}: ${received - before} of ${messages * count} messages came`)
}

/** The CPU time that `messages` take to reach `count` subscribers, in microseconds. */
async function cpuOf(target, count, messages) {
  const clients = await connect(target, count)
  try {
    await untilHeard(target, clients, count)
    await deliverAll(target, clients, count, WARM_UP)
    const before = await target.cpu()
    await deliverAll(target, clients, count, messages)
    return (await target.cpu()) - before
  } finally {
    await clients.stop()
  }
}

/** The first message as wagraph sends it: what the others are given to send. */
async function sampleOf(wagraph) {
  const clients = await connect(wagraph, 1)
  await untilHeard(wagraph, clients, 1)
  const { sample } = await clients.ask({ type: 'count' }, 'counted')
  await clients.stop()
  return { text: sample, event: JSON.parse(sample).payload.data.messageReceived }
}

function versionOf(name) {
  return require(`../node_modules/${name}/package.json`).version
}

function print(results, once, sample) {
  const reference = median(results.get(REFERENCE))
  const rows = [...results].map(([name, figures]) => {
    const middle = median(figures)
    const spread = `${Math.min(...figures).toFixed(1)} to ${Math.max(...figures).toFixed(1)}`
    const most = name === 'wagraph' ? `${LIMIT.toFixed(2)}` : ''
    return `| ${name} | ${middle.toFixed(1)} | ${spread} | ${(middle / reference).toFixed(2)} | ${most} | ${median(once.get(name)).toFixed(1)} |`
  })
  const { model } = cpus()[0]
  console.log(
    `${SUBSCRIBERS} subscribers, ${MESSAGES} messages of ${Buffer.byteLength(sample.text)} bytes, ${ROUNDS} rounds; ` +
      `Node ${process.versions.node}, ${cpus().length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
  )
  console.log(
    '| server | CPU µs per delivery (median) | range | ratio to bare ws | limit | CPU ms per message with one subscriber |',
  )
  console.log('|---|---|---|---|---|---|')
  console.log(rows.join('\n'))
  return median(results.get('wagraph')) / reference
}

const targets = [{ name: 'wagraph', paced: true, ...(await startWagraph(PER_SECOND)) }]
try {
  const sample = await sampleOf(targets[0])
  for (const peer of PEERS) {
    if (!installed(peer.needs)) console.log(`${peer.name} is left out: ${peer.needs} is not installed`)
    else targets.push(await startPeer(peer, sample))
  }
  console.log(
    `${PEERS.filter(({ needs }) => installed(needs))
      .map(({ needs }) => `${needs} ${versionOf(needs)}`)
      .join(', ')}\n`,
  )
  const results = new Map(targets.map(({ name }) => [name, []]))
  const once = new Map(targets.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const target of targets) {
      const alone = await cpuOf(target, 1, MESSAGES)
      const all = await cpuOf(target, SUBSCRIBERS, MESSAGES)
      results.get(target.name).push((all - alone) / (MESSAGES * (SUBSCRIBERS - 1)))
      once.get(target.name).push(alone / MESSAGES / 1000)
    }
  }
  const ratio = print(results, once, sample)
  limit(ratio <= LIMIT, `wagraph takes ${ratio.toFixed(2)} times what bare ws takes; ${LIMIT} is the limit`)
  reportLimits()
} finally {
  await Promise.all(targets.map((target) => target.stop()))
}
