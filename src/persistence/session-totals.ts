/** What is told of all chats of a session, for many sessions with one statement. */
import type { Database } from './database'
import { Prisma } from './generated/mysql/client'

/** GraphQL's Int ends here. */
const INT_MAX = 2 ** 31 - 1

/** Unread messages of each session; 0 for one that is not of the workspace. An alias of another chat has none. */
export async function unreadCounts(
  { client }: Database,
  workspaceId: string,
  sessionIds: readonly string[],
): Promise<number[]> {
  const unread = { workspaceId, sessionId: { in: [...sessionIds] }, unreadCount: { gt: 0 } }
  const rows = await client.chat.groupBy({ by: ['sessionId'], where: unread, _sum: { unreadCount: true } })
  const counts = new Map(rows.map(({ sessionId, _sum }) => [sessionId, _sum.unreadCount ?? 0]))
  return sessionIds.map((id) => Math.min(counts.get(id) ?? 0, INT_MAX))
}

/**
 * When something was last sent or received in each session; null where nothing was, or it is not of the workspace.
 * One entry of the index is read for each session, however many chats it has.
 */
export async function lastActivities(
  { client }: Database,
  workspaceId: string,
  sessionIds: readonly string[],
): Promise<(Date | null)[]> {
  const rows = await client.$queryRaw<{ id: string; at: Date | string | null }[]>(Prisma.sql`
    SELECT id, (SELECT lastActivityAt FROM chats WHERE chats.sessionId = sessions.id
      ORDER BY lastActivityAt DESC LIMIT 1) AS at
    FROM sessions WHERE workspaceId = ${workspaceId} AND id IN (${Prisma.join([...sessionIds])})`)
  const times = new Map(rows.map(({ id, at }) => [id, at === null ? 0 : new Date(at).getTime()]))
  return sessionIds.map((id) => {
    const time = times.get(id) ?? 0
    return time === 0 ? null : new Date(time) // 1970 stands for none
  })
}
