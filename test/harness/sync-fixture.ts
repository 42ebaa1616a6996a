/** Synchronisations of one session on a scripted engine, and short ways to say what it has and what was written. */
import type { EngineChatSummary, EngineMessage } from '../../src/domain/engine'
import { IngestQueue } from '../../src/whatsapp/ingest-queue'
import { SyncMarks } from '../../src/whatsapp/sync-marks'
import { Synchroniser } from '../../src/whatsapp/synchroniser'
import { MemoryIngest, MemoryLogger, MemoryMetrics, MemoryWakeUps } from './memory-stores'
import { ScriptedFactory } from './scripted-engine'
import { TestClock } from './test-clock'

const LEASE = { sessionId: 'ses_1', workspaceId: 'wks_1', owner: 'me', fence: 1 }
const MINUTE = 60_000
/** How far back an absence is filled. */
const BACKFILL_DAYS = 7

/** See the file; made anew for each test. */
export class SyncFixture {
  readonly clock = new TestClock()
  readonly store = new MemoryIngest()
  readonly logger = new MemoryLogger()
  readonly factory = new ScriptedFactory()
  readonly queue: IngestQueue

  constructor() {
    const parts = { store: this.store, clock: this.clock, logger: this.logger, metrics: new MemoryMetrics() }
    this.queue = new IngestQueue(LEASE, { ...parts, wakeUps: new MemoryWakeUps() }, { leaseLost: () => undefined })
  }

  /** One connection's synchronisation: `mark` is where the ones before have come to. */
  synchroniser({ mark, newsSince }: { mark?: Date | SyncMarks; newsSince?: Date } = {}): Synchroniser {
    const { queue, clock, logger } = this
    const engine = this.factory.create({ sessionId: LEASE.sessionId, pairingPhone: null }, () => undefined)
    const marks = mark instanceof SyncMarks ? mark : new SyncMarks(mark ?? null)
    const start = { marks, newsSince: newsSince ?? clock.now() }
    return new Synchroniser(engine, start, { queue, clock, logger, backfillDays: BACKFILL_DAYS })
  }

  /** Runs one, and lets the pauses go by before failed chats are tried again. */
  async run(start: { mark?: Date | SyncMarks } = {}): Promise<boolean> {
    const run = this.synchroniser(start).run()
    await this.clock.advance(MINUTE)
    return run
  }

  ago(minutes: number): Date {
    return new Date(this.clock.now().getTime() - minutes * MINUTE)
  }

  chat(whatsappId: string, lastActivityAt: Date | null = this.ago(1)): EngineChatSummary {
    return {
      ...{ whatsappId, kind: 'GROUP', name: whatsappId, person: null },
      ...{ unreadCount: 0, archived: false, pinned: false, lastActivityAt },
    }
  }

  message(stanzaId: string, sentAt: Date): EngineMessage {
    return {
      ...{ key: { fromMe: false, stanzaId }, ref: stanzaId, chat: this.chat('x@g.us'), sender: null, type: 'TEXT' },
      ...{ body: stanzaId, sentAt, deliveryState: null, quotedStanzaId: null, media: null, location: null },
    }
  }

  many(count: number, sentAt: Date): EngineMessage[] {
    return Array.from({ length: count }, (_, n) => this.message(`${n}`, sentAt))
  }

  get written() {
    return this.store.of(LEASE.sessionId)
  }

  get messages() {
    return this.written.filter((item) => item.type === 'message')
  }

  /** The texts of the messages, in order. */
  get bodies() {
    return this.messages.map(({ message }) => message.body)
  }

  get syncs() {
    return this.written.flatMap((item) => (item.type === 'sync' && item.sync ? [item] : []))
  }

  get gaps() {
    return this.written.flatMap((item) => (item.type === 'gap' ? [[item.chat?.whatsappId ?? null, item.gap]] : []))
  }
}
