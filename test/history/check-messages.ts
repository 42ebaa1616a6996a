/** Messages: what WhatsApp has taken is in the database once, in its session, and was told of once. */
import type { Accepted, History, Logged, Sent, Stored, Violation } from './history'

/** States that an own message ends in; one that nobody works on any more must have come so far. */
const ENDED = ['SENT', 'DELIVERED', 'READ', 'PLAYED', 'FAILED', 'UNKNOWN']
/** States that say WhatsApp has it. */
const REACHED = ['SENT', 'DELIVERED', 'READ', 'PLAYED']

/** A message is the same whatever chat or address it came under. */
const keyOf = ({ sessionId, fromMe, stanzaId }: { sessionId: string; fromMe: boolean; stanzaId: string | null }) =>
  `${sessionId} ${fromMe ? 'own' : 'received'} ${stanzaId}`

/** Everything wrong with what is stored and what was announced of it. */
export function checkMessages(history: History): Violation[] {
  const stored = grouped(history.stored, keyOf)
  // Under two addresses WhatsApp tells one message twice.
  const accepted = new Map(history.accepted.map((message) => [keyOf(message), message]))
  return [
    ...[...accepted.values()].flatMap((message) => checkStored(message, stored, history)),
    ...doubled(stored),
    ...checkStrangers(history, accepted),
    ...checkAnnouncements(history, accepted),
    ...history.sent.flatMap((sent) => checkSent(sent, history.stored)),
  ]
}

function checkStored(message: Accepted, stored: ReadonlyMap<string, Stored[]>, history: History): Violation[] {
  const key = keyOf(message)
  if (stored.has(key)) return []
  // A message of a group is rightly in every session that is in the group.
  const rightful = new Set(history.accepted.map(keyOf))
  const elsewhere = history.stored.find((row) => row.stanzaId === message.stanzaId && !rightful.has(keyOf(row)))
  const kind = elsewhere ? 'message in the wrong session' : 'message lost'
  return [{ kind, detail: `${key} (${message.body})${elsewhere ? ` is in ${elsewhere.sessionId}` : ''}` }]
}

function doubled(stored: ReadonlyMap<string, Stored[]>): Violation[] {
  return [...stored]
    .filter(([, rows]) => rows.length > 1 && rows[0]?.stanzaId !== null)
    .map(([key, rows]) => ({ kind: 'message doubled', detail: `${key} is ${rows.map(({ id }) => id).join(' and ')}` }))
}

/** Rows that nobody has written to WhatsApp, nor asked the API to. */
function checkStrangers(history: History, accepted: ReadonlyMap<string, Accepted>): Violation[] {
  const asked = new Set(history.sent.map(({ messageId }) => messageId))
  const texts = new Set(history.sent.map(({ sessionId, text }) => `${sessionId} ${text}`))
  return history.stored
    .filter((row) => !accepted.has(keyOf(row)) && !asked.has(row.id) && !texts.has(`${row.sessionId} ${row.body}`))
    .map((row) => ({ kind: 'message of nobody', detail: `${row.id}: ${keyOf(row)} (${row.body})` }))
}

function checkAnnouncements(history: History, accepted: ReadonlyMap<string, Accepted>): Violation[] {
  const rows = history.log.filter(({ type }) => type === 'message.received')
  const byMessage = grouped(rows, ({ messageId }) => String(messageId))
  const twice = [...byMessage].filter(([, events]) => events.length > 1)
  return [
    ...twice.map(([id, events]): Violation => ({ kind: 'announced twice', detail: `${id}: ${seqs(events)}` })),
    ...history.stored.flatMap((row) => checkAnnouncement(row, accepted.get(keyOf(row)), byMessage.get(row.id)?.[0])),
  ]
}

function checkAnnouncement(row: Stored, message: Accepted | undefined, event: Logged | undefined): Violation[] {
  if (!message) return []
  const detail = `${row.id}: ${keyOf(row)} (${row.body})`
  if (message.announced && !event) return [{ kind: 'never announced', detail }]
  if (!event || message.origin === null || event.origin === message.origin) return []
  return [{ kind: 'announced with the wrong origin', detail: `${detail} is ${event.origin}, not ${message.origin}` }]
}

function checkSent({ sessionId, text, messageId, reached }: Sent, stored: readonly Stored[]): Violation[] {
  const rows = stored.filter((row) => row.sessionId === sessionId && row.fromMe && row.body === text)
  const states = rows.map(({ id, deliveryState }) => `${id} ${deliveryState}`).join(', ')
  const detail = `"${text}" of ${sessionId}: ${reached} at WhatsApp, stored: ${states || 'nothing'}`
  const violations: Violation[] = []
  if (reached !== null && reached > 1) violations.push({ kind: 'sent twice', detail })
  if (rows.length > 1) violations.push({ kind: 'message doubled', detail })
  if (rows.length === 0 && (messageId !== null || reached)) violations.push({ kind: 'sent and not known', detail })
  if (rows.some((row) => !hasEnded(row, reached === null))) violations.push({ kind: 'never ended', detail })
  const isSaid = rows.some((row) => REACHED.includes(row.deliveryState ?? ''))
  if (reached === 0 && isSaid) violations.push({ kind: 'said to be sent', detail })
  return violations
}

/** A phone that forgets acknowledges nothing of what it took before; then it is enough that it took it. */
const hasEnded = ({ deliveryState, stanzaId }: Stored, isForgetful: boolean): boolean =>
  ENDED.includes(deliveryState ?? '') || (isForgetful && stanzaId !== null)

const seqs = (events: readonly Logged[]): string => events.map(({ sessionId, seq }) => `${sessionId} ${seq}`).join(', ')

/** The items by what `key` says of them. */
export function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
