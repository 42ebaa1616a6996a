/** What the database says: read beside the servers, as nobody but a test does. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Database, openDatabase } from '../../src/persistence/database'
import type { StoredLogin } from '../../src/whatsapp/simulated/login-store'
import { populate } from '../../src/whatsapp/simulated/population'
import { phoneStanzaId } from '../../src/whatsapp/simulated/seeded'
import type { Accepted, ChatFacts, EventType, Logged, Origin, SessionFacts } from './history'
import type { Session } from './world'

/** The sessions and their logs, as of one moment. */
export interface Snapshot {
  sessions: SessionFacts[]
  chats: ChatFacts[]
  log: Logged[]
}

/** Opens the database of a run; the caller closes it. */
export const open = (url: string): Promise<Database> => openDatabase(url)

/** The whole event log, up to what the sessions' rows say is its newest. */
export async function readLog({ client }: Database): Promise<Snapshot> {
  const rows = await client.session.findMany({ select: { id: true, workspaceId: true, lastSeq: true } })
  const chats = await client.chat.findMany({ where: { mergedInto: null }, select: { id: true, unreadCount: true } })
  const events = await client.event.findMany({
    omit: { occurredAt: true },
    orderBy: [{ sessionId: 'asc' }, { seq: 'asc' }],
  })
  const heads = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
  const log = events
    // What was committed between the two reads is not of this moment.
    .filter(({ sessionId, seq }) => seq <= (heads.get(sessionId) ?? 0))
    .map(({ payload, ...row }) => {
      const logged = { ...row, type: row.type as EventType, origin: row.origin as Origin }
      return { ...logged, unread: unreadOf(logged, JSON.parse(payload) as Payload) }
    })
  return { sessions: rows, chats, log }
}

interface Payload {
  content?: { type: string; deliveryState: string | null }
  shown?: { unreadCount: number }
}

/** What an event says of its chat's unread messages: live ones of others are counted, but for WhatsApp's own notices. */
function unreadOf({ type, origin }: Pick<Logged, 'type' | 'origin'>, { content, shown }: Payload): Logged['unread'] {
  if (shown) return shown.unreadCount
  const counts = type === 'message.received' && origin === 'LIVE' && content?.deliveryState === null
  return counts && content?.type !== 'SYSTEM' ? 'one more' : null
}

/** Own messages that are still on their way; not those that a phone has taken which forgets to acknowledge them. */
export async function readUnderWay({ client }: Database, sessions: readonly Session[]): Promise<number> {
  const faithful = sessions.filter(({ account }) => account !== null).map(({ id }) => id)
  const OR = [{ stanzaId: null }, { sessionId: { in: faithful } }]
  return client.message.count({ where: { deliveryState: { in: ['QUEUED', 'SENDING'] }, OR } })
}

/** How many of these are stored. */
export async function countStored({ client }: Database, accepted: readonly Accepted[]): Promise<number> {
  const rows = await client.message.findMany({ select: { sessionId: true, fromMe: true, stanzaId: true } })
  const stored = new Set(rows.map(({ sessionId, fromMe, stanzaId }) => `${sessionId} ${fromMe} ${stanzaId}`))
  return accepted.filter(({ sessionId, fromMe, stanzaId }) => stored.has(`${sessionId} ${fromMe} ${stanzaId}`)).length
}

/**
 * What a simulated phone has taken: its population, and all of each flood that its file has, for the messages of a
 * flood follow from the file alone.
 */
export async function acceptedBySimulated({ id, node }: Session): Promise<Accepted[]> {
  const text = await readFile(path.join(node.dataDir, 'simulated', `${id}.json`), 'utf8')
  const { seed, linkedAt, batches } = JSON.parse(text) as StoredLogin
  const before = populate(seed, linkedAt).chats.flatMap(({ messages }) => messages)
  const flooded = batches.flatMap(({ id: batch, count, body }) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ sessionId: id, fromMe: false, stanzaId: phoneStanzaId(seed, batch, index) },
      ...{ body: body?.slice(0, 40) ?? null, announced: true, origin: null },
    })),
  )
  return [
    ...before.map(({ fromMe, stanzaId, body }) => ({
      ...{ sessionId: id, fromMe, stanzaId, body, announced: false, origin: null },
    })),
    ...flooded,
  ]
}
