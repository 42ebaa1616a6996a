/** What of a history cannot be had: tried again, held back for the next connection, and then announced, once. */
import { rejection } from '../../test/harness/scripted-engine'
import { SyncFixture } from '../../test/harness/sync-fixture'
import type { IngestItem } from '../domain/ingest'
import { SyncMarks } from './sync-marks'

let at: SyncFixture

beforeEach(() => {
  at = new SyncFixture()
})
const isMark = (item: IngestItem) => item.type === 'sync' && item.sync?.phase === 'DONE'

it('tells of a gap where more was missed than is fetched of a chat', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = (_id, limit) => Promise.resolve(at.many(limit, at.ago(5)))
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(at.gaps).toEqual([['a@g.us', { from: at.ago(60), until: at.ago(5), reason: 'TOO_MANY_MESSAGES' }]])
})

it('tells of no gap where as much as is fetched reaches back to what is stored', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = (_id, limit) => Promise.resolve(at.many(limit, at.ago(61)))
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(at.gaps).toEqual([])
})

describe('an absence of more than BACKFILL_DAYS', () => {
  const DAY = 24 * 60

  it('is filled that far back, and the rest is a gap of the whole session', async () => {
    const since: (Date | null)[] = []
    at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('b@g.us', at.ago(8 * DAY))])
    at.factory.script.history = (_id, _limit, from) => {
      since.push(from)
      return Promise.resolve([at.message('new', at.ago(1))])
    }
    await at.synchroniser({ mark: at.ago(10 * DAY) }).run()
    expect(since).toEqual([at.ago(7 * DAY)])
    expect(at.gaps).toEqual([[null, { from: at.ago(10 * DAY), until: at.ago(7 * DAY), reason: 'ABSENCE_TOO_LONG' }]])
    expect(at.written.findIndex(({ type }) => type === 'gap')).toBe(at.written.findIndex(isMark) - 1)
  })

  it('is no gap where no chat has been used since', async () => {
    at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us', at.ago(11 * DAY))])
    await at.synchroniser({ mark: at.ago(10 * DAY) }).run()
    expect(at.gaps).toEqual([])
  })
})

describe('a chat whose history cannot be had', () => {
  const bad = new Set<string>()
  let asked: string[]

  beforeEach(() => {
    bad.clear()
    asked = []
    at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('bad@g.us'), at.chat('c@g.us')])
    at.factory.script.history = (id) => {
      asked.push(id)
      return bad.has(id) ? rejection('no metadata') : Promise.resolve([at.message(id, at.ago(1))])
    }
  })

  it('is tried again on the same connection, and keeps nobody else waiting', async () => {
    bad.add('bad@g.us')
    const run = at.synchroniser({ mark: at.ago(60) }).run()
    await at.clock.advance(4_999)
    expect([asked.length, at.messages.length]).toEqual([3, 2])
    bad.clear()
    await at.clock.advance(1)
    expect(await run).toBe(true)
    expect(asked).toEqual(['a@g.us', 'bad@g.us', 'c@g.us', 'bad@g.us'])
    expect([at.messages.length, at.gaps.length]).toEqual([3, 0])
    expect(at.syncs.at(-1)?.sync).toMatchObject({ phase: 'DONE', chatsDone: 3 })
  })

  it('holds the mark back until the next connection, which announces a gap, once', async () => {
    bad.add('bad@g.us')
    const start = at.ago(60)
    const marks = new SyncMarks(start)
    await at.run({ mark: marks })
    expect(asked.filter((id) => id === 'bad@g.us')).toHaveLength(3)
    expect(at.gaps).toEqual([])
    expect(at.syncs.at(-1)).toMatchObject({ sync: { phase: 'DONE', chatsDone: 2 }, syncedAt: start })
    const next = at.clock.now()
    await at.run({ mark: marks })
    const gap = ['bad@g.us', { from: start, until: next, reason: 'HISTORY_UNAVAILABLE' }]
    expect(at.gaps).toEqual([gap])
    expect(at.syncs.at(-1)?.syncedAt).toEqual(next)
    await at.run({ mark: marks })
    expect(at.gaps).toEqual([gap])
  })

  it('is forgiven when the next connection has it', async () => {
    bad.add('bad@g.us')
    const marks = new SyncMarks(at.ago(60))
    await at.run({ mark: marks })
    bad.clear()
    const next = at.clock.now()
    await at.run({ mark: marks })
    expect([at.gaps, at.syncs.at(-1)?.syncedAt]).toEqual([[], next])
    expect(at.bodies).toContain('bad@g.us')
  })

  it('is announced as a gap also if the chat is not there any more', async () => {
    bad.add('bad@g.us')
    const marks = new SyncMarks(at.ago(60))
    await at.run({ mark: marks })
    at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
    await at.run({ mark: marks })
    expect(at.gaps).toMatchObject([['bad@g.us', { reason: 'HISTORY_UNAVAILABLE' }]])
  })

  it('leaves the first synchronisation to be repeated for it alone', async () => {
    bad.add('bad@g.us')
    const marks = new SyncMarks(null)
    await at.run({ mark: marks })
    expect([at.syncs.at(-1)?.syncedAt, marks.session]).toEqual([null, at.ago(1)])
    bad.clear()
    const limits: unknown[] = []
    at.factory.script.history = (id, limit, since) => {
      limits.push([id, limit, since === null])
      return Promise.resolve([])
    }
    await at.synchroniser({ mark: marks }).run()
    expect(limits).toEqual([
      ['a@g.us', 200, false],
      ['bad@g.us', 50, true],
      ['c@g.us', 200, false],
    ])
  })
})
