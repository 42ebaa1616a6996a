/** An event log in memory that answers after some turns, so that seeded tests meet every order of things. */
import type { Clock } from '../../src/domain/clock'
import type { EventLog, LogEvent } from '../../src/domain/event-log'
import type { MessageRecord } from '../../src/domain/model'
import type { WakeUps } from '../../src/domain/ports'
import { LocalWakeUps } from '../../src/pubsub/local-wake-ups'
import type { SourceParts } from '../../src/resolvers/log-source'
import type { Life } from '../../src/resolvers/patient-reads'

/** Numbers below a limit, the same for the same seed. */
export type Random = (below: number) => number

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Lets everything else go on, `turns` times. */
export async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A clock whose timers go off when the test says. */
export class HandClock implements Clock {
  readonly #due = new Set<() => void>()

  now(): Date {
    return new Date(0)
  }

  after(_ms: number, work: () => void): () => void {
    this.#due.add(work)
    return () => this.#due.delete(work)
  }

  /** All timers go off. */
  strike(): void {
    const due = [...this.#due]
    this.#due.clear()
    for (const work of due) work()
  }
}

export const WORKSPACE = 'w1'

/** The message that an event is about. */
export const messageId = (sessionId: string, seq: number): string => `${sessionId}:${seq}`

export class ModelLog implements EventLog {
  readonly wakeUps = new LocalWakeUps()
  readonly clock = new HandClock()
  readonly events = new Map<string, LogEvent[]>()
  /** Messages that are there no more. */
  readonly deleted = new Set<string>()
  /** One for each source that was made. */
  readonly lives: Life[] = []
  /** Readings of the log so far. */
  reads = 0
  /** The ids of each reading of messages so far. */
  readonly lookUps: string[][] = []
  readonly #random: Random
  readonly #unread: (() => void)[] = []
  #readers = 0

  constructor(sessions: readonly string[], random: Random) {
    for (const id of sessions) this.events.set(id, [])
    this.#random = random
  }

  /** For one source. */
  get parts(): SourceParts {
    const life = { streaming: true, ended: false }
    this.lives.push(life)
    const messages = (ids: readonly string[]) => this.#messages(ids)
    const sessions = (): Promise<never> => Promise.reject(new Error('no event is about a session or a chat'))
    const reads = { messages, sessions, chats: sessions }
    return { log: this, wakeUps: this.#watched(), clock: this.clock, reads, life }
  }

  /** Commits an event; one in `loses` wake-ups is lost. */
  commit(sessionId: string, wanted: boolean, loses = 10): void {
    const events = this.events.get(sessionId) ?? []
    const seq = events.length + 1
    const type = wanted ? ('message.received' as const) : ('message.updated' as const)
    events.push({ ...TEMPLATE, sessionId, seq, type, messageId: messageId(sessionId, seq) })
    if (loses === Infinity || this.#random(loses) > 0) this.wakeUps.publish({ workspaceId: WORKSPACE, sessionId, seq })
  }

  /** The newest sequence number of a session. */
  length(sessionId: string): number {
    return this.events.get(sessionId)?.length ?? 0
  }

  /** Who listens for wake-ups now. */
  get readers(): number {
    return this.#readers
  }

  /** Resolves when nobody listens. */
  async unread(): Promise<void> {
    if (this.#readers > 0) await new Promise<void>((resolve) => this.#unread.push(resolve))
  }

  delete(sessionId: string): void {
    this.events.delete(sessionId)
    this.wakeUps.publish({ workspaceId: WORKSPACE, sessionId, seq: 0 })
  }

  async #messages(ids: readonly string[]): Promise<(MessageRecord | null)[]> {
    this.lookUps.push([...ids])
    await pass(this.#random(3))
    return ids.map((id) => (this.deleted.has(id) ? null : { ...MESSAGE, id }))
  }

  #watched(): WakeUps {
    const { wakeUps } = this
    return {
      publish: (wakeUp) => wakeUps.publish(wakeUp),
      check: () => wakeUps.check(),
      close: () => wakeUps.close(),
      listen: (listener) => {
        this.#readers += 1
        const stop = wakeUps.listen(listener)
        let stopped = false
        return () => {
          if (stopped) return
          stopped = true
          stop()
          this.#readers -= 1
          if (this.#readers === 0) for (const resolve of this.#unread.splice(0)) resolve()
        }
      },
    }
  }

  async heads(_workspaceId: string, sessionId: string | null): Promise<Map<string, number>> {
    this.reads += 1
    await pass(this.#random(3))
    const all = [...this.events].map(([id, events]) => [id, events.length] as const)
    return new Map(all.filter(([id]) => sessionId === null || id === sessionId))
  }

  async after(_workspaceId: string, sessionId: string, seq: number, limit: number): Promise<LogEvent[]> {
    this.reads += 1
    await pass(this.#random(4))
    return (this.events.get(sessionId) ?? []).slice(seq, seq + limit)
  }
}

const TEMPLATE = {
  workspaceId: WORKSPACE,
  origin: 'LIVE',
  occurredAt: new Date(0),
  chatId: null,
  content: { type: 'TEXT', body: 'x', deliveryState: null, failure: null, editedAt: null, revokedAt: null },
  change: 'EDIT',
} as const

const MESSAGE: Omit<MessageRecord, 'id'> = {
  ...{ sessionId: 'a', chatId: 'c', senderId: null, fromMe: false, stanzaId: null, engineRef: null },
  ...{ sentAt: new Date(0), media: null, location: null, quotedStanzaId: null },
  ...{ idempotencyKey: null, contentHash: null },
  ...TEMPLATE.content,
}
