/** Which of what waits for the database comes next: live items before history, and nothing before what it vouches for. */
import type { IngestItem } from '../domain/ingest'
import { IngestLanes, type LaneGroup } from './ingest-lanes'

const CHAT = { whatsappId: '1@g.us', kind: 'GROUP', name: null, person: null } as const
const message = (stanzaId: string, origin: 'LIVE' | 'BACKFILL', chat: typeof CHAT = CHAT): IngestItem => ({
  ...{ type: 'message', origin, announce: true },
  message: {
    ...{ key: { fromMe: false, stanzaId }, ref: stanzaId, chat, sender: null, type: 'TEXT', body: '' },
    ...{ sentAt: new Date(0), deliveryState: null, quotedStanzaId: null, media: null, location: null },
  },
})
const live = (stanzaId: string): IngestItem => message(stanzaId, 'LIVE')
const old = (stanzaId: string): IngestItem => message(stanzaId, 'BACKFILL')
const synced: IngestItem = { type: 'sync', sync: null, syncedAt: new Date(0) }
const summary = { unreadCount: 3, archived: false, pinned: false, lastActivityAt: null }
const chat: IngestItem = { type: 'chat', chat: { ...CHAT, ...summary } }

let lanes: IngestLanes

beforeEach(() => {
  lanes = new IngestLanes()
})

const add = (...items: IngestItem[]): void => items.forEach((item) => lanes.add({ item }))
const nameOf = (item: IngestItem): string => (item.type === 'message' ? item.message.key.stanzaId : item.type)
const namesOf = (group: LaneGroup | null): string[] => group?.entries.map(({ item }) => nameOf(item)) ?? []

/** Takes a group and has it written in so many milliseconds. */
function write(ms = 1): string[] {
  const group = lanes.take()
  if (group) lanes.wrote(group, ms)
  return namesOf(group)
}

it('writes live items before all history that waits, each in its order', () => {
  add(old('h1'), old('h2'), live('l1'), live('l2'))
  expect([write(), write(), write(), lanes.size]).toEqual([['l1', 'l2'], ['h1', 'h2'], [], 0])
})

it('lets both go on where both always wait', () => {
  add(...Array.from({ length: 700 }, (_, n) => live(`l${n}`)), old('h1'))
  expect([write().length, write(), write().length, write().length]).toEqual([300, ['h1'], 300, 100])
})

it('does not say that all is stored before what came before it is, live or not', () => {
  add(...Array.from({ length: 700 }, (_, n) => live(`l${n}`)), old('h1'), synced, old('h2'))
  expect([write().length, write(), write().length, write().length, write()]).toEqual([
    ...[300, ['h1'], 300, 100],
    ['sync', 'h2'],
  ])
})

it('does not wait for what came later', () => {
  add(live('l1'), synced)
  expect(write()).toEqual(['l1'])
  add(live('l2'))
  expect([write(), write()]).toEqual([['sync'], ['l2']])
})

it('writes what the phone said of a chat before what happens in it later, and once', () => {
  add(old('h1'), chat, old('h2'), live('l1'), live('l2'))
  expect([write(), write()]).toEqual([
    ['chat', 'l1', 'l2'],
    ['h1', 'h2'],
  ])
})

it('waits for everything that was put in until then, wherever it is written', () => {
  add(old('h1'), chat)
  const remaining = lanes.remaining()
  add(live('l1'))
  expect([write(), remaining()]).toEqual([['chat', 'l1'], true])
  add(live('later'))
  expect([write(), remaining()]).toEqual([['h1'], true])
  expect([write(), remaining()]).toEqual([['later'], false])
})

describe('a group of history', () => {
  const fill = (): void => add(...Array.from({ length: 5_000 - lanes.size }, (_, n) => old(`h${n}`)))
  const sizes = (count: number, msPerItem: number): number[] =>
    Array.from({ length: count }, () => {
      fill()
      const group = lanes.take()
      if (group) lanes.wrote(group, group.count * msPerItem)
      return group?.count ?? 0
    })

  it('is of as many items as the database stores in 20 ms, but never of very few', () => {
    expect(sizes(4, 0.04)).toEqual([300, 500, 500, 500])
    expect(sizes(3, 0.2)).toEqual([500, 300, 300])
    expect(sizes(4, 0.001)).toEqual([300, 600, 1_000, 1_000])
  })

  it('takes longer where every transaction does', () => {
    for (let n = 0; n < 100; n += 1) {
      add(live(`${n}`))
      write(50)
    }
    expect(sizes(3, 0.25)).toEqual([300, 600, 600])
  })

  it('holds no more text than one packet to a database', () => {
    const long = (n: number): IngestItem => {
      const item = old(`${n}`)
      return item.type === 'message' ? { ...item, message: { ...item.message, body: 'x'.repeat(400_000) } } : item
    }
    add(long(1), long(2), long(3))
    expect([write(), write()]).toEqual([['1', '2'], ['3']])
  })
})
