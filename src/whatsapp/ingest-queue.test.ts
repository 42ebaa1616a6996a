/** The order in which a session's items reach the database, also while it is away or will not have one of them. */
import { MemoryIngest, MemoryLogger, MemoryMetrics, MemoryWakeUps } from '../../test/harness/memory-stores'
import { Gate } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import type { EngineMessage, MessageKey } from '../domain/engine'
import { type IngestItem, LeaseLost, StoreUnavailable } from '../domain/ingest'
import { IngestQueue } from './ingest-queue'

const LEASE = { sessionId: 'ses_1', workspaceId: 'wks_1', owner: 'me', fence: 1 }

let clock: TestClock
let store: MemoryIngest
let logger: MemoryLogger
let metrics: MemoryMetrics
let queue: IngestQueue
let wakeUps: MemoryWakeUps
let leaseLost: number

beforeEach(() => {
  clock = new TestClock()
  store = new MemoryIngest()
  logger = new MemoryLogger()
  metrics = new MemoryMetrics()
  wakeUps = new MemoryWakeUps()
  leaseLost = 0
  const parts = { store, clock, logger, metrics, wakeUps }
  queue = new IngestQueue(LEASE, parts, { leaseLost: () => (leaseLost += 1) })
})

const settle = (): Promise<void> => clock.advance(0)
const keyOf = (stanzaId: string, fromMe = true): MessageKey => ({ fromMe, stanzaId })
const message = (stanzaId: string, body = ''): IngestItem => {
  const chat = { whatsappId: 'x@g.us', kind: 'GROUP', name: null, person: null } as const
  const content = { type: 'TEXT', body, sentAt: new Date(0), deliveryState: 'SENT' } as const
  const none = { sender: null, quotedStanzaId: null, media: null, location: null }
  const made: EngineMessage = { key: keyOf(stanzaId), ref: stanzaId, chat, ...content, ...none }
  return { type: 'message', message: made, origin: 'LIVE', announce: true }
}
const ack = (stanzaId: string): IngestItem => ({ type: 'ack', key: keyOf(stanzaId), deliveryState: 'READ' })
const state: IngestItem = {
  ...{ type: 'state', state: 'CONNECTED', previousState: 'STARTING', reason: null, qr: null, pairingCode: null },
  ...{ wanted: true, at: new Date(0) },
}
/** What was written, group by group, by stanza id. */
const written = (): string[][] =>
  store.groups.map(({ items }) =>
    items.map((item) =>
      item.type === 'message'
        ? item.message.key.stanzaId
        : 'key' in item
          ? `${item.type} ${item.key.stanzaId}`
          : item.type,
    ),
  )
const unavailable = (): Promise<never> => Promise.reject(new StoreUnavailable('away'))

describe('groups', () => {
  it('take what waits, in order', async () => {
    const gate = new Gate()
    store.before = () => gate.promise
    queue.push(message('1'))
    queue.push(message('2'))
    await settle()
    const [third, fourth] = [queue.submit(message('3')), queue.submit(message('4'))]
    gate.open()
    await Promise.all([third, fourth])
    expect(written()).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(metrics.counts.get('messages_stored')).toBe(4)
  })

  it('take at most 300 items, and no more text than one packet to a database holds', async () => {
    for (let n = 0; n < 301; n += 1) queue.push(message(`${n}`))
    await queue.flush()
    expect(store.groups.map(({ items }) => items.length)).toEqual([300, 1])
    for (let n = 0; n < 20; n += 1) queue.push(message(`long ${n}`, '🙂'.repeat(65_536)))
    await queue.flush()
    const sizes = store.groups.slice(2).map(({ items }) => items.length)
    expect(sizes).toEqual([7, 7, 6])
    queue.push(message('longer than all', 'x'.repeat(2_000_000)))
    await queue.flush()
    expect(written().at(-1)).toEqual(['longer than all'])
  })

  it('wake subscribers after the commit, with the newest number', async () => {
    await Promise.all([queue.submit(state), queue.submit(state), queue.submit(message('1'))])
    expect(wakeUps.published).toMatchObject([
      { workspaceId: 'wks_1', sessionId: 'ses_1', seq: 2, committed: [{ seq: 1 }, { seq: 2 }] },
    ])
    expect(metrics.counts.get('events_committed session.state')).toBe(2)
  })
})

describe('while the database is away', () => {
  it('keeps everything in order, and asks again ever less often', async () => {
    const tries: number[] = []
    store.before = () => {
      tries.push(clock.now().getTime())
      return unavailable()
    }
    queue.push(message('1'))
    await clock.advance(1)
    queue.push(message('2'))
    await clock.advance(60_000)
    const waits = tries.slice(1).map((time, index) => time - (tries[index] ?? 0))
    expect(waits.slice(0, 8)).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
    expect(written()).toEqual([])
    store.before = () => undefined
    await clock.advance(5_000)
    expect(written()).toEqual([['1'], ['2']])
    expect(logger.errors).toEqual([])
    expect(metrics.counts.get('ingest_failures')).toBe(tries.length)
  })

  it('tells when it is full, and when there is room again', async () => {
    store.before = unavailable
    for (let n = 0; n < 20_300; n += 1) queue.push(state)
    await clock.advance(1)
    expect(queue.full).toBe(true)
    let room = false
    const waited = queue.room().then(() => (room = true))
    await clock.advance(1_000)
    expect(room).toBe(false)
    store.before = () => undefined
    await clock.advance(5_000)
    await waited
    expect([room, queue.full]).toEqual([true, false])
  })

  it('ends the wait when it is closed, and tells everybody why', async () => {
    store.before = unavailable
    const [first, second] = [queue.submit(message('1')), queue.submit(message('2'))]
    const flushed = queue.flush()
    const room = queue.room()
    await clock.advance(1_000)
    const third = queue.submit(message('3'))
    queue.close(new Error('deleted'))
    await expect(first).rejects.toThrow('deleted')
    await expect(second).rejects.toThrow('deleted')
    await expect(third).rejects.toThrow('deleted')
    await expect(queue.submit(message('4'))).rejects.toThrow('deleted')
    await Promise.all([flushed, room])
    expect(clock.pending).toBe(0)
    expect(logger.errors).toEqual([])
  })
})

it('lets nobody wait who waits when it is closed before it begins', async () => {
  for (let n = 0; n < 2_000; n += 1) queue.push(state)
  const waiting = [queue.flush(), queue.room()]
  queue.close(new Error('deleted'))
  await Promise.all(waiting)
  expect(store.groups).toEqual([])
})

describe('an item that the database refuses', () => {
  const refuse = (...stanzaIds: string[]) => {
    store.before = (_lease, items) => {
      const bad = items.some((item) => item.type !== 'state' && JSON.stringify(item).includes('bad'))
      if (bad) throw new Error(`refused ${stanzaIds.join()}`)
    }
  }

  it('costs only itself', async () => {
    refuse('bad')
    const submitted = [message('1'), message('bad'), message('2')].map((item) => queue.submit(item))
    const [first, second, third] = await Promise.allSettled(submitted)
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(written()).toEqual([['1'], ['2']])
    expect(logger.errors).toEqual(['the database refused an item for good; it is not stored'])
    expect(metrics.counts.get('ingest_failures')).toBe(1)
  })

  it('costs nothing of the message that it came before', async () => {
    queue.push(ack('1'))
    queue.push({ type: 'edit', key: keyOf('1'), body: 'bad', editedAt: new Date(0) })
    await queue.flush()
    refuse('bad')
    await queue.submit(message('1'))
    await queue.submit(message('2'))
    expect(written().slice(1)).toEqual([['1'], ['ack 1'], ['2']])
  })
})

describe('what comes before its message', () => {
  it('waits for it, and is written right after it', async () => {
    queue.push(ack('1'))
    queue.push(ack('2'))
    await queue.flush()
    queue.push(message('other'))
    await queue.flush()
    queue.push({ type: 'sent', messageId: 'msg_1', sent: { stanzaId: '1', ref: 'r', sentAt: new Date(0) } })
    queue.push(message('2'))
    queue.push(message('3'))
    await queue.flush()
    expect(written()).toEqual([['ack 1', 'ack 2'], ['other'], ['sent', '2', '3'], ['ack 1', 'ack 2']])
  })

  it('is not asked for again by messages that it is not about', async () => {
    queue.push({ ...ack('1'), key: keyOf('1', false) } as IngestItem)
    await queue.flush()
    queue.push(message('1'))
    await queue.flush()
    expect(written()).toEqual([['ack 1'], ['1']])
  })

  it('is not kept without end: the newest thousand wait', async () => {
    for (let n = 0; n < 1_500; n += 1) queue.push(ack(`${n}`))
    await queue.flush()
    const before = store.groups.length
    queue.push(message('499'))
    queue.push(message('500'))
    await queue.flush()
    expect(written().slice(before)).toEqual([['499', '500'], ['ack 500']])
  })
})

describe('flush', () => {
  it('waits for what was pushed before, not for what comes after without end', async () => {
    let flood = 0
    store.before = () => {
      if (flood < 1_000) queue.push(message(`${(flood += 1)}`))
    }
    const last = queue.submit(message('mine'))
    const flushed = queue.flush()
    await last
    await flushed
    expect(flood).toBeLessThan(10)
    flood = 1_000
    await queue.flush()
  })

  it('is immediate where nothing waits', async () => {
    await queue.flush()
    await queue.room()
    expect(store.groups).toEqual([])
  })
})

describe('a lost lease', () => {
  it('is told once, and nothing more is written', async () => {
    store.before = () => Promise.reject(new LeaseLost('ses_1'))
    const [first, second] = [queue.submit(message('1')), queue.submit(message('2'))]
    await expect(first).rejects.toThrow(LeaseLost)
    await expect(second).rejects.toThrow(LeaseLost)
    store.before = () => undefined
    await expect(queue.submit(message('3'))).rejects.toThrow(LeaseLost)
    expect([leaseLost, written(), logger.errors]).toEqual([1, [], []])
  })
})
