/**
 * Loaded into a server before its own code: notes when a message passes each place on its way. The product knows
 * nothing of it. Times are milliseconds of the machine's monotonic clock, which all processes share.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const now = () => Number(process.hrtime.bigint()) / 1e6

/** By stanza id, as the log has no number for it yet. */
const engine = new Map()
const taken = new Map()
/** By sequence number. */
const stanzas = new Map()
const writing = new Map()
const committed = new Map()
/** In the order in which they came: up to where each says that the log has grown. */
const wakeUps = []
/** By cursor. */
const executed = new Map()

/** Calls `before` with the method's arguments, then the method. */
function watch(module, name, method, before) {
  const { prototype } = require(`../../dist/${module}.js`)[name]
  const original = prototype[method]
  prototype[method] = function (...args) {
    before(...args)
    return original.apply(this, args)
  }
}

watch('whatsapp/simulated/simulated-engine', 'SimulatedEngine', 'emit', (event) => {
  if (event.type === 'message') engine.set(event.message.key.stanzaId, now())
})
watch('whatsapp/ingest-queue', 'IngestQueue', 'enqueue', ({ item }) => {
  if (item.type === 'message') taken.set(item.message.key.stanzaId, now())
})
watch('pubsub/local-wake-ups', 'LocalWakeUps', 'publish', ({ seq }) => wakeUps.push([seq, now()]))

const { prototype } = require('../../dist/persistence/ingest-store.js').PrismaIngestStore
const commit = prototype.commit
prototype.commit = async function (lease, items) {
  const began = now()
  const result = await commit.call(this, lease, items)
  const messages = items.filter(({ type }) => type === 'message')
  const received = result.events.filter(({ type }) => type === 'message.received')
  // A first synchronisation stores messages without events; nothing of it is measured.
  if (messages.length !== received.length) return result
  for (const [index, { seq }] of received.entries()) {
    stanzas.set(seq, messages[index].message.key.stanzaId)
    writing.set(seq, began)
    committed.set(seq, now())
  }
  return result
}

const frames = require('../../dist/server/frames.js')
frames.SharedPayload = class extends frames.SharedPayload {
  constructor(result) {
    super(result)
    const cursor = result.data?.messageReceived?.cursor
    if (cursor) executed.set(cursor, now())
  }
}

process.on('message', ({ type }) => {
  if (type !== 'stamps') return
  const maps = { engine, taken, stanzas, writing, committed, executed }
  const entries = Object.entries(maps).map(([name, map]) => [name, [...map]])
  process.send({ type: 'stamps', ...Object.fromEntries(entries), wakeUps: wakeUps.splice(0) })
  for (const map of Object.values(maps)) map.clear()
})
