import {
  type CommitResult,
  type IngestItem,
  type IngestStore,
  type Lease,
  LeaseLost,
  StoreUnavailable,
} from '../domain/ingest'
import type { Database } from './database'
import { isRefusal } from './database-errors'
import type { Session } from './generated/mysql/client'
import { Group } from './group'
import { clip, fromEvent } from './records'
import type { Rows } from './rows'
import type { Statements, Value } from './statements'
import type { Table } from './table'
import { CHATS, CONTACTS, EVENTS, MESSAGES } from './tables'
import { WorkingSet } from './working-set'

/** The ingest door: one transaction a group, a constant number of statements but for rows that change. */
export class PrismaIngestStore implements IngestStore {
  constructor(private readonly database: Database) {}

  async commit(lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    try {
      return await this.database.writeSql((sql) => this.commitIn(sql, lease, items))
    } catch (error) {
      throw isRefusal(error) ? error : new StoreUnavailable('the database did not take a group', { cause: error })
    }
  }

  private async commitIn(sql: Statements, lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    const lastSeq = await heldSeq(sql, lease)
    const set = await WorkingSet.load(sql, lease, items)
    const group = new Group(lease, set)
    items.forEach((item) => group.apply(item))
    group.end()
    const events = group.events.map((event, index) => ({
      ...event,
      seq: lastSeq + index + 1,
      // Chats that the same group merged later on.
      chatId: event.chatId && set.chatNow(event.chatId),
    }))
    // Sent at once, and stored in this order.
    await Promise.all([
      write(sql, set, group),
      EVENTS.insert(sql, events.map(fromEvent)),
      advance(sql, lease, lastSeq, group, events.length),
    ])
    const chatsMerged = group.people.chatMerges.length > 0
    return { events, chatsMerged, messagesStored: set.messages.created.size, unmatched: group.unmatched }
  }
}

const HELD = 'id = ? AND owner = ? AND fence = ?'

/** The session's newest sequence number, if the lease still holds. */
async function heldSeq(sql: Statements, { sessionId, owner, fence }: Lease): Promise<number> {
  const values = [sessionId, owner, fence]
  const [session] = await sql.select<{ lastSeq: number }>(`SELECT lastSeq FROM sessions WHERE ${HELD}`, values)
  if (!session) throw new LeaseLost(sessionId)
  return session.lastSeq
}

/** Moves the session on; the fence in the condition is what makes a second writer impossible. */
async function advance(sql: Statements, lease: Lease, lastSeq: number, group: Group, appended: number): Promise<void> {
  const columns: SessionChange = { ...stateColumns(group), ...syncColumns(group), lastSeq: lastSeq + appended }
  const { messages, sinceStart } = group.backfilled
  const changes = Object.keys(columns).map((column) => `\`${column}\` = ?`)
  if (!sinceStart && messages > 0) changes.push(`syncMessagesStored = syncMessagesStored + ${messages}`)
  const values = [...Object.values(columns), lease.sessionId, lease.owner, lease.fence, lastSeq]
  const found = await sql.run(`UPDATE sessions SET ${changes.join()} WHERE ${HELD} AND lastSeq = ?`, values)
  if (found !== 1) throw new LeaseLost(lease.sessionId)
}

/** Columns of the session's row, and what they become. */
type SessionChange = Partial<{ [Column in keyof Session]: Session[Column] & Value }>

function stateColumns({ state: { last } }: Group): SessionChange {
  if (!last) return {}
  const { state, reason, at, wanted, pairingCode, qr, me } = last
  return {
    ...{ state, stateReason: clip(reason, 500), stateChangedAt: at, wanted, pairingCode },
    ...{ qrCode: qr?.code ?? null, qrExpiresAt: qr?.expiresAt ?? null },
    ...(wanted ? {} : { memoryBytes: null }),
    ...(me === undefined
      ? {}
      : { meWhatsappId: me?.whatsappId ?? null, mePhone: me?.phone ?? null, meName: clip(me?.name ?? null, 255) }),
  }
}

function syncColumns({ state: { sync, syncedAt }, backfilled: { messages, sinceStart } }: Group): SessionChange {
  return {
    ...(sync && { syncPhase: sync.phase, syncChatsDone: sync.chatsDone, syncChatsTotal: sync.chatsTotal }),
    ...(sinceStart && { syncMessagesStored: messages }),
    ...(syncedAt && { syncedAt }),
  }
}

async function write(sql: Statements, set: WorkingSet, { people }: Group): Promise<void> {
  const merged = [...set.contacts.changed].filter(({ mergedInto }) => mergedInto !== null)
  await Promise.all([
    // Rows that gave their LID or number away go first, or the taker would break the unique index.
    CONTACTS.update(sql, merged),
    writeRows(sql, CONTACTS, set.contacts),
    writeRows(sql, CHATS, set.chats),
    writeRows(sql, MESSAGES, set.messages),
    ...people.chatMerges.map(({ from, into }) =>
      sql.run('UPDATE messages SET chatId = ? WHERE chatId = ?', [into.id, from.id]),
    ),
    set.reactions.write(sql),
  ])
}

async function writeRows<Row extends { id: string } & Record<keyof Row, Value>>(
  sql: Statements,
  table: Table<Row>,
  rows: Rows<Row>,
): Promise<void> {
  await Promise.all([table.insert(sql, rows.created), table.update(sql, [...rows.changed])])
}
