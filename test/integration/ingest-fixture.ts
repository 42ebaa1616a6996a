/** A database of either kind with everything that reads and writes it, and short ways to say what engines tell. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { EngineChat, EngineMessage, EnginePerson } from '../../src/domain/engine'
import type { LogEvent } from '../../src/domain/event-log'
import { newId } from '../../src/domain/ids'
import type { CommitResult, IngestItem, Lease } from '../../src/domain/ingest'
import { isLid, phoneOf } from '../../src/domain/whatsapp-id'
import { type Database, openDatabase } from '../../src/persistence/database'
import { PrismaEventLog } from '../../src/persistence/event-log'
import { PrismaIngestStore } from '../../src/persistence/ingest-store'
import { migrate } from '../../src/persistence/migrations'
import { PrismaSessionContents } from '../../src/persistence/session-contents'
import { PrismaSessionStore } from '../../src/persistence/session-store'
import { PrismaWorkspaceReads } from '../../src/persistence/workspace-reads'
import { createTestDatabase } from '../harness/services'

export type Dialect = 'mysql' | 'embedded'
export const DIALECTS = ['embedded', 'mysql'] as const
export const WORKSPACE = 'wks_test'
/** The owner of all leases that the fixture takes. */
export const OWNER = 'this-process'

/** A time, `seconds` into the story. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 9) + seconds * 1000)

/** Somebody, as an engine that knows no more than this address tells of them. */
export const person = (whatsappId: string, more: Partial<EnginePerson> = {}): EnginePerson => {
  const known = { lid: isLid(whatsappId) ? whatsappId : null, phone: phoneOf(whatsappId) }
  return { whatsappId, ...known, savedName: null, pushName: null, ...more }
}

export const privateChat = (who: EnginePerson, whatsappId = who.whatsappId): EngineChat => ({
  ...{ whatsappId, kind: 'PRIVATE', name: null, person: who },
})

export const groupChat = (whatsappId: string, name: string | null = 'Family'): EngineChat => ({
  ...{ whatsappId, kind: 'GROUP', name, person: null },
})

/** A received message in the chat; of its person, unless `more` names another sender. */
export const received = (stanzaId: string, chat: EngineChat, more: Partial<EngineMessage> = {}): EngineMessage => ({
  ...{ key: { fromMe: false, stanzaId }, ref: `false_${chat.whatsappId}_${stanzaId}`, chat, sender: chat.person },
  ...{ type: 'TEXT', body: `text of ${stanzaId}`, sentAt: at(0), deliveryState: null },
  ...{ quotedStanzaId: null, media: null, location: null },
  ...more,
})

/** A message that the account itself sent, from its phone. */
export const own = (stanzaId: string, chat: EngineChat, more: Partial<EngineMessage> = {}): EngineMessage =>
  received(stanzaId, chat, { key: { fromMe: true, stanzaId }, sender: null, deliveryState: 'SENT', ...more })

export const live = (message: EngineMessage): IngestItem => ({
  ...{ type: 'message', message, origin: 'LIVE', announce: true },
})

export const backfill = (message: EngineMessage, announce = true): IngestItem => ({
  ...{ type: 'message', message, origin: 'BACKFILL', announce },
})

/** sendMessage's item. */
export const outbound = (messageId: string, chat: EngineChat, more: Partial<{ body: string; key: string }> = {}) => {
  const { body = 'hello', key = null } = more
  const fixed = { quotedStanzaId: null, contentHash: 'h'.repeat(64), at: at(0) }
  return { type: 'outbound', messageId, chat, body, idempotencyKey: key, ...fixed } as const
}

/** One session, and what is stored of it. */
export class IngestSession {
  constructor(
    readonly lease: Lease,
    private readonly fixture: IngestFixture,
  ) {}

  get id(): string {
    return this.lease.sessionId
  }

  commit(...items: IngestItem[]): Promise<CommitResult> {
    return this.fixture.store.commit(this.lease, items)
  }

  /** The whole log, which must be dense. */
  async events(): Promise<LogEvent[]> {
    const events = await this.fixture.log.after(WORKSPACE, this.id, 0, 10_000)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    const heads = await this.fixture.log.heads(WORKSPACE, this.id)
    expect(heads.get(this.id)).toBe(events.length)
    return events
  }

  async messages() {
    const where = { sessionId: this.id }
    return this.fixture.database.client.message.findMany({ where, orderBy: [{ sentAt: 'asc' }, { id: 'asc' }] })
  }

  /** Chats that are no aliases. */
  async chats() {
    const where = { sessionId: this.id, mergedInto: null }
    return this.fixture.database.client.chat.findMany({ where, orderBy: { id: 'asc' } })
  }

  /** Contacts that are no aliases. */
  async contacts() {
    const where = { sessionId: this.id, mergedInto: null }
    return this.fixture.database.client.contact.findMany({ where, orderBy: { id: 'asc' } })
  }

  async reactions() {
    const where = { sessionId: this.id }
    return this.fixture.database.client.reaction.findMany({ where, orderBy: [{ messageId: 'asc' }, { sender: 'asc' }] })
  }

  async row() {
    return this.fixture.database.client.session.findUniqueOrThrow({ where: { id: this.id } })
  }
}

/** See the file's first line. */
export class IngestFixture {
  readonly store: PrismaIngestStore
  readonly log: PrismaEventLog
  readonly contents: PrismaSessionContents
  readonly reads: PrismaWorkspaceReads
  readonly sessions: PrismaSessionStore

  private constructor(
    readonly database: Database,
    private readonly end: () => Promise<void>,
  ) {
    this.store = new PrismaIngestStore(database)
    this.log = new PrismaEventLog(database)
    this.contents = new PrismaSessionContents(database)
    this.reads = new PrismaWorkspaceReads(database, WORKSPACE)
    this.sessions = this.sessionsOf(OWNER)
  }

  static async open(dialect: Dialect): Promise<IngestFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'wagraph-ingest-'))
    const made = dialect === 'mysql' ? await createTestDatabase() : null
    const database = await openDatabase(made?.url ?? `file:${join(folder, 'wagraph.db')}`)
    await migrate(database, resolve(__dirname, '../../prisma'))
    await database.client.workspace.create({ data: { id: WORKSPACE, name: 'Test' } })
    return new IngestFixture(database, async () => {
      await database.close()
      await made?.drop()
      await rm(folder, { recursive: true })
    })
  }

  close(): Promise<void> {
    return this.end()
  }

  /** The session store as another process sees it. */
  sessionsOf(owner: string, isGone: (owner: string) => boolean = () => false): PrismaSessionStore {
    return new PrismaSessionStore(this.database, owner, isGone)
  }

  /** A session without a lease. */
  async create(): Promise<string> {
    const session = { id: newId('session'), workspaceId: WORKSPACE, name: 'S', engine: 'SIMULATED' } as const
    await this.sessions.create({ ...session, pairingPhone: null })
    return session.id
  }

  /** A new session whose lease is taken. */
  async session(): Promise<IngestSession> {
    const id = await this.create()
    const lease = await this.sessions.acquire({ id, workspaceId: WORKSPACE })
    if (!lease) throw new Error('a new session is free')
    return new IngestSession(lease, this)
  }
}
