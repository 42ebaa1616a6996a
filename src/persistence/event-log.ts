import { cursorExpired } from '../domain/errors'
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
    if (rows[0]?.seq !== seq + 1) return this.withoutFirst(workspaceId, sessionId, seq)
    const chatNow = await this.merged(rows.map(({ chatId }) => chatId))
    return rows.map(toEvent).map((event) => ({ ...event, chatId: chatNow(event.chatId) }))
  }

  /** Numbers are dense, so the first ones are deleted: by retention, or because the whole session is being deleted. */
  private async withoutFirst(workspaceId: string, sessionId: string, seq: number): Promise<LogEvent[]> {
    const session = { where: { workspaceId, id: sessionId }, select: { prunedSeq: true } }
    const pruned = (await readStored(() => this.database.client.session.findFirst(session)))?.prunedSeq ?? 0
    if (pruned > seq) throw cursorExpired()
    return []
  }

  /**
   * What the chats are called that have been merged into others since. Looked up when events are read, because
   * rewriting the log of a chat takes as long as the log is.
   */
  private async merged(chatIds: readonly (string | null)[]): Promise<(chatId: string | null) => string | null> {
    const into = new Map<string, string>()
    let unknown = new Set(chatIds.filter((id) => id !== null))
    while (unknown.size > 0) {
      const aliases = { id: { in: [...unknown] }, mergedInto: { not: null } }
      const query = { where: aliases, select: { id: true, mergedInto: true } } as const
      const rows = await readStored(() => this.database.client.chat.findMany(query))
      for (const { id, mergedInto } of rows) if (mergedInto !== null) into.set(id, mergedInto)
      unknown = new Set(rows.flatMap(({ mergedInto }) => mergedInto ?? []).filter((id) => !into.has(id)))
    }
    const now = (id: string): string => {
      const next = into.get(id)
      return next === undefined ? id : now(next)
    }
    return (chatId) => chatId && now(chatId)
  }
}
