import { Rig } from './live-feed-rig'

/** How long events are gathered. */
const GATHER_MS = 80
/** How long a subscription must last for the waits to begin anew. */
const LASTING_MS = 10_000
/** How long one that was refused is waited for to be refused again. */
const PROVEN_MS = 2_000

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

  it.each([0, 60_000, -60_000])(
    'says how long it was lost and what it caught up on, its clock %i ms ahead',
    (ahead) => {
      const rig = new Rig()
      rig.aheadMs = ahead
      rig.live()
      rig.opening.ended('CLOSED')
      rig.clock.advance(500)
      rig.opening.connected()
      const at = rig.clock.now()
      const resumed = { lostMs: 500, at, missedBefore: at - ahead, events: 0, reloaded: false }
      expect(rig.feed.state.get()).toEqual({ phase: 'LIVE', resumed })
      rig.event('c1', 300)
      rig.event('c2', 200)
      rig.clock.advance(GATHER_MS)
      rig.event('c3') // this one is new
      rig.clock.advance(GATHER_MS)
      expect(rig.feed.state.get()).toEqual({ phase: 'LIVE', resumed: { ...resumed, events: 2 } })
    },
  )

  it('waits twice as long each time, up to 8 s, and begins anew once a connection has lasted', () => {
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
    rig.clock.advance(LASTING_MS - 1)
    loseAgain()
    rig.opening.connected()
    rig.clock.advance(LASTING_MS)
    loseAgain()
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 500])
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

describe('where the server refuses the subscription', () => {
  /** Lost by a refusal, and connected again. */
  const refused = (): Rig => {
    const rig = new Rig().live()
    rig.opening.ended('REFUSED')
    rig.clock.advance(500)
    rig.opening.connected()
    return rig
  }

  it('is not LIVE again before it has not been refused for a while', () => {
    const rig = refused()
    const connectedAt = rig.clock.now()
    rig.clock.advance(PROVEN_MS - 1)
    expect(rig.feed.state.get().phase).toBe('RECONNECTING')
    rig.clock.advance(1)
    expect(rig.feed.state.get()).toMatchObject({ phase: 'LIVE', resumed: { at: connectedAt, lostMs: 500 } })
    expect(rig.clock.pending).toBe(0)
  })

  it('is LIVE at once when an event comes', () => {
    const rig = refused()
    rig.event('c1')
    expect(rig.feed.state.get().phase).toBe('LIVE')
    rig.clock.advance(PROVEN_MS)
    expect(rig.batches).toEqual([['c1']])
    expect(rig.states).toEqual(['LIVE', 'LOST', 'RECONNECTING', 'LIVE'])
  })

  it('is not LIVE when its cursor is lost while it waits to be refused again', async () => {
    const rig = refused()
    rig.cursors.push('c900')
    rig.opening.ended('CURSOR_LOST')
    rig.clock.advance(PROVEN_MS)
    expect(rig.feed.state.get().phase).toBe('RECONNECTING')
    await settle()
    expect(rig.opening.after).toBe('c900')
  })

  it('never says that it is LIVE while it is refused each time, and waits longer and longer', () => {
    const rig = refused()
    for (const wait of [1000, 2000, 4000, 8000, 8000]) {
      rig.opening.ended('REFUSED')
      expect(rig.feed.state.get()).toMatchObject({ phase: 'LOST', retryAt: rig.clock.now() + wait })
      rig.clock.advance(wait)
      rig.opening.connected()
    }
    expect(rig.states.filter((phase) => phase === 'LIVE')).toHaveLength(1)
    rig.feed.stop()
    expect(rig.clock.pending).toBe(0)
  })
})

describe('where the server no longer keeps what is missing', () => {
  it('follows from now on, has everything loaded again, and says so', async () => {
    const rig = new Rig().live()
    rig.cursors.push('c900')
    rig.opening.ended('CURSOR_LOST')
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
    rig.opening.ended('CURSOR_LOST')
    await settle()
    rig.clock.advance(GATHER_MS)
    expect(order).toEqual(['1 events', 'reset'])
  })

  it('tries again where the cursor cannot be had either', async () => {
    const rig = new Rig().live()
    rig.cursors.push(new Error('away'), 'c901')
    rig.opening.ended('CURSOR_LOST')
    await settle()
    expect(rig.feed.state.get().phase).toBe('LOST')
    rig.clock.advance(500)
    rig.opening.ended('CURSOR_LOST')
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
    asking.opening.ended('CURSOR_LOST')
    asking.feed.stop()
    await settle()
    expect(asking.openings).toHaveLength(1)
    expect(asking.resets).toBe(0)
  })
})
