import type { PendingMessage } from '../composer/outbox'
import type { MessageFieldsFragment } from '../generated/operations'
import type { Gap } from './gaps'

/** What has a row in a thread. */
export type Row = MessageFieldsFragment | PendingMessage

/** Where a row stands after the one before it. */
interface RowPlace {
  /** The first of its day. */
  readonly beginsDay: boolean
  /** The first of those that one person wrote in a row. */
  readonly beginsGroup: boolean
  /** Lies between the row and the one before. */
  readonly gap: Gap | null
}

/** Messages of one person that are not further apart are one group, in milliseconds. */
const GROUP_MS = 5 * 60_000

/** Whether a row is a message that the server does not have yet. */
export const isPending = (row: Row): row is PendingMessage => 'key' in row

/** Its key on the page. */
export const rowId = (row: Row): string => (isPending(row) ? row.key : row.id)

/** A row's place follows from the one before alone, so that only shown rows have to be looked at. */
export function placeOf(before: Row | undefined, row: Row, gaps: readonly Gap[]): RowPlace {
  const gap = gaps.findLast(({ until }) => isBetween(before, until, row)) ?? null
  const beginsDay = before === undefined || dayOf(timeOf(before)) !== dayOf(timeOf(row))
  return {
    beginsDay,
    gap,
    beginsGroup: gap !== null || beginsDay || !isSameGroup(before, row),
  }
}

const timeOf = (row: Row): string => (isPending(row) ? row.createdAt : row.sentAt)

const dayOf = (iso: string): string => new Date(iso).toDateString()

const isBetween = (before: Row | undefined, at: string, row: Row): boolean =>
  Date.parse(at) <= Date.parse(timeOf(row)) && (before === undefined || Date.parse(at) > Date.parse(timeOf(before)))

/** Those that come after all rows. */
export const gapsAfter = (last: Row | undefined, gaps: readonly Gap[]): readonly Gap[] =>
  gaps.filter(({ until }) => last === undefined || Date.parse(until) > Date.parse(timeOf(last)))

function isSameGroup(before: Row, row: Row): boolean {
  if (writerOf(before) !== writerOf(row)) return false
  return Math.abs(Date.parse(timeOf(row)) - Date.parse(timeOf(before))) <= GROUP_MS
}

/** Who wrote it; a notice of WhatsApp belongs to nobody. */
function writerOf(row: Row): string {
  if (isPending(row)) return 'me'
  if (row.type === 'SYSTEM') return row.id
  return row.fromMe ? 'me' : (row.sender?.id ?? '')
}
