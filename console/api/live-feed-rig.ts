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

/** A feed whose subscription and time a test plays. */
export class Rig {
  readonly clock = new ConsoleClock()
  readonly openings: Opening[] = []
  readonly batches: string[][] = []
  readonly states: FeedState['phase'][] = []
  /** What asking for the cursor of now comes to, in turn. */
  readonly cursors: (string | Error)[] = []
  resets = 0
  /** How far the browser's clock is ahead of the server's, in milliseconds. */
  aheadMs = 0
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
    serverNow: () => this.clock.now() - this.aheadMs,
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

  /** An event with that cursor, that happened so long ago; the server dates it. */
  event(cursor: string, agoMs = 0): void {
    const occurredAt = new Date(this.clock.now() - this.aheadMs - agoMs).toISOString()
    this.opening.event({ __typename: 'HistoryGap', cursor, occurredAt } as LiveEvent)
  }
}
