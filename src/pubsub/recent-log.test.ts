import type { EventLog, LogEvent } from '../domain/event-log'
import { LocalWakeUps } from './local-wake-ups'
import { RecentLog } from './recent-log'

const WORKSPACE = 'wks_1'

let wakeUps: LocalWakeUps
/** What was asked of the log beneath: session and sequence number. */
let asked: [string, number][]
let log: RecentLog

const event = (seq: number, body = ''): LogEvent => ({
  ...{ sessionId: 'a', seq, workspaceId: WORKSPACE, origin: 'LIVE', occurredAt: new Date(seq), chatId: null },
  ...{ messageId: null, type: 'message.received' },
  content: { type: 'TEXT', body, deliveryState: null, failure: null, editedAt: null, revokedAt: null },
})
const events = (from: number, to: number, body = ''): LogEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index, body))

/** Tells that these were committed here. */
function commit(committed: LogEvent[], sessionId = 'a'): void {
  const own = committed.map((one) => ({ ...one, sessionId }))
  wakeUps.publish({ workspaceId: WORKSPACE, sessionId, seq: own.at(-1)?.seq ?? 0, committed: own })
}

const after = async (seq: number, { limit = 200, workspaceId = WORKSPACE, sessionId = 'a' } = {}): Promise<number[]> =>
  (await log.after(workspaceId, sessionId, seq, limit)).map((one) => one.seq)

beforeEach(() => {
  wakeUps = new LocalWakeUps()
  asked = []
  const beneath: EventLog = {
    heads: () => Promise.resolve(new Map([['a', 7]])),
    after: (_workspaceId, sessionId, seq) => {
      asked.push([sessionId, seq])
      return Promise.resolve([])
    },
  }
  log = new RecentLog(beneath, wakeUps)
})

it('gives what was just committed without asking the log, from wherever it knows', async () => {
  commit(events(4, 5))
  commit(events(6, 6))
  expect([await after(3), await after(5), await after(3, { limit: 2 })]).toEqual([[4, 5, 6], [6], [4, 5]])
  expect(asked).toEqual([])
})

it.each([
  ['before what it knows', 2],
  ['at its end', 6],
])('asks the log for what is %s', async (_where, seq) => {
  commit(events(4, 6))
  expect([await after(seq), asked]).toEqual([[], [['a', seq]]])
})

it('gives nothing to another workspace, nor of another session', async () => {
  commit(events(4, 6))
  expect([await after(3, { workspaceId: 'wks_2' }), await after(3, { sessionId: 'b' })]).toEqual([[], []])
  expect(asked).toHaveLength(2)
})

it('forgets what came before a hole, what another node wrote after, and what is gone', async () => {
  commit(events(1, 2))
  commit(events(4, 4))
  expect([await after(0), await after(3)]).toEqual([[], [4]])
  wakeUps.publish({ workspaceId: WORKSPACE, sessionId: 'a', seq: 5 })
  expect(await after(3)).toEqual([])
  commit(events(6, 6))
  wakeUps.publish({ workspaceId: WORKSPACE, sessionId: 'a', seq: 0 })
  expect(await after(5)).toEqual([])
})

it('keeps a bounded number of events, and of characters, and of sessions', async () => {
  commit(events(1, 150))
  expect([await after(49), await after(50)]).toEqual([[], events(51, 150).map(({ seq }) => seq)])
  commit(events(151, 153, 'x'.repeat(40_000)))
  expect([await after(150), await after(151)]).toEqual([[], [152, 153]])
  for (let n = 0; n < 10; n += 1) commit(events(1, 100), `b${n}`)
  expect([await after(152), await after(99, { sessionId: 'b0' })]).toEqual([[], [100]])
})

it('asks the log for the heads', async () => {
  expect(await log.heads(WORKSPACE, null)).toEqual(new Map([['a', 7]]))
})
