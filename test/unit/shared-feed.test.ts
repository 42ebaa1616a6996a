import type { Position } from '../../src/domain/event-log'
import { Client, missing, Reader, Rig, wrongCursors } from '../harness/feed-rig'
import { messageId, ModelLog, pass, seeded } from '../harness/log-model'

const SESSIONS = ['a', 'b', 'c']

async function settle(log: ModelLog, done: () => boolean): Promise<void> {
  for (let looks = 0; !done() && looks < 500; looks += 1) {
    await pass(20)
    log.clock.strike() // the poll that repairs a lost wake-up
  }
}

const heads = (log: ModelLog): Position => new Map([...log.events].map(([id, events]) => [id, events.length]))

describe('a shared feed', () => {
  it.each(Array.from({ length: 40 }, (_none, index) => index + 1))(
    'gives every member each event once and in order, with its cursor, whatever the order of things (seed %d)',
    async (seed) => {
      const random = seeded(seed)
      const log = new ModelLog(SESSIONS, random)
      const rig = new Rig(log, random)
      const commit = (count: number): void => {
        for (let i = 0; i < count; i += 1) {
          const sessionId = SESSIONS[random(SESSIONS.length)] ?? ''
          // One message in eight is deleted before anybody can read of it.
          if (random(8) === 0) log.deleted.add(messageId(sessionId, log.length(sessionId) + 1))
          log.commit(sessionId, random(3) > 0)
        }
      }
      commit(random(600))
      const clients: Client[] = []
      for (let step = 0; step < 120; step += 1) {
        commit(random(12))
        if (clients.length < 12 && random(6) === 0) {
          const start = new Map([...heads(log)].map(([id, seq]) => [id, seq - random(Math.min(seq, 400) + 1)]))
          clients.push(new Client(rig, start, [0, 5, 40][random(3)] ?? 0))
        }
        if (random(10) === 0) await clients[random(Math.max(clients.length, 1))]?.resume()
        if (random(8) === 0) log.clock.strike()
        await pass(random(8))
      }
      await settle(log, () => clients.every((client) => missing(client).length === 0))
      for (const client of clients) {
        expect(missing(client)).toEqual([])
        expect(wrongCursors(client)).toEqual([])
      }
      expect(rig.late).toEqual([])
      for (const { member } of clients) await member.return()
      expect(rig.feed).toBeNull()
      await log.unread()
    },
  )

  it('executes once for each event, however many members keep up, and reads the log as if for one', async () => {
    const random = seeded(1)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    for (let i = 0; i < 100; i += 1) log.commit('a', true)
    const clients = Array.from({ length: 30 }, () => new Client(rig, heads(log), 0))
    await pass(200)
    const before = log.reads
    for (let i = 0; i < 50; i += 1) {
      log.commit('a', true, Infinity)
      await pass(10)
    }
    await settle(log, () => clients.every((client) => missing(client).length === 0))
    expect(clients.flatMap(missing)).toEqual([])
    expect(rig.executions).toBe(50)
    expect(log.reads - before).toBeLessThanOrEqual(50 + 2)
  })

  it('begins for a resuming client where that one was, if that is not far, so that others find the events there', async () => {
    const random = seeded(2)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    for (let i = 0; i < 200; i += 1) log.commit('a', true)
    const clients = Array.from({ length: 20 }, () => new Client(rig, new Map([['a', 100]]), 0))
    await settle(log, () => clients.every((client) => missing(client).length === 0))
    expect(clients.flatMap(missing)).toEqual([])
    expect(rig.executions).toBe(100)
  })

  it('tells of no message that was deleted, and reads the messages of a page at once', async () => {
    const random = seeded(8)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    for (let i = 0; i < 1_000; i += 1) log.commit('a', true)
    for (let seq = 1; seq <= 1_000; seq += 3) log.deleted.add(messageId('a', seq))
    const client = new Client(rig, new Map(), 0)
    await settle(log, () => client.position.get('a') === 999)
    expect(missing(client)).toEqual([])
    expect(rig.executions).toBe(666)
    expect(log.lookUps.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200])
    log.commit('a', true)
    await settle(log, () => client.position.get('a') === 1_001)
    expect(missing(client)).toEqual([])
  })

  it('lets no busy session keep another one waiting, also for who is far behind', async () => {
    const random = seeded(9)
    const log = new ModelLog(['busy', 'quiet'], random)
    const rig = new Rig(log, random)
    for (let i = 0; i < 5_000; i += 1) log.commit('busy', true)
    log.commit('quiet', true)
    const client = new Client(rig, new Map(), 0)
    const place = (seq: number): number =>
      client.reader.received.findIndex((event) => event.sessionId === 'quiet' && event.seq === seq)
    await settle(log, () => place(1) >= 0)
    expect(place(1)).toBeLessThanOrEqual(200)
    const before = client.reader.received.length
    expect(before).toBeLessThan(2_500)
    log.commit('quiet', true)
    await settle(log, () => missing(client).length === 0)
    expect(place(2) - before).toBeLessThanOrEqual(600)
  })

  it('leaves sessions that are deleted out of its cursors', async () => {
    const random = seeded(10)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    const client = new Client(rig, new Map(), 0)
    for (const id of SESSIONS) log.commit(id, true)
    await settle(log, () => missing(client).length === 0)
    expect([...client.position.keys()].sort()).toEqual(SESSIONS)
    log.delete('b')
    await pass(50)
    log.commit('a', true)
    await settle(log, () => client.position.get('a') === 2)
    expect([...client.position.keys()].sort()).toEqual(['a', 'c'])
    // Who joins now is told nothing of it, be it near or far behind, and does not look for it in the log.
    const after = jest.spyOn(log, 'after')
    for (const more of [0, 300]) {
      for (let made = 0; made < more; made += 1) log.commit('a', true)
      await settle(log, () => client.position.get('a') === 2 + more)
      const late = new Client(rig, new Map(), 0)
      await settle(log, () => missing(late).length === 0)
      expect(missing(late)).toEqual([])
      expect(late.reader.received.filter(({ sessionId }) => sessionId === 'b')).toEqual([])
    }
    expect(new Set(after.mock.calls.map(([, sessionId]) => sessionId))).toEqual(new Set(['a', 'c']))
  })

  it('lets the reads of its source give up when its last member has left, not before', async () => {
    const random = seeded(11)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    const [first, second] = [new Client(rig, new Map(), 0), new Client(rig, new Map(), 0)]
    await first.member.return()
    expect(log.lives.map(({ ended }) => ended)).toEqual([false, false])
    log.commit('a', true)
    await settle(log, () => second.reader.received.length === 1)
    await second.member.return()
    expect(log.lives.map(({ ended }) => ended)).toEqual([true, false])
  })

  it('begins now without a cursor, and covers sessions that are made later', async () => {
    const random = seeded(3)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    for (let i = 0; i < 300; i += 1) log.commit('a', true)
    const reader = new Reader(random, 0)
    const member = rig.subscribe(null, reader)
    const over = member.next()
    await pass(20)
    log.events.set('d', [])
    log.commit('d', true)
    log.commit('a', true)
    await settle(log, () => reader.received.length === 2)
    expect(reader.received.map(({ sessionId, seq }) => `${sessionId}${seq}`).sort()).toEqual(['a301', 'd1'])
    await member.return()
    await over
  })

  it('sends no more than one payload to a reader without room', async () => {
    const random = seeded(4)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    const clients = Array.from({ length: 5 }, () => new Client(rig, new Map(), 2))
    for (let i = 0; i < 200; i += 1) log.commit('b', true)
    await settle(log, () => clients.every((client) => missing(client).length === 0))
    expect(clients.flatMap(missing)).toEqual([])
    expect(clients.map(({ reader }) => reader.overruns)).toEqual([0, 0, 0, 0, 0])
  })

  it('takes a cursor beyond the log for its end, and one with a session that is gone without it', async () => {
    const random = seeded(5)
    const log = new ModelLog(['a'], random)
    const rig = new Rig(log, random)
    log.commit('a', true)
    const client = new Client(
      rig,
      new Map([
        ['a', 50],
        ['gone', 7],
      ]),
      0,
    )
    await pass(20)
    log.commit('a', true)
    await settle(log, () => client.reader.received.length === 1)
    expect(client.reader.received.map(({ seq }) => seq)).toEqual([2])
  })

  it('is done for every member when its one session is deleted', async () => {
    const random = seeded(6)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random, 'a')
    const clients = [new Client(rig, new Map(), 0), new Client(rig, new Map(), 3)]
    await pass(20)
    log.delete('a')
    expect(await Promise.all(clients.map(({ over }) => over))).toEqual(Array(2).fill({ done: true, value: undefined }))
    expect(rig.feed).toBeNull()
  })

  it('tells an error of the stream to every member, and the next subscriber gets a new feed', async () => {
    const random = seeded(7)
    const log = new ModelLog(SESSIONS, random)
    const rig = new Rig(log, random)
    const clients = [new Client(rig, new Map(), 0), new Client(rig, new Map(), 0)]
    const outcomes = Promise.allSettled(clients.map(({ over }) => over))
    await pass(20)
    rig.failing = new Error('the database is away')
    log.commit('a', true, Infinity)
    expect(await outcomes).toMatchObject(Array(2).fill({ status: 'rejected', reason: rig.failing }))
    rig.failing = null
    const next = new Client(rig, new Map(), 0)
    await settle(log, () => next.reader.received.length === 1)
    expect(rig.feeds).toBe(2)
    await next.member.return()
  })
})
