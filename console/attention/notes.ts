import type { Digest } from './digest'
import type { Incoming } from './incoming'

/** A notification of the browser; one with the tag of another takes its place. */
export type Note =
  | { readonly kind: 'MESSAGE'; readonly tag: string; readonly incoming: Incoming }
  | { readonly kind: 'SUMMARY'; readonly tag: string; readonly messages: number; readonly chats: number }

/** What was caught up on after one lost connection. */
export interface CaughtUp {
  readonly resumedAt: number | null
  readonly messages: number
  readonly chatIds: ReadonlySet<string>
}

/** Nothing yet. */
export const NOTHING_CAUGHT_UP: CaughtUp = { resumedAt: null, messages: 0, chatIds: new Set() }

/** The most chats that are each told by a notification of their own at once. */
const MOST = 3

/**
 * One notification for each chat; one for all of them where they are many, and while the page catches up after a lost
 * connection. What it catches up on may come in parts: they are counted together, in one notification.
 */
export function notesFor(digest: Digest, resumedAt: number | null, before: CaughtUp): [readonly Note[], CaughtUp] {
  const { messages, newest, missed } = digest
  if (missed > 0) {
    const known = before.resumedAt === resumedAt ? before : NOTHING_CAUGHT_UP
    const chatIds = new Set([...known.chatIds, ...newest.map(({ chat }) => chat.id)])
    const caughtUp = { resumedAt, messages: known.messages + messages, chatIds }
    return [[{ kind: 'SUMMARY', tag: 'wagraph.missed', messages: caughtUp.messages, chats: chatIds.size }], caughtUp]
  }
  if (newest.length > MOST) return [[{ kind: 'SUMMARY', tag: 'wagraph.many', messages, chats: newest.length }], before]
  const each = newest.map((incoming): Note => ({ kind: 'MESSAGE', tag: incoming.chat.id, incoming }))
  return [each, before]
}
