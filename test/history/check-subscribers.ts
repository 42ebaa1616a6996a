/** The event log, and what each subscriber saw of it. */
import { grouped } from './check-messages'
import type { History, Logged, Seen, SessionFacts, Subscriber, Violation, ViolationKind } from './history'

/** Holes and doubles in the log itself: sequence numbers go from 1 to the session's newest, each once. */
export function checkLog({ sessions, log }: History): Violation[] {
  const bySession = grouped(log, ({ sessionId }) => sessionId)
  return sessions.flatMap(({ id, lastSeq }) => {
    const seqs = (bySession.get(id) ?? []).map(({ seq }) => seq).sort((a, b) => a - b)
    const wrong = Array.from({ length: Math.max(lastSeq, seqs.length) }, (_, index) => index + 1)
    const first = wrong.find((seq, index) => seqs[index] !== seq)
    if (first === undefined && seqs.length === lastSeq) return []
    return [{ kind: 'hole in the log', detail: `${id}: ${seqs.length} rows up to ${lastSeq}, wrong from ${first}` }]
  })
}

/** Everything wrong with what one subscriber saw. */
export function checkSubscriber(subscriber: Subscriber, { log, sessions }: History): Violation[] {
  const say = (kind: ViolationKind, detail: string): Violation => ({ kind, detail: `${subscriber.name}: ${detail}` })
  const rows = new Map(log.map((row) => [`${row.sessionId} ${row.seq}`, row]))
  const troubles = subscriber.troubles.map((trouble) => say('trouble', trouble))
  const events = subscriber.seen.flatMap((seen, index) => checkEvent(seen, index, subscriber, rows, sessions, say))
  const own = sessions.filter(
    ({ id, workspaceId }) => workspaceId === subscriber.workspaceId && [null, id].includes(subscriber.sessionId),
  )
  const complete = own.flatMap(({ id }) => checkSequence(id, subscriber, log, say))
  return [...troubles, ...events, ...complete]
}

type Say = (kind: ViolationKind, detail: string) => Violation

/** One event by itself: what it says is what the log has at its place, and the place moves on. */
function checkEvent(
  seen: Seen,
  index: number,
  subscriber: Subscriber,
  rows: ReadonlyMap<string, Logged>,
  sessions: readonly SessionFacts[],
  say: Say,
): Violation[] {
  const place = placeOf(seen)
  const session = sessions.find(({ id }) => id === seen.sessionId)
  const isForeign = session?.workspaceId !== subscriber.workspaceId || !inSession(subscriber, seen.sessionId)
  if (isForeign) return [say('foreign session', place)]
  const violations: Violation[] = []
  const row = rows.get(place)
  if (!row) violations.push(say('event that is not in the log', place))
  else if (row.type !== seen.type || row.messageId !== seen.messageId || !isOrigin(seen, row)) {
    violations.push(say('event of another', `${place}: ${JSON.stringify(seen)} is ${JSON.stringify(row)}`))
  }
  const before = subscriber.seen[index - 1]?.position ?? {}
  const back = Object.entries(before).find(([id, seq]) => (seen.position[id] ?? 0) < seq)
  if (back) violations.push(say('cursor went back', `${place}: ${back[0]} was at ${back[1]} before`))
  return violations
}

const isOrigin = (seen: Seen, row: Logged): boolean => seen.origin === null || seen.origin === row.origin

const inSession = ({ sessionId }: Subscriber, id: string): boolean => sessionId === null || sessionId === id

const placeOf = ({ sessionId, position }: Seen): string => `${sessionId} ${position[sessionId]}`

/** One session's events: those of the log, all of them, once and in order. */
function checkSequence(sessionId: string, subscriber: Subscriber, log: readonly Logged[], say: Say): Violation[] {
  const seqs = subscriber.seen.filter((seen) => seen.sessionId === sessionId).map((seen) => seen.position[sessionId])
  const first = subscriber.from === 'beginning' ? 0 : seqs[0]
  // Nothing of this session ever came, and nothing was promised: it began later than the last of them.
  if (first === undefined) return []
  const violations: Violation[] = []
  const times = grouped(seqs, String)
  const twice = [...times].filter(([, all]) => all.length > 1).map(([seq]) => seq)
  if (twice.length > 0) violations.push(say('event doubled', `${sessionId} ${list(twice)}`))
  const late = seqs.filter((seq, index) => (seq ?? 0) < (seqs[index - 1] ?? 0))
  if (late.length > 0) violations.push(say('event out of order', `${sessionId} ${list(late)}`))
  const lost = expected(subscriber, sessionId, log).filter((seq) => seq >= first && !times.has(String(seq)))
  if (lost.length > 0) violations.push(say('event lost', `${sessionId} ${list(lost)}`))
  return violations
}

/** Sequence numbers of the session's events that the subscriber asked for, ascending. */
export function expected(subscriber: Omit<Subscriber, 'seen'>, sessionId: string, log: readonly Logged[]): number[] {
  return log
    .filter((row) => row.sessionId === sessionId && row.type === subscriber.type && inChat(subscriber, row))
    .map(({ seq }) => seq)
    .sort((a, b) => a - b)
}

const inChat = ({ chatId }: Pick<Subscriber, 'chatId'>, row: Logged): boolean =>
  chatId === null || row.chatId === chatId

/** The first few, and how many there are: a flood's worth of numbers helps nobody. */
const list = (items: readonly unknown[]): string =>
  items.slice(0, 10).join(', ') + (items.length > 10 ? ` … (${items.length})` : '')
