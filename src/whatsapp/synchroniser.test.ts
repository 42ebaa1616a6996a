/** What a connection brings into the database: all of it at first, later what was missed, and nothing twice over. */
import { MemoryIngest, MemoryLogger, MemoryMetrics, MemoryWakeUps } from '../../test/harness/memory-stores'
import { Gate, ScriptedFactory, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import type { EngineChatSummary, EngineMessage } from '../domain/engine'
import { IngestQueue } from './ingest-queue'
import { Synchroniser, type SyncStart } from './synchroniser'

const LEASE = { sessionId: 'ses_1', workspaceId: 'wks_1', owner: 'me', fence: 1 }
const MINUTE = 60_000

let clock: TestClock
let store: MemoryIngest
let logger: MemoryLogger
let factory: ScriptedFactory
let queue: IngestQueue

beforeEach(() => {
  clock = new TestClock()
  store = new MemoryIngest()
  logger = new MemoryLogger()
  factory = new ScriptedFactory()
  const parts = { store, clock, logger, metrics: new MemoryMetrics(), wakeUps: new MemoryWakeUps() }
  queue = new IngestQueue(LEASE, parts, { leaseLost: () => undefined })
})

const ago = (minutes: number): Date => new Date(clock.now().getTime() - minutes * MINUTE)
const chat = (whatsappId: string, lastActivityAt: Date | null = ago(1)): EngineChatSummary => ({
  ...{ whatsappId, kind: 'GROUP', name: whatsappId, person: null },
  ...{ unreadCount: 0, archived: false, pinned: false, lastActivityAt },
})
const message = (stanzaId: string, sentAt: Date): EngineMessage => ({
  ...{ key: { fromMe: false, stanzaId }, ref: stanzaId, chat: chat('x@g.us'), sender: null, type: 'TEXT' },
  ...{ body: stanzaId, sentAt, deliveryState: null, quotedStanzaId: null, media: null, location: null },
})
const many = (count: number, sentAt: Date): EngineMessage[] =>
  Array.from({ length: count }, (_, n) => message(`${n}`, sentAt))

function synchroniser(start: Partial<SyncStart> = {}): Synchroniser {
  const engine = factory.create({ sessionId: 'ses_1', pairingPhone: null }, () => undefined)
  return new Synchroniser(engine, { syncedAt: null, newsSince: clock.now(), ...start }, { queue, clock, logger })
}
const written = () => store.of('ses_1')
const messages = () => written().filter((item) => item.type === 'message')
const syncs = () => written().flatMap((item) => (item.type === 'sync' && item.sync ? [item] : []))

it('stores people, chats and their newest messages, and tells how far it is', async () => {
  factory.script.contacts = () =>
    Promise.resolve([{ whatsappId: 'x@lid', lid: 'x@lid', phone: null, savedName: null, pushName: null }])
  factory.script.chats = () => Promise.resolve([chat('a@g.us'), chat('b@g.us')])
  factory.script.history = (id) => Promise.resolve([message(`${id} 1`, ago(60)), message(`${id} 2`, ago(1))])
  const syncedAt = await synchroniser().run()
  expect(syncedAt).toEqual(clock.now())
  expect(written().map(({ type }) => type)).toEqual([
    ...['sync', 'person', 'chat', 'chat', 'sync', 'message', 'message', 'sync', 'message', 'message', 'sync', 'sync'],
  ])
  const done = { chatsDone: 2, chatsTotal: 2 }
  expect(syncs().map(({ sync }) => sync)).toMatchObject([
    { phase: 'CHATS', chatsDone: 0, chatsTotal: null },
    { phase: 'HISTORY', chatsDone: 0, chatsTotal: 2 },
    { phase: 'HISTORY', chatsDone: 1, chatsTotal: 2 },
    { phase: 'HISTORY', ...done },
    { phase: 'DONE', ...done },
  ])
  expect(syncs().map((item) => item.syncedAt)).toEqual([null, null, null, null, syncedAt])
})

it('announces at first only what came since the login', async () => {
  factory.script.chats = () => Promise.resolve([chat('a@g.us')])
  factory.script.history = () =>
    Promise.resolve([message('old', ago(11)), message('new', ago(10)), message('newer', ago(1))])
  await synchroniser({ newsSince: ago(10) }).run()
  expect(messages().map(({ announce, origin }) => [announce, origin])).toEqual([
    [false, 'BACKFILL'],
    [true, 'BACKFILL'],
    [true, 'BACKFILL'],
  ])
})

it('asks later for what was missed, a little further back, and announces all of it', async () => {
  const asked: unknown[] = []
  factory.script.chats = () =>
    Promise.resolve([chat('a@g.us'), chat('quiet@g.us', ago(200)), chat('unknown@g.us', null)])
  factory.script.history = (id, _limit, since) => {
    asked.push([id, since])
    return Promise.resolve([message(id, ago(65))])
  }
  await synchroniser({ syncedAt: ago(60) }).run()
  expect(asked).toEqual([
    ['a@g.us', ago(70)],
    ['unknown@g.us', ago(70)],
  ])
  expect(messages().every(({ announce }) => announce)).toBe(true)
})

it('asks for more until it has all that was missed', async () => {
  factory.script.chats = () => Promise.resolve([chat('a@g.us')])
  factory.script.history = (_id, limit) => Promise.resolve(many(5_000, ago(1)).slice(-limit))
  await synchroniser({ syncedAt: ago(60) }).run()
  expect(messages()).toHaveLength(5_000)
  expect(logger.lines).toEqual([])
})

it('says so where more was missed than can be fetched', async () => {
  factory.script.chats = () => Promise.resolve([chat('a@g.us')])
  factory.script.history = (_id, limit) => Promise.resolve(many(limit, ago(1)))
  await synchroniser({ syncedAt: ago(60) }).run()
  expect(logger.errors).toEqual(['more messages were missed than are fetched of a chat'])
})

it('does without one chat whose history cannot be had, but then it is not complete', async () => {
  factory.script.chats = () => Promise.resolve([chat('a@g.us'), chat('bad@g.us'), chat('c@g.us')])
  factory.script.history = (id) =>
    id === 'bad@g.us' ? rejection('no metadata') : Promise.resolve([message(id, ago(1))])
  expect(await synchroniser().run()).toBeNull()
  expect(messages()).toHaveLength(2)
  expect(syncs().at(-1)).toMatchObject({ sync: { phase: 'DONE', chatsDone: 3 }, syncedAt: null })
  expect(logger.errors).toHaveLength(1)
})

it.each(['contacts', 'chats'] as const)('fails where the %s cannot be had', async (list) => {
  const gone = () => Promise.reject(new Error('the page is gone'))
  Object.assign(factory.script, { [list]: gone })
  await expect(synchroniser().run()).rejects.toThrow('the page is gone')
})

it('asks the engine for nothing more once it is stopped', async () => {
  const gate = new Gate<EngineMessage[]>()
  factory.script.chats = () => Promise.resolve([chat('a@g.us'), chat('b@g.us')])
  factory.script.history = () => gate.promise
  const running = synchroniser()
  const run = running.run()
  await clock.advance(0)
  running.stop()
  gate.fail(new Error('the engine was closed'))
  expect(await run).toBeNull()
  expect(factory.last.calls.filter((call) => call === 'history')).toHaveLength(1)
  expect(logger.errors).toEqual([])
})

it('brings no more than is stored: a full queue would cost the connection', async () => {
  factory.script.contacts = () =>
    Promise.resolve(
      Array.from({ length: 30_000 }, (_, n) => {
        return { whatsappId: `${n}@lid`, lid: `${n}@lid`, phone: null, savedName: null, pushName: null }
      }),
    )
  factory.script.chats = () => Promise.resolve([chat('a@g.us')])
  factory.script.history = (_id, limit) => Promise.resolve(many(Math.min(limit, 19_999), ago(1)))
  let filled = false
  store.before = async () => {
    filled ||= queue.full
    await new Promise((resolve) => setImmediate(resolve))
  }
  await synchroniser({ syncedAt: ago(60) }).run()
  expect(filled).toBe(false)
  expect(written().filter(({ type }) => type === 'person')).toHaveLength(30_000)
  expect(messages()).toHaveLength(19_999)
})
