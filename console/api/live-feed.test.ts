import { ConsoleClock } from '../../test/harness/console-clock'
import { type FeedEnd, type FeedState, type LiveEvent, LiveFeed } from './live-feed'

/** One opening of the subscription, as the server plays it. */
interface Opening {
  readonly after: string
  readonly connected: () => void
  readonly event: (event: LiveEvent) => void
  readonly ended: (why: FeedEnd) => void
  closed: boolean
}

const GATHER_MS = 80

/** A feed whose subscription and time a test plays. */
class Rig {
  readonly clock = new ConsoleClock()
  readonly openings: Opening[] = []
  readonly batches: string[][] = []
  readonly states: FeedState['phase'][] = []
  /** What asking for the cursor of now comes to, in turn. */
  readonly cursors: (string | Error)[] = []
  resets = 0
  readonly feed = new LiveFeed({
    open: (after, on) => {
      const opening = { after, ...on, closed: false }
      this.openings.push(opening)
      return () => void (opening.closed = true)
    },
    cursorOfNow: () => {
      const cursor = this.cursors.shift() ?? new Error('no cursor was expected to be asked for')
      return typeof cursor === 'string' ? Promise.resolve(cursor) : Promise.reject(cursor)
    },
    clock: this.clock,
    random: () => 1,
  })

  constructor() {
    this.feed.onEvents((events) => void this.batches.push(events.map(({ cursor }) => cursor)))
    this.feed.onReset(() => void (this.resets += 1))
    this.feed.state.subscribe(() => void this.states.push(this.feed.state.get().phase))
  }

  /** The opening of now. */
  get opening(): Opening {
    const opening = this.openings.at(-1)
    if (opening === undefined) throw new Error('nothing was opened')
    return opening
  }

  /** Started and LIVE. */
  live(): this {
    this.feed.start('c0')
    this.opening.connected()
    return this
  }

  /** An event with that cursor, that happened so long ago. */
  event(cursor: string, agoMs = 0): void {
    const occurredAt = new Date(this.clock.now() - agoMs).toISOString()
    this.opening.event({ __typename: 'HistoryGap', cursor, occurredAt } as LiveEvent)
  }
}

/** Lets what waits for promises run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('while connected', () => {
  it('begins after the cursor, and is LIVE once the server has acknowledged', () => {
    const rig = new Rig()
    expect(rig.feed.state.get()).toEqual({ phase: 'CONNECTING' })
    rig.feed.start('c0')
    expect(rig.openings).toMatchObject([{ after: 'c0' }])
    expect(rig.feed.state.get()).toEqual({ phase: 'CONNECTING' })
    rig.opening.connected()
    expect(rig.feed.state.get()).toEqual({ phase: 'LIVE', resumed: null })
    expect(rig.clock.pending).toBe(0)
  })

  it('hands on events in their order, gathered', () => {
    const rig = new Rig().live()
    rig.event('c1')
    rig.clock.advance(GATHER_MS - 1)
    rig.event('c2')
    expect(rig.batches).toEqual([])
    rig.clock.advance(1)
    expect(rig.batches).toEqual([['c1', 'c2']])
    rig.event('c3')
    rig.clock.advance(GATHER_MS)
    expect(rig.batches).toEqual([['c1', 'c2'], ['c3']])
  })

  it('hears nothing any more once a listener has ended', () => {
    const rig = new Rig().live()
    const heard: string[] = []
    const end = rig.feed.onEvents((events) => void heard.push(...events.map(({ cursor }) => cursor)))
    rig.event('c1')
    rig.clock.advance(GATHER_MS)
    end()
    rig.event('c2')
    rig.clock.advance(GATHER_MS)
    expect(heard).toEqual(['c1'])
    expect(rig.batches.flat()).toEqual(['c1', 'c2'])
  })
})

describe('after a lost connection', () => {
  it('resumes after the last event that came, and delivers each once', () => {
    const rig = new Rig().live()
    rig.event('c1')
    rig.event('c2')
    rig.opening.ended('CLOSED')
    const lostAt = rig.clock.now()
    expect(rig.feed.state.get()).toEqual({ phase: 'LOST', since: lostAt, retryAt: lostAt + 500 })
    rig.clock.advance(500)
    expect(rig.feed.state.get()).toEqual({ phase: 'RECONNECTING', since: lostAt })
    expect(rig.opening.after).toBe('c2')
    rig.opening.connected()
    rig.event('c3')
    rig.clock.advance(GATHER_MS)
    expect(rig.batches.flat()).toEqual(['c1', 'c2', 'c3'])
  })

  it('says for how long it was lost, and how many events it has caught up on', () => {
    const rig = new Rig().live()
    rig.opening.ended('CLOSED')
    rig.clock.advance(500)
    rig.opening.connected()
    const at = rig.clock.now()
    const resumed = { lostMs: 500, at, events: 0, reloaded: false }
    expect(rig.feed.state.get()).toEqual({ phase: 'LIVE', resumed })
    rig.event('c1', 300)
    rig.event('c2', 200)
    rig.clock.advance(GATHER_MS)
    rig.event('c3') // this one is new
    rig.clock.advance(GATHER_MS)
    expect(rig.feed.state.get()).toEqual({ phase: 'LIVE', resumed: { ...resumed, events: 2 } })
  })

  it('waits twice as long each time, up to 8 s, and begins anew once it was connected', () => {
    const rig = new Rig().live()
    const waits: number[] = []
    const loseAgain = (): void => {
      rig.opening.ended('CLOSED')
      const state = rig.feed.state.get()
      if (state.phase !== 'LOST') throw new Error(`it is ${state.phase}`)
      waits.push(state.retryAt - rig.clock.now())
      rig.clock.advance(state.retryAt - rig.clock.now())
    }
    for (let times = 0; times < 6; times += 1) loseAgain()
    rig.opening.connected()
    loseAgain()
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 500])
  })

  it('counts from when it was first lost, however many attempts it takes', () => {
    const rig = new Rig().live()
    const since = rig.clock.now()
    rig.opening.ended('CLOSED')
    rig.clock.advance(500)
    rig.opening.ended('CLOSED')
    expect(rig.feed.state.get()).toMatchObject({ phase: 'LOST', since })
    rig.clock.advance(1000)
    rig.opening.connected()
    expect(rig.feed.state.get()).toMatchObject({ resumed: { lostMs: 1500 } })
  })

  it('connects at once when told to, and only where it waits', () => {
    const rig = new Rig().live()
    rig.feed.retry()
    expect(rig.openings).toHaveLength(1)
    rig.opening.ended('CLOSED')
    rig.feed.retry()
    expect(rig.openings).toHaveLength(2)
    rig.feed.retry()
    rig.clock.advance(60_000)
    expect(rig.openings).toHaveLength(2)
    expect(rig.states).toEqual(['LIVE', 'LOST', 'RECONNECTING'])
  })

  it('goes on trying where the very first connection fails', () => {
    const rig = new Rig()
    rig.feed.start('c0')
    rig.opening.ended('CLOSED')
    rig.clock.advance(500)
    rig.opening.connected()
    expect(rig.opening.after).toBe('c0')
    expect(rig.feed.state.get().phase).toBe('LIVE')
  })
})

describe('where the server no longer keeps what is missing', () => {
  it('follows from now on, has everything loaded again, and says so', async () => {
    const rig = new Rig().live()
    rig.cursors.push('c900')
    rig.opening.ended('CURSOR_EXPIRED')
    expect(rig.resets).toBe(0)
    expect(rig.feed.state.get().phase).toBe('RECONNECTING')
    await settle()
    expect(rig.resets).toBe(1)
    expect(rig.opening.after).toBe('c900')
    rig.opening.connected()
    expect(rig.feed.state.get()).toMatchObject({ phase: 'LIVE', resumed: { reloaded: true } })
    rig.opening.ended('CLOSED')
    rig.clock.advance(500)
    rig.opening.connected()
    expect(rig.feed.state.get()).toMatchObject({ resumed: { reloaded: false } })
  })

  it('hands on what had come before everything is loaded again, not after', async () => {
    const rig = new Rig().live()
    rig.cursors.push('c900')
    const order: string[] = []
    rig.feed.onEvents((events) => void order.push(`${events.length} events`))
    rig.feed.onReset(() => void order.push('reset'))
    rig.event('c1')
    rig.opening.ended('CURSOR_EXPIRED')
    await settle()
    rig.clock.advance(GATHER_MS)
    expect(order).toEqual(['1 events', 'reset'])
  })

  it('tries again where the cursor cannot be had either', async () => {
    const rig = new Rig().live()
    rig.cursors.push(new Error('away'), 'c901')
    rig.opening.ended('CURSOR_EXPIRED')
    await settle()
    expect(rig.feed.state.get().phase).toBe('LOST')
    rig.clock.advance(500)
    rig.opening.ended('CURSOR_EXPIRED')
    await settle()
    expect(rig.opening.after).toBe('c901')
    expect(rig.resets).toBe(1)
  })
})

describe('once stopped', () => {
  it('closes what is open, and leaves no timer', () => {
    const rig = new Rig().live()
    rig.event('c1')
    rig.feed.stop()
    expect(rig.opening.closed).toBe(true)
    expect(rig.clock.pending).toBe(0)
    rig.opening.ended('CLOSED')
    expect(rig.clock.pending).toBe(0)
    expect(rig.batches).toEqual([])
  })

  it('does not connect again, while it waited to or while it asked for a cursor', async () => {
    const waiting = new Rig().live()
    waiting.opening.ended('CLOSED')
    waiting.feed.stop()
    waiting.clock.advance(60_000)
    expect(waiting.openings).toHaveLength(1)

    const asking = new Rig().live()
    asking.cursors.push('c900')
    asking.opening.ended('CURSOR_EXPIRED')
    asking.feed.stop()
    await settle()
    expect(asking.openings).toHaveLength(1)
    expect(asking.resets).toBe(0)
  })
})
