import type { LiveEvent } from '../api/live-feed'
import { EVENT_TYPES, EVERYTHING, lineFilter } from './event-filter'
import { EventLog } from './event-log'

let count = 0

function gap(sessionId: string, name = 'Dewi'): LiveEvent {
  const at = '2026-01-02T03:04:05.678Z'
  return {
    __typename: 'HistoryGap',
    cursor: `cursor-${count++}`,
    occurredAt: at,
    sessionId,
    from: null,
    until: at,
    historyGapReason: 'ABSENCE_TOO_LONG',
    gapChat: { id: 'cht_1', name },
  }
}

const numbers = (log: EventLog): number[] => log.state.get().entries.map(({ number }) => number)

describe('the event log', () => {
  it('keeps the newest, and counts those that made place', () => {
    const log = new EventLog(3)
    log.take([gap('a'), gap('a')])
    expect([numbers(log), log.state.get().dropped]).toEqual([[0, 1], 0])
    log.take([gap('a'), gap('a'), gap('a')])
    expect([numbers(log), log.state.get().dropped]).toEqual([[2, 3, 4], 2])
    log.take(Array.from({ length: 10 }, () => gap('a')))
    expect([numbers(log), log.state.get().dropped]).toEqual([[12, 13, 14], 12])
  })

  it('shows the same while it is paused, says how many wait, and goes on collecting', () => {
    const log = new EventLog(3)
    log.take([gap('a')])
    log.pause()
    log.take([gap('a'), gap('a')])
    log.takeGap()
    expect(log.state.get()).toMatchObject({ paused: 'ASKED', waiting: 3, dropped: 0 })
    expect(numbers(log)).toEqual([0])
    log.doneReading()
    expect(log.state.get().paused).toBe('ASKED')
    log.resume()
    expect(log.state.get()).toMatchObject({ paused: null, waiting: 0, dropped: 1 })
    expect(numbers(log)).toEqual([1, 2, 3])
    expect(log.state.get().entries[2]?.event).toBeNull()
  })

  it('follows again when the reading is done, but does not turn a pause into reading', () => {
    const log = new EventLog(3)
    log.read()
    log.take([gap('a')])
    expect(log.state.get()).toMatchObject({ paused: 'READING', waiting: 1, entries: [] })
    log.doneReading()
    expect(log.state.get()).toMatchObject({ paused: null, waiting: 0 })
    expect(numbers(log)).toEqual([0])
    log.pause()
    log.read()
    expect(log.state.get().paused).toBe('ASKED')
  })

  it('forgets what waits as well, and stays paused where that was asked for', () => {
    const log = new EventLog(1)
    log.take([gap('a'), gap('a')])
    log.pause()
    log.take([gap('a')])
    log.clear()
    expect(log.state.get()).toEqual({ entries: [], dropped: 0, paused: 'ASKED', waiting: 0 })
    log.resume()
    expect(numbers(log)).toEqual([])
    log.read()
    log.clear()
    expect(log.state.get().paused).toBeNull()
  })
})

describe('the filter of events', () => {
  const named = (id: string): string => (id === 'ses_1' ? 'Toko Budi' : id)

  it('knows the types that the page subscribes to', () => {
    expect(EVENT_TYPES).toEqual(
      expect.arrayContaining(['ConnectionStateChanged', 'MessageReceived', 'MessageUpdated', 'HistoryGap']),
    )
  })

  it('goes by type, by session and by any text, the name of the session too', () => {
    const event = gap('ses_1')
    const line = { number: 1, event }
    const shown = (filter: Partial<typeof EVERYTHING>): boolean => lineFilter({ ...EVERYTHING, ...filter }, named)(line)
    expect(shown({})).toBe(true)
    expect(shown({ types: new Set(['HistoryGap']) })).toBe(true)
    expect(shown({ types: new Set(['MessageReceived']) })).toBe(false)
    expect(shown({ sessionId: 'ses_1' })).toBe(true)
    expect(shown({ sessionId: 'ses_2' })).toBe(false)
    expect(shown({ text: ' toko B' })).toBe(true)
    expect(shown({ text: 'dewi' })).toBe(true)
    expect(shown({ text: event.cursor })).toBe(true)
    expect(shown({ text: 'nobody' })).toBe(false)
    expect(shown({ text: 'dewi', sessionId: 'ses_2' })).toBe(false)
  })

  it('always shows where events are missing', () => {
    const filter = lineFilter({ ...EVERYTHING, text: 'nobody' }, named)
    expect(filter({ number: 1, event: null })).toBe(true)
  })

  it('does not look into pictures', () => {
    const filter = lineFilter({ ...EVERYTHING, text: 'base64' }, named)
    expect(filter({ number: 1, event: gap('a', 'data:image/png;base64,AAAA') })).toBe(false)
  })
})
