import type {
  CloseReason,
  Engine,
  EngineChatSummary,
  EngineEvent,
  EngineFactory,
  EngineMe,
  EngineMessage,
  EngineOptions,
  EnginePerson,
  EngineSink,
  SentMessage,
} from '../../src/domain/engine'

export const ME: EngineMe = { whatsappId: '4915110000000@c.us', phone: '+4915110000000', name: 'Me' }

/** A promise that the test settles. */
export class Gate<Value = void> {
  readonly promise: Promise<Value>
  open!: (value: Value) => void
  fail!: (error: unknown) => void

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.open = resolve
      this.fail = reject
    })
  }
}

/** A rejection with anything, as libraries do. */
export function rejection(thrown: unknown): Promise<never> {
  const gate = new Gate<never>()
  gate.fail(thrown)
  return gate.promise
}

/** What a scripted engine's calls do; each may be replaced by a test. */
export interface Script {
  start(): Promise<void>
  probe(): Promise<void>
  close(): Promise<void>
  logout(): Promise<void>
  sendText(to: string, text: string): Promise<SentMessage>
  chats(): Promise<EngineChatSummary[]>
  contacts(): Promise<EnginePerson[]>
  history(chat: string, limit: number, since: Date | null): Promise<EngineMessage[]>
}

const QUIET: Script = {
  start: () => Promise.resolve(),
  probe: () => Promise.resolve(),
  close: () => Promise.resolve(),
  logout: () => Promise.resolve(),
  sendText: (_to, text) => Promise.resolve({ stanzaId: `S-${text}`, ref: `true_${text}`, sentAt: new Date(0) }),
  chats: () => Promise.resolve([]),
  contacts: () => Promise.resolve([]),
  history: () => Promise.resolve([]),
}

/** An engine that does what the test says, and remembers what was asked of it. */
export class ScriptedEngine implements Engine {
  readonly calls: string[] = []

  constructor(
    readonly options: EngineOptions,
    private readonly sink: EngineSink,
    private readonly script: Script,
  ) {}

  /** The engine tells this, as if by itself. */
  emit(event: EngineEvent): void {
    this.sink(event)
  }

  qr(code = 'code', expiresInMs = 20_000): void {
    this.emit({ type: 'qr', code, expiresInMs })
  }

  /** The whole way to `ready`. */
  connect(): void {
    this.emit({ type: 'authenticated' })
    this.emit({ type: 'ready', me: ME })
  }

  end(reason: CloseReason, detail = 'scripted'): void {
    this.emit({ type: 'closed', reason, detail })
  }

  /** Whether it was closed or logged out. */
  get closed(): boolean {
    return this.calls.includes('close') || this.calls.includes('logout')
  }

  start = (): Promise<void> => this.called('start', () => this.script.start())
  probe = (): Promise<void> => this.called('probe', () => this.script.probe())
  close = (): Promise<void> => this.called('close', () => this.script.close())
  logout = (): Promise<void> => this.called('logout', () => this.script.logout())
  sendText = (to: string, text: string): Promise<SentMessage> =>
    this.called(`sendText ${text}`, () => this.script.sendText(to, text))
  chats = (): Promise<EngineChatSummary[]> => this.called('chats', () => this.script.chats())
  contacts = (): Promise<EnginePerson[]> => this.called('contacts', () => this.script.contacts())
  history = (chat: string, limit: number, since: Date | null): Promise<EngineMessage[]> =>
    this.called('history', () => this.script.history(chat, limit, since))
  react = (): Promise<void> => this.called('react', () => Promise.resolve())
  edit = (): Promise<void> => this.called('edit', () => Promise.resolve())
  revoke = (): Promise<void> => this.called('revoke', () => Promise.resolve())
  markRead = (): Promise<void> => this.called('markRead', () => Promise.resolve())

  private called<Result>(name: string, work: () => Result): Result {
    this.calls.push(name)
    return work()
  }
}

/** Makes scripted engines, and keeps them all. */
export class ScriptedFactory implements EngineFactory {
  readonly kind = 'SIMULATED'
  readonly engines: ScriptedEngine[] = []
  /** Sessions with a stored login. */
  readonly logins = new Set<string>()
  reason: string | null = null
  memory: () => Promise<ReadonlyMap<string, number>> = () => Promise.resolve(new Map())
  /** Of the engines made from now on. */
  script: Script = { ...QUIET }
  onDelete: (sessionId: string) => Promise<void> = () => Promise.resolve()
  onCreate: (engine: ScriptedEngine) => void = () => undefined

  unavailable(): string | null {
    return this.reason
  }

  create(options: EngineOptions, sink: EngineSink): ScriptedEngine {
    const engine = new ScriptedEngine(options, sink, { ...this.script })
    this.onCreate(engine)
    this.engines.push(engine)
    return engine
  }

  hasLogin(sessionId: string): Promise<boolean> {
    return Promise.resolve(this.logins.has(sessionId))
  }

  async deleteLogin(sessionId: string): Promise<void> {
    await this.onDelete(sessionId)
    this.logins.delete(sessionId)
  }

  /** The newest engine. */
  get last(): ScriptedEngine {
    const engine = this.engines.at(-1)
    if (!engine) throw new Error('no engine was made')
    return engine
  }

  /** Engines that run: never more than one of a session. */
  get running(): ScriptedEngine[] {
    return this.engines.filter((engine) => !engine.closed)
  }
}
