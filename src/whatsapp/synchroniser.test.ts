/** What a connection brings into the database: all of it at first, later what was missed, and nothing twice over. */
import { Gate, rejection } from '../../test/harness/scripted-engine'
import { SyncFixture } from '../../test/harness/sync-fixture'
import { EngineClosed, type EngineMessage } from '../domain/engine'
import { SyncMarks } from './sync-marks'

let at: SyncFixture

beforeEach(() => {
  at = new SyncFixture()
})

it('stores people, chats and their newest messages, and tells how far it is', async () => {
  at.factory.script.contacts = () =>
    Promise.resolve([{ whatsappId: 'x@lid', lid: 'x@lid', phone: null, savedName: null, pushName: null }])
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('b@g.us')])
  at.factory.script.history = (id) =>
    Promise.resolve([at.message(`${id} 1`, at.ago(60)), at.message(`${id} 2`, at.ago(1))])
  expect(await at.synchroniser().run()).toBe(true)
  expect(at.written.map(({ type }) => type)).toEqual([
    ...['sync', 'person', 'chat', 'chat', 'sync', 'message', 'message', 'sync', 'message', 'message', 'sync', 'sync'],
  ])
  const done = { chatsDone: 2, chatsTotal: 2 }
  expect(at.syncs.map(({ sync }) => sync)).toMatchObject([
    { phase: 'CHATS', chatsDone: 0, chatsTotal: null },
    { phase: 'HISTORY', chatsDone: 0, chatsTotal: 2 },
    { phase: 'HISTORY', chatsDone: 1, chatsTotal: 2 },
    { phase: 'HISTORY', ...done },
    { phase: 'DONE', ...done },
  ])
  expect(at.syncs.map((item) => item.syncedAt)).toEqual([null, null, null, null, at.clock.now()])
})

it('is quiet about people and chats at first, and later about chats alone whose history was never fetched', async () => {
  at.factory.script.contacts = () =>
    Promise.resolve([{ whatsappId: 'x@lid', lid: 'x@lid', phone: null, savedName: null, pushName: null }])
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('behind@g.us')])
  at.factory.script.history = (id) => (id === 'a@g.us' ? Promise.resolve([]) : Promise.reject(new Error('no')))
  const marks = new SyncMarks(null)
  const quiet = () => at.written.flatMap((item) => ('quiet' in item ? [[item.type, item.quiet]] : []))
  await at.run({ mark: marks })
  expect(quiet()).toEqual(['person', 'chat', 'chat'].map((type) => [type, true]))
  await at.run({ mark: marks })
  expect(quiet().slice(3)).toEqual([
    ['person', false],
    ['chat', false],
    ['chat', true],
  ])
})

it('announces at first only what came since the login', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = () =>
    Promise.resolve([at.message('old', at.ago(11)), at.message('new', at.ago(10)), at.message('newer', at.ago(1))])
  await at.synchroniser({ newsSince: at.ago(10) }).run()
  expect(at.messages.map(({ announce, origin }) => [announce, origin])).toEqual([
    [false, 'BACKFILL'],
    [true, 'BACKFILL'],
    [true, 'BACKFILL'],
  ])
})

it('takes more than the newest at first, where all of them came since the login', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = (_id, limit, since) => {
    const all = [...at.many(3, at.ago(20)), ...at.many(300, at.ago(1))]
    return Promise.resolve(all.filter(({ sentAt }) => since === null || sentAt >= since).slice(-limit))
  }
  await at.synchroniser({ newsSince: at.ago(10) }).run()
  expect(at.messages.map(({ announce }) => announce)).toEqual(Array.from({ length: 300 }, () => true))
  expect(at.gaps).toEqual([])
})

it('asks later for what was missed, a little further back, and announces all of it', async () => {
  const asked: unknown[] = []
  at.factory.script.chats = () =>
    Promise.resolve([at.chat('a@g.us'), at.chat('quiet@g.us', at.ago(200)), at.chat('unknown@g.us', null)])
  at.factory.script.history = (id, _limit, since) => {
    asked.push([id, since])
    return Promise.resolve([at.message(id, at.ago(65))])
  }
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(asked).toEqual([
    ['a@g.us', at.ago(80)],
    ['unknown@g.us', at.ago(80)],
  ])
  expect(at.messages.every(({ announce }) => announce)).toBe(true)
})

it('asks for more until it has all that was missed', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = (_id, limit) => Promise.resolve(at.many(5_000, at.ago(1)).slice(-limit))
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(at.messages).toHaveLength(5_000)
  expect(at.logger.lines).toEqual([])
})

it('announces what all chats brought in the order in which it was sent', async () => {
  at.factory.script.chats = () => Promise.resolve(['a@g.us', 'b@g.us', 'c@g.us'].map((id) => at.chat(id)))
  at.factory.script.history = (id) => {
    const minutesAgo = { 'a@g.us': [30, 3], 'b@g.us': [20, 10, 2], 'c@g.us': [40, 1] }[id] ?? []
    return Promise.resolve(minutesAgo.map((minutes) => at.message(`${minutes}`, at.ago(minutes))))
  }
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(at.bodies).toEqual(['40', '30', '20', '10', '3', '2', '1'])
})

it('holds some ten thousand messages at most to sort them, however many chats there are', async () => {
  at.factory.script.chats = () => Promise.resolve(Array.from({ length: 30 }, (_, n) => at.chat(`${n}@g.us`)))
  let fetched = 0
  let most = 0
  at.factory.script.history = (_id, limit) => {
    if (limit < 1_000) return Promise.resolve(at.many(limit, at.ago(1))) // there is more
    most = Math.max(most, fetched - at.messages.length)
    fetched += 1_000
    return Promise.resolve(at.many(1_000, at.ago(1)))
  }
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(at.messages).toHaveLength(30_000)
  expect(most).toBeLessThanOrEqual(10_000)
})

it('ends at once when the engine has, instead of blaming every chat', async () => {
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('b@g.us')])
  at.factory.script.history = () => rejection(new EngineClosed('the connection is over'))
  await expect(at.synchroniser().run()).rejects.toThrow('the connection is over')
  expect(at.factory.last.calls.filter((call) => call === 'history')).toHaveLength(1)
})

it.each(['contacts', 'chats'] as const)('fails where the %s cannot be had', async (list) => {
  const gone = () => Promise.reject(new Error('the page is gone'))
  Object.assign(at.factory.script, { [list]: gone })
  await expect(at.synchroniser().run()).rejects.toThrow('the page is gone')
})

it('asks the engine for nothing more once it is stopped', async () => {
  const gate = new Gate<EngineMessage[]>()
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us'), at.chat('b@g.us')])
  at.factory.script.history = () => gate.promise
  const running = at.synchroniser()
  const run = running.run()
  await at.clock.advance(0)
  running.stop()
  gate.fail(new Error('the engine was closed'))
  expect(await run).toBe(false)
  expect(at.factory.last.calls.filter((call) => call === 'history')).toHaveLength(1)
  expect(at.logger.errors).toEqual([])
})

it('brings no more than is stored: a full queue would cost the connection', async () => {
  at.factory.script.contacts = () =>
    Promise.resolve(
      Array.from({ length: 30_000 }, (_, n) => {
        return { whatsappId: `${n}@lid`, lid: `${n}@lid`, phone: null, savedName: null, pushName: null }
      }),
    )
  at.factory.script.chats = () => Promise.resolve([at.chat('a@g.us')])
  at.factory.script.history = (_id, limit) => Promise.resolve(at.many(Math.min(limit, 19_999), at.ago(1)))
  let filled = false
  at.store.before = async () => {
    filled ||= at.queue.full
    await new Promise((resolve) => setImmediate(resolve))
  }
  await at.synchroniser({ mark: at.ago(60) }).run()
  expect(filled).toBe(false)
  expect(at.written.filter(({ type }) => type === 'person')).toHaveLength(30_000)
  expect(at.messages).toHaveLength(19_999)
})
