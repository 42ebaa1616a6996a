/** What the API reads: always through one workspace, so that no resolver can forget it. */
import type { Extent } from './event-log'
import type { ChatKind } from './engine'
import type { ChatRecord, ContactRecord, MessageRecord, ReactionRecord, SessionRecord, WorkspaceRecord } from './model'

/** A page of a list that can grow, by keyset: `after` is the cursor of the item before. */
export interface PageRequest {
  /** 1 to 100. */
  first: number
  after: string | null
}

export interface Page<Item> {
  items: { cursor: string; node: Item }[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

export interface ChatFilter {
  search: string | null
  kind: ChatKind | null
  /** Only those with (true) or without (false) unread messages. */
  unread: boolean | null
}

/** Reads within one workspace. Lookups by id answer in the order asked, null for what is not there. */
export interface WorkspaceReads {
  workspace(): Promise<WorkspaceRecord>
  sessions(ids: readonly string[]): Promise<(SessionRecord | null)[]>
  contacts(ids: readonly string[]): Promise<(ContactRecord | null)[]>
  chats(ids: readonly string[]): Promise<(ChatRecord | null)[]>
  messages(ids: readonly string[]): Promise<(MessageRecord | null)[]>
  reactions(messageIds: readonly string[]): Promise<ReactionRecord[][]>
  /** The messages that others quote, by session and stanza id. */
  quoted(keys: readonly { sessionId: string; stanzaId: string }[]): Promise<(MessageRecord | null)[]>

  /** Unread messages of each session, in all its chats. */
  unreadCounts(sessionIds: readonly string[]): Promise<number[]>
  /** When the newest message of each session was sent or received; null before the first. */
  lastActivities(sessionIds: readonly string[]): Promise<(Date | null)[]>

  /** How much there is of the event log of each session, or of the one named. */
  logExtents(sessionId: string | null): Promise<Map<string, Extent>>
  sessionPage(page: PageRequest): Promise<Page<SessionRecord>>
  sessionCount(): Promise<number>
  chatPage(sessionId: string, filter: ChatFilter, page: PageRequest): Promise<Page<ChatRecord>>
  chatCount(sessionId: string, filter: ChatFilter): Promise<number>
  contactPage(sessionId: string, search: string | null, page: PageRequest): Promise<Page<ContactRecord>>
  contactCount(sessionId: string, search: string | null): Promise<number>
  messagePage(chatId: string, page: PageRequest): Promise<Page<MessageRecord>>
  /** A chat of the session by WhatsApp id, or by a WhatsApp id or phone number of its person. */
  chatByAddress(sessionId: string, address: string): Promise<ChatRecord | null>
}
