/** Subscribers of one shared feed over a log in memory, and what each of them must have received. */
import type { LogEvent, Position } from '../../src/domain/event-log'
import { decodeCursor } from '../../src/pubsub/cursor'
import { LogSource, type Streamed } from '../../src/resolvers/log-source'
import { FeedMember, type Outlet } from '../../src/server/feed-member'
import { nextPrefix, SharedPayload } from '../../src/server/frames'
import { SharedFeed } from '../../src/server/shared-feed'
import { type ModelLog, pass, type Random, WORKSPACE } from './log-model'

interface Received {
  sessionId: string
  seq: number
  cursor: string
}

/** Reads what it is sent, and stalls for some turns whenever chance wants it; negative for never. */
export class Reader implements Outlet {
  readonly received: Received[] = []
  /** Sends while there was no room. */
  overruns = 0
  #stalledFor = 0

  constructor(
    private readonly random: Random,
    private readonly stalls: number,
  ) {}

  send(payload: SharedPayload): boolean {
    if (this.#stalledFor > 0) this.overruns += 1
    const text = Buffer.concat(payload.frame(nextPrefix('1'))).toString()
    const message = JSON.parse(text.slice(text.indexOf('{'))) as { payload: Received }
    this.received.push(message.payload)
    if (this.stalls > 0 && this.random(this.stalls) === 0) this.#stalledFor = 1 + this.random(12)
    return this.#stalledFor === 0
  }

  async room(): Promise<void> {
    await pass(this.#stalledFor)
    this.#stalledFor = 0
  }
}

/** Subscribers of one feed at a time, as the registry of shared subscriptions makes it. */
export class Rig {
  executions = 0
  feeds = 0
  readonly late: Error[] = []
  feed: SharedFeed | null = null
  failing: Error | null = null

  constructor(
    readonly log: ModelLog,
    readonly random: Random,
    readonly sessionId: string | null = null,
  ) {}

  subscribe(after: Position | null, outlet: Outlet): FeedMember {
    const wanted = {
      workspaceId: WORKSPACE,
      sessionId: this.sessionId,
      chatId: null,
      types: ['message.received'] as const,
    }
    const source = new LogSource(wanted, after, this.log.parts)
    return new FeedMember(source, outlet, () => (this.feed ??= this.#make(source)))
  }

  #make(source: LogSource): SharedFeed {
    this.feeds += 1
    return new SharedFeed(source, {
      render: (event) => this.#render(event),
      closed: () => (this.feed = null),
      failedLate: (error) => this.late.push(error),
    })
  }

  async #render({ event, cursor }: Streamed): Promise<SharedPayload> {
    this.executions += 1
    await pass(this.random(2))
    if (this.failing) throw this.failing
    return new SharedPayload({ sessionId: event.sessionId, seq: event.seq, cursor })
  }
}

/** A client that comes, leaves and resumes from its last cursor, as often as it likes. */
export class Client {
  readonly reader: Reader
  member: FeedMember
  over: Promise<unknown>

  constructor(
    readonly rig: Rig,
    readonly start: Position,
    stalls: number,
  ) {
    this.reader = new Reader(rig.random, stalls)
    this.member = rig.subscribe(start, this.reader)
    this.over = this.member.next()
  }

  get position(): Position {
    const last = this.reader.received.at(-1)
    return last ? decodeCursor(last.cursor) : this.start
  }

  async resume(): Promise<void> {
    await this.member.return()
    await this.over
    this.member = this.rig.subscribe(this.position, this.reader)
    this.over = this.member.next()
  }
}

/** What the client must have received by now: every wanted event since its start, in each session's order. */
export function missing({ rig, reader, start }: Client): string[] {
  return [...rig.log.events].flatMap(([id, events]) => {
    const wanted = events.filter((event) => isTold(rig.log, event) && event.seq > (start.get(id) ?? 0))
    const received = reader.received.filter(({ sessionId }) => sessionId === id)
    const expected = wanted.map(({ seq }) => seq).join()
    const found = received.map(({ seq }) => seq).join()
    return expected === found ? [] : [`${id}: expected ${expected}, found ${found}`]
  })
}

/** Each cursor stands right after its event: it covers what was received until then, and no wanted event more. */
export function wrongCursors({ rig, reader, start }: Client): Received[] {
  const seen = new Map(start)
  return reader.received.filter(({ sessionId, seq, cursor }) => {
    seen.set(sessionId, seq)
    const position = decodeCursor(cursor)
    return [...rig.log.events].some(([id, events]) => {
      const [at, last] = [position.get(id) ?? 0, seen.get(id) ?? 0]
      const more = events.slice(last, at).some((event) => isTold(rig.log, event))
      // It may stand after events that the subscription does not want, and before none that was received.
      return at < last - trailingUnwanted(rig.log, events.slice(0, last)) || more
    })
  })
}

const isTold = ({ deleted }: ModelLog, { type, messageId }: LogEvent): boolean =>
  type === 'message.received' && !deleted.has(messageId ?? '')

function trailingUnwanted(log: ModelLog, events: readonly LogEvent[]): number {
  const wanted = events.findLastIndex((event) => isTold(log, event))
  return events.length - 1 - wanted
}
