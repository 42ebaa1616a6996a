/** What is deleted of the event logs, when, and what is not. */
import type { Clock } from '../../src/domain/clock'
import { EventRetention, PRUNE_CHUNK, type RetentionLimits } from '../../src/persistence/event-retention'
import { PrometheusMetrics } from '../../src/server/metrics'
import {
  backfill,
  DIALECTS,
  IngestFixture,
  type IngestSession,
  live,
  person,
  privateChat,
  received,
} from './ingest-fixture'
import { memoryLogger } from './server-fixture'

jest.setTimeout(60_000)

const DAY = 86_400_000
const CHAT = privateChat(person('628111@c.us'))

describe.each(DIALECTS)('retention, %s', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession
  let metrics: PrometheusMetrics
  let clock: SteppedClock
  const logger = memoryLogger()
  let told = 0

  beforeEach(async () => {
    fixture = await IngestFixture.open(dialect)
    session = await fixture.session()
    metrics = new PrometheusMetrics(logger)
    clock = new SteppedClock()
    logger.lines.length = 0
  })

  afterEach(() => fixture.close())

  const retention = (limits: Partial<RetentionLimits> = {}) =>
    new EventRetention({ days: 7, count: 1_000_000, ...limits }, { database: fixture.database, clock, logger, metrics })

  /** Makes events; `old` are those of a backfill, sent long ago. */
  const tell = async (count: number, to = session, old = false): Promise<void> => {
    const messages = Array.from({ length: count }, () =>
      received(`M${(told += 1)}`, CHAT, old ? { sentAt: new Date(0) } : {}),
    )
    await to.commit(...messages.map((message) => (old ? backfill(message) : live(message))))
  }

  const kept = async (of = session): Promise<number[]> => {
    const rows = await fixture.database.client.event.findMany({ where: { sessionId: of.id }, orderBy: { seq: 'asc' } })
    return rows.map(({ seq }) => seq)
  }

  const marks = () => fixture.database.client.eventMark.findMany({ orderBy: { seq: 'asc' } })

  /** As if everything so far had happened `days` earlier. */
  const age = async (days: number): Promise<void> => {
    await fixture.database.write((tx) => tx.eventMark.updateMany({ data: { at: { decrement: BigInt(days * DAY) } } }))
  }

  test('events go when they are too old by their commit, not by when they happened', async () => {
    await tell(3, session, true)
    await retention().prune()
    await age(6.9)
    await tell(2)
    await retention().prune()
    expect(await kept()).toEqual([1, 2, 3, 4, 5])
    await age(0.2)
    await retention().prune()
    expect(await kept()).toEqual([4, 5])
    expect(metrics.value('events_pruned')).toBe(3)
    await age(7)
    await retention().prune()
    expect(await kept()).toEqual([])
    await tell(1)
    await retention().prune()
    expect(await kept()).toEqual([6])
  })

  test('of each session no more than the count is kept, in chunks, and the newest always', async () => {
    const other = await fixture.session()
    await tell(2 * PRUNE_CHUNK + 10)
    await tell(4, other)
    await retention({ count: 5 }).prune()
    expect(await kept()).toEqual([6, 7, 8, 9, 10].map((seq) => seq + 2 * PRUNE_CHUNK))
    expect(await kept(other)).toEqual([1, 2, 3, 4])
    await retention({ count: 1 }).prune()
    expect([(await kept()).length, await kept(other)]).toEqual([1, [4]])
    expect(metrics.value('events_pruned')).toBe(2 * PRUNE_CHUNK + 9 + 3)
  })

  test('marks are few, and none is made of a log that stands still', async () => {
    const [one, two] = [retention(), retention()]
    await tell(1)
    await Promise.all([one.prune(), two.prune()])
    expect(await marks()).toMatchObject([{ seq: 1 }])
    await tell(1)
    await one.prune()
    expect(await marks()).toHaveLength(1)
    await age(7 / 168)
    await one.prune()
    expect(await marks()).toMatchObject([{ seq: 1 }, { seq: 2 }])
    await age(8)
    await one.prune()
    await one.prune()
    expect(await marks()).toMatchObject([{ seq: 2 }])
  })

  test('two processes at once delete what one would', async () => {
    await tell(2 * PRUNE_CHUNK)
    await Promise.all([1, 2].map(() => retention({ count: 3 }).prune()))
    expect((await kept()).length).toBe(3)
    expect(metrics.value('events_pruned')).toBe(2 * PRUNE_CHUNK - 3)
  })

  test('it runs on the clock until it is stopped, and tells once of a failure that lasts', async () => {
    const job = retention({ count: 2 })
    await tell(3)
    const begun = clock.next()
    job.start()
    await begun
    expect(await kept()).toEqual([2, 3])
    await tell(1)
    await clock.pass()
    expect(await kept()).toEqual([3, 4])
    expect(clock.pauses).toEqual([60_000, 60_000])

    jest.spyOn(fixture.database, 'write').mockRejectedValue(new Error('the database is away'))
    await clock.pass()
    await clock.pass()
    expect(logger.lines).toMatchObject([{ level: 'error', fields: { err: { message: 'the database is away' } } }])
    jest.restoreAllMocks()
    await tell(1)
    await clock.pass()
    expect(await kept()).toEqual([4, 5])
    await job.stop()
    expect(clock.due).toBeNull()
  })
})

/** A clock with one timer, which the test lets run, and waits for the next. */
class SteppedClock implements Clock {
  readonly pauses: number[] = []
  due: (() => void) | null = null
  #set: (() => void) | null = null

  now(): Date {
    return new Date(0)
  }

  after(ms: number, work: () => void): () => void {
    this.pauses.push(ms)
    this.due = work
    this.#set?.()
    return () => (this.due = null)
  }

  /** Resolves when the next timer is set. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.#set = resolve))
  }

  /** Lets the time of the timer come, and resolves when the next one is set. */
  pass(): Promise<void> {
    const next = this.next()
    this.due?.()
    return next
  }
}
