/** A first synchronisation through the ingest queue, and live messages while it runs or while nothing does. */
import clockModule from '../../dist/domain/clock.js'
import queueModule from '../../dist/whatsapp/ingest-queue.js'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { historyOf, liveMessageOf } from './story.mjs'

const silent = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error }

function queueOf({ lease, store }) {
  const parts = { store, clock: clockModule.systemClock, logger: silent }
  const nobody = { wakeUps: { publish: () => undefined }, metrics: { count: () => undefined } }
  const listener = { leaseLost: () => console.error('the lease was lost') }
  return new queueModule.IngestQueue(lease, { ...parts, ...nobody }, listener)
}

/**
 * Brings a history into a session as the synchroniser does: no faster than it is stored, with its progress after each
 * chat. With `liveEvery`, a live message comes every so many milliseconds meanwhile, and their latencies are answered.
 */
export async function synchronise(session, story, liveEvery = null) {
  const queue = queueOf(session)
  const { head, history } = historyOf(story)
  const push = async (item) => {
    queue.push(item)
    await queue.room()
  }
  const sync = (phase, chatsDone, syncedAt = null) => {
    const progress = { phase, chatsDone, chatsTotal: story.chats }
    return { type: 'sync', sync: progress, syncedAt }
  }
  const stop = new globalThis.AbortController()
  const began = performance.now()
  const live = liveEvery === null ? [] : latencies(queue, liveEvery, Infinity, `during ${story.salt}`, stop.signal)
  await push(sync('CHATS', 0))
  for (const item of head) await push(item)
  for (const [index, messages] of history.entries()) {
    for (const item of messages) await push(item)
    await push(sync('HISTORY', index + 1))
  }
  await queue.submit(sync('DONE', story.chats, new Date()))
  const ms = performance.now() - began
  stop.abort()
  await Promise.all([live, queue.flush()])
  return { ms, live: await live, rows: await check(session, story, (await live).length) }
}

/** How long each of `count` live messages takes until it is committed, in milliseconds, where nothing else happens. */
export const liveLatency = (session, every, count) =>
  latencies(queueOf(session), every, count, 'idle', new globalThis.AbortController().signal)

async function latencies(queue, every, count, salt, signal) {
  const all = []
  const began = performance.now()
  for (let n = 0; n < count && !signal.aborted; n += 1) {
    // By the clock, not by the answers: what waits is not asked less often.
    await sleep(Math.max(0, began + n * every - performance.now()))
    const sent = performance.now()
    all.push(queue.submit(liveMessageOf(n, salt)).then(() => performance.now() - sent))
  }
  return Promise.all(all)
}

/** All of it must be there, each message once; answers the rows. */
async function check({ lease, database }, { messages }, live) {
  const rows = await database.client.message.findMany({ where: { sessionId: lease.sessionId } })
  const session = await database.client.session.findUniqueOrThrow({ where: { id: lease.sessionId } })
  if (rows.length !== messages + live) throw new Error(`${rows.length} messages are stored of ${messages + live}`)
  if (session.syncMessagesStored !== messages) throw new Error(`the count is ${session.syncMessagesStored}`)
  if (session.syncPhase !== 'DONE' || session.syncedAt === null) throw new Error('the synchronisation is not done')
  if (session.lastSeq !== live) throw new Error(`${session.lastSeq} events of ${live} live messages`)
  return rows
}
