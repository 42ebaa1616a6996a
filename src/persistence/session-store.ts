import type { Lease } from '../domain/ingest'
import type { SessionRecord } from '../domain/model'
import type { NewSession, SessionStore } from '../domain/ports'
import type { Database, Tx } from './database'
import { databaseTime } from './database-time'
import { Prisma } from './generated/mysql/client'
import { toSession } from './records'

/** How long a lease lasts without renewal; the supervisor renews three times as often. */
export const LEASE_MS = 24_000

/** Rows that one statement of a deletion takes, so that no lock is held for long. */
const DELETE_CHUNK = 5_000

/** Sessions and their leases on Prisma. */
export class PrismaSessionStore implements SessionStore {
  constructor(
    private readonly database: Database,
    /** Names this process: unique over all processes and restarts. */
    private readonly owner: string,
    /** Whether the process behind another owner's name is known to have ended, so that its lease need not run out. */
    private readonly isGone: (owner: string) => boolean,
  ) {}

  async create(session: NewSession): Promise<SessionRecord> {
    const state = { state: 'STOPPED', stateChangedAt: new Date() }
    return toSession(await this.database.write((tx) => tx.session.create({ data: { ...session, ...state } })))
  }

  async find(workspaceId: string, id: string): Promise<SessionRecord | null> {
    const row = await this.database.client.session.findFirst({ where: { workspaceId, id } })
    // MySQL's comparison ignores spaces at the end, and an id with one is none of ours.
    return row?.id === id ? toSession(row) : null
  }

  async setPairingPhone(id: string, pairingPhone: string | null): Promise<void> {
    await this.database.write((tx) => tx.session.update({ where: { id }, data: { pairingPhone } }))
  }

  async wanted(): Promise<SessionRecord[]> {
    const rows = await this.database.client.session.findMany({ where: { wanted: true }, orderBy: { id: 'asc' } })
    const now = await this.now(this.database.client)
    return rows.filter((row) => !this.held(row, now)).map(toSession)
  }

  async delete(id: string): Promise<void> {
    for (const table of ['events', 'reactions', 'messages', 'chats', 'contacts']) await this.deleteRows(table, id)
    await this.database.write((tx) => tx.session.deleteMany({ where: { id } }))
  }

  async acquire({ id, workspaceId }: { id: string; workspaceId: string }): Promise<Lease | null> {
    return this.database.write(async (tx) => {
      const row = await tx.session.findFirst({ where: { id, workspaceId } })
      if (!row) return null
      const now = await this.now(tx)
      if (row.owner !== this.owner && this.held(row, now)) return null
      const fence = row.fence + 1
      const taken = await tx.session.updateMany({
        where: { id, fence: row.fence },
        data: { owner: this.owner, fence, leaseUntil: now + BigInt(LEASE_MS), memoryBytes: null },
      })
      return taken.count === 1 ? { sessionId: id, workspaceId, owner: this.owner, fence } : null
    })
  }

  async renew(memory: ReadonlyMap<string, number>): Promise<Set<string>> {
    const { owner } = this
    return this.database.write(async (tx) => {
      const leaseUntil = (await this.now(tx)) + BigInt(LEASE_MS)
      // What was measured before a session was stopped must not be written after it.
      await tx.$executeRaw`UPDATE sessions SET leaseUntil = ${leaseUntil},
        memoryBytes = CASE WHEN wanted THEN ${bytesById(memory)} END WHERE owner = ${owner}`
      const rows = await tx.session.findMany({ where: { owner }, select: { id: true } })
      return new Set(rows.map((row) => row.id))
    })
  }

  async release({ sessionId: id, owner, fence }: Lease): Promise<void> {
    const where = { id, owner, fence }
    const data = { owner: null, leaseUntil: null, memoryBytes: null }
    await this.database.write((tx) => tx.session.updateMany({ where, data }))
  }

  async ownerOf(id: string): Promise<string | null> {
    const row = await this.database.client.session.findUnique({ where: { id } })
    if (!row) return null
    return this.held(row, await this.now(this.database.client)) ? row.owner : null
  }

  private held(row: { owner: string | null; leaseUntil: bigint | null }, now: bigint): boolean {
    return row.owner !== null && row.leaseUntil !== null && row.leaseUntil > now && !this.isGone(row.owner)
  }

  /** By the only clock that leases trust. */
  private now(client: Pick<Tx, '$queryRaw'>): Promise<bigint> {
    return databaseTime(client, this.database.dialect)
  }

  private async deleteRows(table: string, sessionId: string): Promise<void> {
    const statement = DELETE_STATEMENTS[this.database.dialect](Prisma.raw(`\`${table}\``), sessionId)
    while ((await this.database.write((tx) => tx.$executeRaw(statement))) === DELETE_CHUNK);
  }
}

/** What a session's row gets, by its id. */
function bytesById(memory: ReadonlyMap<string, number>): Prisma.Sql {
  if (memory.size === 0) return Prisma.sql`NULL`
  const cases = [...memory].map(([id, bytes]) => Prisma.sql`WHEN ${id} THEN ${BigInt(Math.round(bytes))}`)
  return Prisma.sql`CASE id ${Prisma.join(cases, ' ')} END`
}

/** One chunk of a session's rows; SQLite knows no LIMIT on DELETE. */
const DELETE_STATEMENTS = {
  mysql: (table: Prisma.Sql, sessionId: string) =>
    Prisma.sql`DELETE FROM ${table} WHERE sessionId = ${sessionId} LIMIT ${DELETE_CHUNK}`,
  embedded: (table: Prisma.Sql, sessionId: string) =>
    Prisma.sql`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE sessionId = ${sessionId} LIMIT ${DELETE_CHUNK})`,
} as const
