import DataLoader from 'dataloader'
import { type Scope, type Viewer, may } from '../domain/access'
import { WagraphError } from '../domain/errors'
import type { ChatRecord, ContactRecord, MessageRecord, ReactionRecord, SessionRecord } from '../domain/model'
import type { WorkspaceReads } from '../domain/reads'
import { encodeCursor } from '../pubsub/cursor'
import { EventSource } from './event-source'
import { type Life, patientReads } from './patient-reads'
import type { StreamParts } from '../pubsub/event-stream'

interface QuotedKey {
  sessionId: string
  stanzaId: string
}

/** Batched look-ups of one operation. They batch but do not cache: a subscription lives long, and rows change. */
export interface Loaders {
  session: DataLoader<string, SessionRecord | null>
  contact: DataLoader<string, ContactRecord | null>
  chat: DataLoader<string, ChatRecord | null>
  message: DataLoader<string, MessageRecord | null>
  reactions: DataLoader<string, ReactionRecord[]>
  quoted: DataLoader<QuotedKey, MessageRecord | null>
  /** By session. */
  unreadCount: DataLoader<string, number>
  /** By session. */
  lastActivity: DataLoader<string, Date | null>
  /** Of the workspace's event log, read after the call. Its keys say nothing. */
  eventCursor: DataLoader<'', string>
}

/** What resolvers know of who asks; everything in it is bound to the viewer's workspace. */
export interface Context {
  viewer: Viewer
  reads: WorkspaceReads
  loaders: Loaders
  events: EventSource
  /** The cursor that this operation's root began with: read at the first call, the same for all. */
  rootCursor(): Promise<string>
}

/** A fresh context for one operation. */
export function createContext(viewer: Viewer, stored: WorkspaceReads, stream: StreamParts): Context {
  const life: Life = { streaming: false, ended: false }
  const reads = patientReads(stored, life)
  const batched = <Key, Value>(load: (keys: readonly Key[]) => Promise<Value[]>): DataLoader<Key, Value> =>
    new DataLoader<Key, Value>(load, { cache: false })
  const eventCursor = batched(async (keys: readonly ''[]) => {
    const extents = await reads.logExtents(null)
    const cursor = encodeCursor(new Map([...extents].map(([id, { head }]) => [id, head])))
    return keys.map(() => cursor)
  })
  let rootCursor: Promise<string> | null = null
  return {
    viewer,
    reads,
    rootCursor: () => (rootCursor ??= eventCursor.load('')),
    events: new EventSource(viewer.workspaceId, reads, stream, life),
    loaders: {
      eventCursor,
      session: batched((ids: readonly string[]) => reads.sessions(ids)),
      contact: batched((ids: readonly string[]) => reads.contacts(ids)),
      chat: batched((ids: readonly string[]) => reads.chats(ids)),
      message: batched((ids: readonly string[]) => reads.messages(ids)),
      reactions: batched((ids: readonly string[]) => reads.reactions(ids)),
      quoted: batched((keys: readonly QuotedKey[]) => reads.quoted(keys)),
      unreadCount: batched((ids: readonly string[]) => reads.unreadCounts(ids)),
      lastActivity: batched((ids: readonly string[]) => reads.lastActivities(ids)),
    },
  }
}

/** type-graphql's check behind `@Authorized`: FORBIDDEN, with the scope that is missing. */
export function checkScopes({ context }: { context: Context }, scopes: Scope[]): boolean {
  const missing = scopes.find((scope) => !may(context.viewer, scope))
  if (missing) throw new WagraphError('FORBIDDEN', `This needs the scope ${missing}.`, { scope: missing })
  return true
}
