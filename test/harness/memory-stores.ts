import type { LogEvent } from '../../src/domain/event-log'
import type { CommitResult, IngestItem, IngestStore, Lease } from '../../src/domain/ingest'
import type { Logger } from '../../src/domain/logger'
import type { Metrics } from '../../src/domain/metrics'
import type { MessageRecord, SessionRecord } from '../../src/domain/model'
import type { NewSession, QueuedMessage, SessionContents, SessionStore, WakeUp, WakeUps } from '../../src/domain/ports'
import type { SessionState } from '../../src/domain/session-state'

/** An ingest door that remembers what was written, and fails when it is told to; rows are the database's tests' part. */
export class MemoryIngest implements IngestStore {
  /** Each commit that was taken. */
  readonly groups: { lease: Lease; items: readonly IngestItem[] }[] = []
  private readonly keys = new Set<string>()
  private readonly seqs = new Map<string, number>()
  /** What the next commits do before they write: throw, or wait. */
  before: (lease: Lease, items: readonly IngestItem[]) => Promise<void> | void = () => undefined

  async commit(lease: Lease, items: readonly IngestItem[]): Promise<CommitResult> {
    await this.before(lease, items)
    this.groups.push({ lease, items })
    const unmatched: IngestItem[] = []
    const events: LogEvent[] = []
    for (const item of items) {
      if (item.type === 'message') this.keys.add(`${item.message.key.fromMe}:${item.message.key.stanzaId}`)
      if (item.type === 'sent') this.keys.add(`true:${item.sent.stanzaId}`)
      const known = !('key' in item) || this.keys.has(`${item.key.fromMe}:${item.key.stanzaId}`)
      if (!known) unmatched.push(item)
      else if (item.type === 'state') events.push(this.event(lease, item))
    }
    return {
      events,
      chatsMerged: false,
      messagesStored: items.filter(({ type }) => type === 'message').length,
      unmatched,
    }
  }

  of(sessionId: string): IngestItem[] {
    return this.groups.filter(({ lease }) => lease.sessionId === sessionId).flatMap(({ items }) => [...items])
  }

  states(sessionId: string): SessionState[] {
    return this.of(sessionId).flatMap((item) => (item.type === 'state' ? [item.state] : []))
  }

  lastState(sessionId: string) {
    return this.of(sessionId).findLast((item) => item.type === 'state')
  }

  private event(lease: Lease, item: Extract<IngestItem, { type: 'state' }>): LogEvent {
    const seq = (this.seqs.get(lease.sessionId) ?? 0) + 1
    this.seqs.set(lease.sessionId, seq)
    const { sessionId, workspaceId } = lease
    const { state, previousState, reason, qr, at } = item
    return {
      ...{ sessionId, workspaceId, seq, origin: 'LIVE', occurredAt: at, chatId: null, messageId: null },
      ...{ type: 'session.state', state, previousState, reason, qr },
    }
  }
}

/** A session as it is after it was made. */
export const sessionRecord = (id: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  ...{ id, workspaceId: 'wks_1', name: id, engine: 'SIMULATED', state: 'STOPPED', stateReason: null },
  ...{ stateChangedAt: new Date(0), wanted: false, qr: null, pairingCode: null, pairingPhone: null, me: null },
  ...{ sync: null, syncedAt: null, lastSeq: 0, memoryBytes: null, createdAt: new Date(0) },
  ...more,
})

/** Sessions and leases of which this process holds all, unless `taken` says otherwise. */
export class MemorySessions implements SessionStore, SessionContents {
  readonly rows = new Map<string, SessionRecord>()
  readonly taken = new Set<string>()
  readonly leases = new Map<string, Lease>()
  sends: QueuedMessage[] = []
  unsettled: MessageRecord[] = []
  /** What came with each renewal. */
  readonly measured: ReadonlyMap<string, number>[] = []
  /** What the store's calls do first: throw, to be a database that is away. */
  before: (call: string) => void = () => undefined
  private fence = 0

  add(...sessions: SessionRecord[]): void {
    for (const session of sessions) this.rows.set(session.id, session)
  }

  create(session: NewSession): Promise<SessionRecord> {
    this.add(sessionRecord(session.id, session))
    return Promise.resolve(sessionRecord(session.id, session))
  }

  find(workspaceId: string, id: string): Promise<SessionRecord | null> {
    return this.call('find', () => {
      const row = this.rows.get(id)
      return row?.workspaceId === workspaceId ? { ...row } : null
    })
  }

  setPairingPhone(): Promise<void> {
    return this.call('setPairingPhone', () => undefined)
  }

  wanted(): Promise<SessionRecord[]> {
    return this.call('wanted', () => [...this.rows.values()].filter((row) => row.wanted && !this.taken.has(row.id)))
  }

  delete(id: string): Promise<void> {
    return this.call('delete', () => void this.rows.delete(id))
  }

  acquire({ id, workspaceId }: { id: string; workspaceId: string }): Promise<Lease | null> {
    return this.call('acquire', () => {
      if (this.taken.has(id)) return null
      this.fence += 1
      const lease = { sessionId: id, workspaceId, owner: 'me', fence: this.fence }
      this.leases.set(id, lease)
      return lease
    })
  }

  renew(memory: ReadonlyMap<string, number>): Promise<Set<string>> {
    this.measured.push(memory)
    return this.call('renew', () => new Set([...this.leases.keys()].filter((id) => !this.taken.has(id))))
  }

  release(lease: Lease): Promise<void> {
    return this.call('release', () => void this.leases.delete(lease.sessionId))
  }

  ownerOf(id: string): Promise<string | null> {
    return this.call('ownerOf', () => (this.taken.has(id) ? 'other' : (this.leases.get(id)?.owner ?? null)))
  }

  queued(): Promise<QueuedMessage[]> {
    return this.call('queued', () => this.sends)
  }

  inFlight(): Promise<MessageRecord[]> {
    return this.call('inFlight', () => this.unsettled)
  }

  byIdempotencyKey(): Promise<null> {
    return this.call('byIdempotencyKey', () => null)
  }

  private async call<Answer>(name: string, answer: () => Answer): Promise<Answer> {
    await Promise.resolve()
    this.before(name)
    return answer()
  }
}

/** Keeps what was logged at warn and above. */
export class MemoryLogger implements Logger {
  readonly lines: { level: 'warn' | 'error'; message: string; fields: object }[] = []

  debug(): void {}
  info(): void {}

  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', message, fields })
  }

  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', message, fields })
  }

  child(): Logger {
    return this
  }

  get errors(): string[] {
    return this.lines.filter(({ level }) => level === 'error').map(({ message }) => message)
  }
}

/** Counts as the server would, by name and labels. */
export class MemoryMetrics implements Metrics {
  readonly counts = new Map<string, number>()

  count: Metrics['count'] = (name, labels = {}, by = 1) => {
    const key = [name, ...Object.values(labels)].join(' ')
    this.counts.set(key, (this.counts.get(key) ?? 0) + by)
  }
}

/** Keeps what was published; nobody listens. */
export class MemoryWakeUps implements WakeUps {
  readonly published: WakeUp[] = []

  publish(wakeUp: WakeUp): void {
    this.published.push(wakeUp)
  }

  listen(): () => void {
    return () => undefined
  }

  check(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
