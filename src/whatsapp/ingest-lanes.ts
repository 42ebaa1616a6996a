import type { EngineChat } from '../domain/engine'
import type { IngestItem } from '../domain/ingest'

/** Items that one transaction takes at most. */
const GROUP = { live: 300, history: 1_000 } as const
/** Characters of text that one takes at most: a database refuses packets of more than 16 MB (MariaDB's default). */
const GROUP_CHARACTERS = 1_000_000
/**
 * How long a group of history should take: a live message waits for the one that is being written. That long in
 * milliseconds, or that many times as long as a group of live ones, whichever is more: where each transaction takes
 * long by itself, small ones would only make more of that.
 */
const HISTORY_TIME = { ms: 20, timesLive: 3 } as const
/** The first group of history, and the smallest that a slow database is asked for. */
const HISTORY_LEAST = 300
/** Live groups of more items say nothing about what a transaction takes by itself. */
const FEW = 10
/** How much a new measurement counts beside those before. */
const WEIGHT = 0.1

/** An item that waits to be written. */
export interface Waiting {
  item: IngestItem
  /** Told when the item is in the database, or never will be. */
  done?: { resolve: () => void; reject: (error: Error) => void }
}

/** An item in its lane. */
interface Place extends Waiting {
  /** How many live items must have been written before this one. */
  after: number
  /** Whether the same has been written from the other lane. */
  overtaken: boolean
}

/** One of the two orders: what was put in first is written first. */
class Lane {
  readonly places: Place[] = []
  /** How many items were put in, and how many of them are done with. */
  taken = 0
  done = 0

  add(entry: Waiting, after: number): Place {
    const place = { ...entry, after, overtaken: false }
    this.places.push(place)
    this.taken += 1
    return place
  }

  /** How many items from the beginning one transaction takes. */
  group(most: number, liveDone: number): number {
    let count = 0
    let characters = 0
    for (const { item, after } of this.places) {
      characters += charactersOf(item)
      if (count === most || after > liveDone || (count > 0 && characters > GROUP_CHARACTERS)) break
      count += 1
    }
    return count
  }
}

/** What is written in one transaction. */
export interface LaneGroup {
  lane: Lane
  /** How many places of the lane it takes; more than `entries` where some were written before. */
  count: number
  entries: Waiting[]
}

/**
 * What waits for the database, in two lanes: live, and history, which is what a synchronisation brings. A live item
 * goes before all history that waits; where both wait, they take turns, so that neither stands still. Within a lane
 * nothing overtakes.
 */
export class IngestLanes {
  private readonly live = new Lane()
  private readonly history = new Lane()
  /** What the phone has said of chats and is not written yet, by the chat's id. */
  private readonly summaries = new Map<string, Place>()
  private historySize: number = HISTORY_LEAST
  /** How long a group of few live items takes, in milliseconds. */
  private liveMs = 0
  private liveWasLast = false

  /** How many items wait. */
  get size(): number {
    return this.live.places.length + this.history.places.length
  }

  add(entry: Waiting): void {
    const { item } = entry
    if (!isHistory(item)) {
      this.summaryFirst(item)
      this.live.add(entry, 0)
      return
    }
    // It vouches for all that came before it, live or not.
    const place = this.history.add(entry, item.type === 'sync' ? this.live.taken : 0)
    if (item.type === 'chat') this.summaries.set(item.chat.whatsappId, place)
  }

  /** The next group; null if nothing waits. */
  take(): LaneGroup | null {
    const live = this.live.group(GROUP.live, 0)
    const history = this.history.group(this.historySize, this.live.done)
    const lane = live > 0 && (history === 0 || !this.liveWasLast) ? this.live : this.history
    this.liveWasLast = lane === this.live
    const count = lane === this.live ? live : history
    if (count === 0) return null
    const places = lane.places.splice(0, count)
    for (const { item } of places) if (item.type === 'chat') this.summaries.delete(item.chat.whatsappId)
    return { lane, count, entries: places.filter(({ overtaken }) => !overtaken) }
  }

  /** A group that was taken is done with; it took so many milliseconds. */
  wrote({ lane, count }: LaneGroup, ms: number): void {
    lane.done += count
    if (lane === this.live) {
      if (count <= FEW) this.liveMs += (ms - this.liveMs) * WEIGHT
      return
    }
    const wanted = Math.max(HISTORY_TIME.ms, HISTORY_TIME.timesLive * this.liveMs)
    if (count < this.historySize && ms <= wanted) return
    const fitting = this.historySize * Math.min(2, Math.max(0.5, wanted / Math.max(1, ms)))
    this.historySize = Math.min(GROUP.history, Math.max(HISTORY_LEAST, Math.round(fitting)))
  }

  /** Takes out all that waits. */
  clear(): Waiting[] {
    return [...this.live.places.splice(0), ...this.history.places.splice(0)]
  }

  /**
   * A wait for what was put in until now: false as soon as all of it is done with. Live items last, because an item of
   * the history may have been written from there.
   */
  remaining(): () => boolean {
    const history = this.history.taken
    let live: number | null = null
    return () => {
      if (this.history.done < history) return true
      live ??= this.live.taken
      return this.live.done < live
    }
  }

  /** What the phone has said of a chat is older than what happens in it now, and must not be written after it. */
  private summaryFirst(item: IngestItem): void {
    const chat = chatOf(item)
    const place = chat && this.summaries.get(chat.whatsappId)
    if (!chat || !place) return
    this.summaries.delete(chat.whatsappId)
    place.overtaken = true
    this.live.add({ item: place.item, ...(place.done && { done: place.done }) }, 0)
  }
}

/** Whether an item is of a synchronisation. People's names are, whoever tells them: they keep their order that way. */
function isHistory(item: IngestItem): boolean {
  switch (item.type) {
    case 'message':
      return item.origin === 'BACKFILL'
    case 'chat':
    case 'person':
    case 'gap':
    case 'sync':
      return true
    case 'unread':
    case 'ack':
    case 'edit':
    case 'revoke':
    case 'reaction':
    case 'outbound':
    case 'sent':
    case 'delivery':
    case 'state':
      return false
  }
}

/** The chat in which something happens; null where the item does not say. */
function chatOf(item: IngestItem): EngineChat | null {
  if (item.type === 'message') return item.message.chat
  return item.type === 'unread' || item.type === 'outbound' ? item.chat : null
}

function charactersOf(item: IngestItem): number {
  if (item.type === 'message') return item.message.body?.length ?? 0
  return 'body' in item ? item.body.length : 0
}
