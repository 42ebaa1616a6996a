import type { EventLog, LogEvent } from '../domain/event-log'
import type { Database } from './database'
import { toEvent } from './records'

/** The event log on Prisma. */
export class PrismaEventLog implements EventLog {
  constructor(private readonly database: Database) {}

  async heads(workspaceId: string, sessionId: string | null): Promise<Map<string, number>> {
    const where = sessionId === null ? { workspaceId } : { workspaceId, id: sessionId }
    const rows = await this.database.client.session.findMany({ where, select: { id: true, lastSeq: true } })
    return new Map(rows.map((row) => [row.id, row.lastSeq]))
  }

  async after(workspaceId: string, sessionId: string, seq: number, limit: number): Promise<LogEvent[]> {
    const where = { workspaceId, sessionId, seq: { gt: seq } }
    const rows = await this.database.client.event.findMany({ where, orderBy: { seq: 'asc' }, take: limit })
    return rows.map(toEvent)
  }
}
