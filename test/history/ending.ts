/** The end of a run: everything is whole again, all that was begun comes to its end, and the history is taken. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../src/persistence/database'
import { expected } from './check-subscribers'
import { acceptedBySimulated, countStored, open, readLog, readUnderWay, type Snapshot } from './database'
import { PLACES } from './cast'
import type { Accepted, History, Seen, Sent, Stored, Subscriber } from './history'
import { readStored } from './stored'
import type { Traffic } from './traffic'
import { connected, type Session, type World } from './world'

/**
 * How long a healed run may take until nothing happens any more, in milliseconds: longer than the 60 s after which a
 * message that nobody acknowledges has an unknown fate, and than the 90 s that a start may take.
 */
const QUIET_LIMIT_MS = 180_000
/** Pause between two looks at all that is stored, in milliseconds. */
const LOOK_AT_ALL_MS = 500

/**
 * Waits until all is stored and told, and takes the history. What has not come within the limit never will, as far as
 * the checker is concerned: it says what is missing.
 */
export async function conclude(world: World, traffic: Traffic): Promise<History> {
  const signal = AbortSignal.timeout(QUIET_LIMIT_MS)
  const database = await open(world.databaseUrl)
  try {
    let unrest: string | null = null
    const snapshot = await untilQuiet(world, traffic, database, signal).catch((error: Error) => {
      unrest = error.message
      return readLog(database)
    })
    await Promise.all(world.subscribers.map((subscriber) => subscriber.stop()))
    const stored: Stored[] = []
    for (const session of [world.foreign, ...world.sessions]) stored.push(...(await readStored(session)))
    const subscribers = world.subscribers.map(({ history }) => upTo(snapshot, history))
    const accepted = await acceptedBy(world, traffic)
    const sent = traffic.sent.map((sent) => reached(world, sent))
    return { ...snapshot, accepted, sent, stored, subscribers, unrest }
  } finally {
    await database.close()
  }
}

async function untilQuiet(world: World, traffic: Traffic, database: Database, signal: AbortSignal): Promise<Snapshot> {
  for (const session of [world.foreign, ...world.sessions]) await connected(session, signal)
  await traffic.answered(signal)
  traffic.calm()
  await traffic.answered(signal)
  await untilStored(world, traffic, database, signal)
  for (;;) {
    const before = await readLog(database)
    for (const subscriber of world.subscribers) {
      await subscriber
        .until((history) => hasAll(history, before), signal)
        .catch((error: Error) => {
          throw new Error(`"${subscriber.options.name}" has not got everything (${error.message})`)
        })
    }
    const after = await readLog(database)
    if (after.log.length === before.log.length) return after
    signal.throwIfAborted()
  }
}

async function untilStored(world: World, traffic: Traffic, database: Database, signal: AbortSignal): Promise<void> {
  for (;;) {
    const accepted = await acceptedBy(world, traffic)
    const [stored, underWay] = [await countStored(database, accepted), await readUnderWay(database, world.sessions)]
    if (stored === accepted.length && underWay === 0) return
    const state = `${stored} of ${accepted.length} messages are stored, ${underWay} are on their way`
    if (signal.aborted) throw new Error(state)
    await delay(LOOK_AT_ALL_MS)
  }
}

function hasAll(history: Subscriber, { log, sessions }: Snapshot): boolean {
  const own = sessions.filter(({ workspaceId }) => workspaceId === history.workspaceId)
  const isMine = (id: string): boolean => history.sessionId === null || history.sessionId === id
  return own.filter(({ id }) => isMine(id)).every(({ id }) => isAtEnd(id, history, log))
}

/** Whether the last event of the session has come; for one that began late, if any did. */
function isAtEnd(sessionId: string, history: Subscriber, log: Snapshot['log']): boolean {
  const last = expected(history, sessionId, log).at(-1)
  const seen = history.seen.findLast((event) => event.sessionId === sessionId)
  if (last === undefined || (history.from === 'now' && !seen)) return true
  return (seen?.position[sessionId] ?? 0) >= last
}

/** What was seen after the snapshot is none of its business. */
function upTo({ sessions }: Snapshot, subscriber: Subscriber): Subscriber {
  const heads = new Map(sessions.map(({ id, lastSeq }) => [id, lastSeq]))
  const isWithin = ({ sessionId, position }: Seen): boolean =>
    (position[sessionId] ?? 0) <= (heads.get(sessionId) ?? Number.MAX_SAFE_INTEGER)
  return { ...subscriber, seen: subscriber.seen.filter(isWithin) }
}

/** All that WhatsApp has taken: from the world, from the pages, and from simulated people. */
async function acceptedBy({ sessions, foreign }: World, traffic: Traffic): Promise<Accepted[]> {
  const all: Accepted[] = []
  for (const session of [foreign, ...sessions]) {
    all.push(...(session.account ? acceptedByAccount(session) : await acceptedBySimulated(session)))
  }
  // The traffic knows more of its messages than the accounts do, so it has the last word.
  return [...all, ...traffic.accepted]
}

/** What the account has, the history from before the login and what the API sent included. */
function acceptedByAccount({ id: sessionId, account }: Session): Accepted[] {
  const chats = new Set(PLACES.map(({ chat }) => chat))
  const messages = [...(account?.sent ?? []), ...[...chats].flatMap((chat) => account?.messages(chat) ?? [])]
  const quiet = { sessionId, announced: false, origin: null }
  return messages.map(({ fromMe, id, body }) => ({ ...quiet, fromMe, stanzaId: id, body }))
}

function reached({ sessions }: World, sent: Sent): Sent {
  const account = sessions.find(({ id }) => id === sent.sessionId)?.account
  return account ? { ...sent, reached: account.sent.filter(({ body }) => body === sent.text).length } : sent
}
