/** Subscribers see every committed event once and in order, whatever becomes of the wake-ups. */
import { Random } from '../../test/harness/random'
import { TestClock } from '../../test/harness/test-clock'
import type { EventLog, LogEvent, Position } from '../domain/event-log'
import { decodeCursor, encodeCursor } from './cursor'
import { eventStream } from './event-stream'
import { LocalWakeUps } from './local-wake-ups'

const WORKSPACE = 'wks_1'

/** A log in memory, of one session at first. */
class MemoryLog implements EventLog {
  readonly logs = new Map([['a', 0]])
  readonly limits: number[] = []
  reads = 0
  /** Done before each read, so that events are appended in between. */
  before: () => void = () => undefined

  append(sessionId: string): number {
    const seq = (this.logs.get(sessionId) ?? 0) + 1
    this.logs.set(sessionId, seq)
    return seq
  }

  heads(workspaceId: string, sessionId: string | null): Promise<Map<string, number>> {
    this.before()
    this.reads += 1
    if (workspaceId !== WORKSPACE) return Promise.resolve(new Map<string, number>())
    return Promise.resolve(new Map([...this.logs].filter(([id]) => sessionId === null || id === sessionId)))
  }

  after(workspaceId: string, sessionId: string, seq: number, limit: number): Promise<LogEvent[]> {
    this.before()
    this.reads += 1
    this.limits.push(limit)
    const head = workspaceId === WORKSPACE ? (this.logs.get(sessionId) ?? 0) : 0
    const count = Math.max(0, Math.min(limit, head - seq))
    return Promise.resolve(Array.from({ length: count }, (_, index) => event(sessionId, seq + 1 + index)))
  }
}

const event = (sessionId: string, seq: number): LogEvent => ({
  ...{ sessionId, seq, workspaceId: WORKSPACE, origin: 'LIVE', occurredAt: new Date(0), chatId: null, messageId: null },
  ...{ type: 'session.state', state: 'CONNECTED', previousState: 'STARTING', reason: null, qr: null },
})

let clock: TestClock
let log: MemoryLog
let wakeUps: LocalWakeUps

beforeEach(() => {
  clock = new TestClock()
  log = new MemoryLog()
  wakeUps = new LocalWakeUps()
})

const wake = (sessionId: string, seq: number): void => wakeUps.publish({ workspaceId: WORKSPACE, sessionId, seq })
/** Commits an event and tells of it, as the ingest queue does. */
const commit = (sessionId: string): void => wake(sessionId, log.append(sessionId))
const times = (count: number, work: () => void): void => Array.from({ length: count }).forEach(work)

const open = (sessionId: string | null, workspaceId = WORKSPACE) =>
  eventStream({ workspaceId, sessionId }, new Map(), { log, wakeUps, clock }, () => undefined)

/** Reads a stream in the background. */
function follow(sessionId: string | null, from: Position = new Map()) {
  const gone: string[] = []
  const scope = { workspaceId: WORKSPACE, sessionId }
  const stream = eventStream(scope, from, { log, wakeUps, clock }, (id) => gone.push(id))
  const seen: string[] = []
  const cursors: string[] = []
  const position = new Map(from)
  const take = ({ sessionId: id, seq }: LogEvent): void => {
    seen.push(`${id} ${seq}`)
    position.set(id, seq)
    cursors.push(encodeCursor(position))
  }
  const ended = (async () => {
    for await (const page of stream) page.forEach(take)
  })()
  return { stream, seen, cursors, ended, gone }
}

const upTo = (sessionId: string, seq: number): string[] =>
  Array.from({ length: seq }, (_, n) => `${sessionId} ${n + 1}`)

it('gives what was committed since the position, and then what comes', async () => {
  times(5, () => log.append('a'))
  const { seen, stream } = follow('a', new Map([['a', 2]]))
  await clock.advance(0)
  expect(seen).toEqual(['a 3', 'a 4', 'a 5'])
  commit('a')
  await clock.advance(0)
  expect(seen.at(-1)).toBe('a 6')
  await stream.return()
})

it('misses nothing that is committed while it begins, in whichever moment', async () => {
  for (const moment of [1, 2, 3]) {
    log = new MemoryLog()
    log.before = () => {
      if (log.reads === moment) commit('a')
    }
    const { seen, stream } = follow('a')
    await clock.advance(0)
    commit('a')
    await clock.advance(10_000)
    expect(seen).toEqual(upTo('a', log.logs.get('a') ?? 0))
    await stream.return()
  }
})

it('reads in pages, so that a long past is never held at once', async () => {
  times(1_000, () => log.append('a'))
  const { seen, stream } = follow('a')
  await clock.advance(0)
  expect(seen).toEqual(upTo('a', 1_000))
  expect(Math.max(...log.limits)).toBeLessThanOrEqual(200)
  await stream.return()
})

it('reads no further than its reader', async () => {
  times(1_000, () => log.append('a'))
  const stream = open('a')
  await stream.next()
  times(500, () => commit('a'))
  await clock.advance(60_000)
  expect(log.limits).toHaveLength(1)
  await stream.return()
})

it('finds what it was not woken for within 2 s', async () => {
  const { seen, stream } = follow('a')
  await clock.advance(0)
  log.append('a')
  await clock.advance(1_900)
  expect(seen).toEqual([])
  await clock.advance(100)
  expect(seen).toEqual(['a 1'])
  await stream.return()
})

it('finds what it was not woken for while it is woken for others all the time', async () => {
  log.append('a')
  log.append('b')
  const { seen, stream } = follow(null, new Map([['a', 1], ['b', 1]])) // prettier-ignore
  await clock.advance(0)
  log.append('b')
  for (let step = 0; step < 30; step += 1) {
    commit('a')
    await clock.advance(100)
  }
  expect(seen).toContain('b 2')
  await stream.return()
})

it('gives each event once, however often it is woken and for what', async () => {
  const { seen, stream } = follow('a')
  await clock.advance(0)
  commit('a')
  for (const seq of [1, 1, 5, 1_000, 0]) wake('a', seq)
  wake('another session', 7)
  wakeUps.publish({ workspaceId: 'another', sessionId: 'a', seq: 9 })
  await clock.advance(10_000)
  expect(seen).toEqual(['a 1'])
  const before = log.reads
  wakeUps.publish({ workspaceId: 'another', sessionId: 'a', seq: 10 })
  await clock.advance(0)
  expect(log.reads).toBe(before)
  await stream.return()
})

it('covers all sessions of its workspace, those made later included, each in order', async () => {
  const { seen, stream } = follow(null)
  await clock.advance(0)
  times(3, () => commit('a'))
  times(300, () => commit('b'))
  await clock.advance(0)
  times(2, () => commit('new'))
  await clock.advance(0)
  for (const [id, count] of [
    ['a', 3],
    ['b', 300],
    ['new', 2],
  ] as const)
    // prettier-ignore
    expect(seen.filter((line) => line.startsWith(`${id} `))).toEqual(upTo(id, count))
  expect(seen).toHaveLength(305)
  await stream.return()
})

it('lets a busy session keep no other one waiting', async () => {
  times(100_000, () => log.append('busy'))
  times(1, () => log.append('quiet'))
  const stream = open(null)
  let read = 0
  for await (const page of stream) {
    read += page.length
    if (page[0]?.sessionId === 'quiet') break
  }
  expect(read).toBeLessThan(500)
})

it.each([
  ['woken', true],
  ['not woken', false],
])('of one session ends when that is deleted (%s)', async (_, woken) => {
  // prettier-ignore
  commit('a')
  const { seen, ended } = follow('a')
  await clock.advance(0)
  log.logs.delete('a')
  if (woken) wake('a', 0)
  await clock.advance(woken ? 0 : 2_000)
  await ended
  expect(seen).toEqual(['a 1'])
  expect(clock.pending).toBe(0)
})

it('of all sessions goes on when one is deleted, and tells of that once', async () => {
  commit('a')
  const { seen, stream, gone } = follow(null)
  await clock.advance(0)
  log.logs.delete('a')
  wake('a', 0)
  commit('b')
  await clock.advance(0)
  expect(seen).toEqual(['a 1', 'b 1'])
  expect(gone).toEqual(['a'])
  await clock.advance(10_000)
  expect(gone).toEqual(['a'])
  await stream.return()
})

it('sees nothing of another workspace', async () => {
  commit('a')
  const stream = open('a', 'another')
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

describe('the end', () => {
  it.each(['before it was read', 'while it waits', 'while events are there'])('comes at once, %s', async (when) => {
    if (when === 'while events are there') times(500, () => log.append('a'))
    const stream = open(null)
    const waiting = when === 'while it waits' ? stream.next() : null
    await clock.advance(0)
    if (when === 'while events are there') await stream.next()
    expect(await stream.return()).toEqual({ done: true, value: undefined })
    expect((await waiting)?.done ?? true).toBe(true)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    const before = log.reads
    commit('a')
    await clock.advance(10_000)
    expect([log.reads, clock.pending]).toEqual([before, 0])
  })

  it('comes with the failure of a read, and leaves nothing behind', async () => {
    log.heads = () => Promise.reject(new Error('the database is away'))
    const stream = open(null)
    await expect(stream.next()).rejects.toThrow('the database is away')
    expect(clock.pending).toBe(0)
  })
})

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed)

it.each(SEEDS)('resumes from any cursor with no gap and no double (seed %i)', async (seed) => {
  const random = new Random(`stream ${seed}`)
  const sessions = ['a', 'b', 'c']
  log.before = () => void (random.below(3) === 0 && log.append(random.pick(sessions)))
  const act = (): void => {
    const sessionId = random.pick(sessions)
    const seq = log.append(sessionId)
    if (random.below(2) === 0) wake(sessionId, seq)
    if (random.below(4) === 0) wake(random.pick(sessions), random.below(50))
  }
  let cursor = encodeCursor(new Map())
  const all: string[] = []
  for (let round = 0; round < 12; round += 1) {
    const { seen, cursors, stream } = follow(null, decodeCursor(cursor))
    for (let step = random.below(20); step > 0; step -= 1) {
      act()
      await clock.advance(random.below(700))
    }
    await stream.return()
    // The client has got only some of what was given out, when its connection breaks.
    const kept = random.below(seen.length + 1)
    all.push(...seen.slice(0, kept))
    cursor = cursors[kept - 1] ?? cursor
  }
  log.before = () => undefined
  const { seen, stream } = follow(null, decodeCursor(cursor))
  await clock.advance(5_000)
  await stream.return()
  all.push(...seen)
  for (const id of sessions) {
    expect(all.filter((line) => line.startsWith(`${id} `))).toEqual(upTo(id, log.logs.get(id) ?? 0))
  }
})
