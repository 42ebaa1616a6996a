import { TestClock } from '../../test/harness/test-clock'
import { WagraphError } from '../domain/errors'
import type { EventLog } from '../domain/event-log'
import { StoreUnavailable } from '../domain/ingest'
import { eventStream } from './event-stream'
import { LocalWakeUps } from './local-wake-ups'
import { PatientLog } from './patient-log'

let clock: TestClock
let warnings: string[]
let reads: number
/** What the next reads fail with, in turn; then they succeed. */
let failures: Error[]
let log: PatientLog

const away = (times: number): Error[] => Array.from({ length: times }, () => new StoreUnavailable('away'))

beforeEach(() => {
  clock = new TestClock()
  ;[warnings, reads, failures] = [[], 0, []]
  const read = <Result>(result: Result): Promise<Result> => {
    reads += 1
    const failure = failures.shift()
    return failure ? Promise.reject(failure) : Promise.resolve(result)
  }
  const stored: EventLog = { heads: () => read(new Map([['a', 7]])), after: () => read([]) }
  const silent = (): void => undefined
  const logger = {
    ...{ debug: silent, info: silent, error: silent, child: () => logger },
    warn: (_fields: object, message: string): void => void warnings.push(message),
  }
  log = new PatientLog(stored, { clock, logger })
})

it('waits while the database is away, and tells of each outage once', async () => {
  for (const outage of [1, 2]) {
    failures = away(5)
    const both = Promise.all([log.heads('w', null), log.after('w', 'a', 0, 10)])
    await clock.advance(5_000)
    expect(await both).toEqual([new Map([['a', 7]]), []])
    expect(warnings).toHaveLength(outage)
  }
  expect(reads).toBe(14)
})

it.each([new TypeError('a fault of ours'), new WagraphError('CURSOR_EXPIRED', 'too old')])(
  'does not wait for another end of %s',
  async (failure) => {
    failures = [failure]
    await expect(log.after('w', 'a', 0, 10)).rejects.toBe(failure)
    expect([reads, warnings.length, clock.pending]).toEqual([1, 0, 0])
  },
)

it('waits no longer than somebody wants to know', async () => {
  failures = away(100)
  const end = new AbortController()
  const heads = log.heads('w', null, end.signal)
  const refused = expect(heads).rejects.toThrow('away')
  await clock.advance(2_500)
  const before = reads
  end.abort()
  await refused
  expect([reads, clock.pending]).toEqual([before, 0])
  await expect(log.after('w', 'a', 0, 10, end.signal)).rejects.toThrow('away')
  expect(clock.pending).toBe(0)
})

it('lets a stream end at once while the database is away', async () => {
  failures = away(100)
  const scope = { workspaceId: 'w', sessionId: 'a' }
  const stream = eventStream(scope, new Map(), { log, wakeUps: new LocalWakeUps(), clock }, () => undefined)
  const refused = expect(stream.next()).rejects.toThrow('away')
  await clock.advance(1_500)
  expect(await stream.return()).toEqual({ done: true, value: undefined })
  await refused
  expect(clock.pending).toBe(0)
})
