import type { EventLog, LogEvent } from '../domain/event-log'
import type { Database } from './database'
import { readStored } from './database-errors'
import { toEvent } from './records'

/** The event log on Prisma. */
export class PrismaEventLog implements EventLog {
  constructor(private readonly database: Database) {}

  async heads(workspaceId: string, sessionId: string | null): Promise<Map<string, number>> {
    const where = sessionId === null ? { workspaceId } : { workspaceId, id: sessionId }
    const select = { id: true, lastSeq: true }
    const rows = await readStored(() => this.database.client.session.findMany({ where, select }))
    return new Map(rows.map((row) => [row.id, row.lastSeq]))
  }

  async after(workspaceId: string, sessionId: string, seq: number, limit: number): Promise<LogEvent[]> {
    const where = { workspaceId, sessionId, seq: { gt: seq } }
    const page = { where, orderBy: { seq: 'asc' }, take: limit } as const
    const rows = await readStored(() => this.database.client.event.findMany(page))
    return rows.map(toEvent)
  }
}
