import type {
  CloseReason,
  DeliveryState,
  Engine,
  EngineEvent,
  EngineFactory,
  EngineMessage,
} from '../../src/domain/engine'

/** Who is on the account's phone before it is linked: all addresses are WhatsApp ids. */
export interface Cast {
  /** Somebody addressed by phone number, with a private chat of at least 5 messages, some of them own. */
  readonly byPhone: string
  /** Somebody addressed by LID. */
  readonly byLid: string
  /** A group of both, and its name. */
  readonly group: string
  readonly groupName: string
  /** Somebody on WhatsApp (`…@c.us`) whom the account never met. */
  readonly stranger: string
  /** A `…@c.us` id that nobody on WhatsApp has. */
  readonly nobody: string
}

/** A message as the phone shows it. */
export interface MessageOnPhone {
  readonly chat: string
  readonly stanzaId: string
  readonly body: string | null
  readonly revoked: boolean
  /** Emoji of the account itself; null for none. */
  readonly ownReaction: string | null
}

/** Names a message on the phone. */
export type MessageOfChat = Pick<MessageOnPhone, 'chat' | 'stanzaId'>

/** The phone of one session's account and the people around it, as a test plays them. */
export interface ConformancePhone {
  /** The account's number: digits only, E.164 without the plus sign. */
  readonly number: string
  readonly cast: Cast
  /** Scans the QR code. */
  scan(code: string): Promise<void>
  enterPairingCode(code: string): Promise<void>
  /** Resolves once the shown code was, or surely will be, replaced by a new one. */
  expireCode(): Promise<void>
  /** A message arrives, or the phone itself sends one (sender null); resolves to its stanza id. */
  receive(message: { chat: string; sender: string | null; body: string }): Promise<string>
  postStatus(body: string): Promise<void>
  /** Somebody else edits, deletes or reacts to a message that they or the account wrote. */
  edit(message: MessageOfChat, body: string): Promise<void>
  revoke(message: MessageOfChat): Promise<void>
  react(message: MessageOfChat, sender: string, emoji: string): Promise<void>
  /** The world acknowledges an own message; does nothing where that happens by itself. */
  acknowledge(message: MessageOfChat, deliveryState: DeliveryState & ('DELIVERED' | 'READ')): Promise<void>
  look(message: MessageOfChat): Promise<MessageOnPhone>
  /** Makes the connection end by itself for that reason. */
  end(reason: Exclude<CloseReason, 'INCOMPATIBLE'>): Promise<void>
}

/** What the conformance suite needs to run over an engine. */
export interface EngineHarness {
  readonly factory: EngineFactory
  /** The phone that belongs to a session; the same one for the same session id. */
  phone(sessionId: string): Promise<ConformancePhone>
  /** Lets the engine's time pass until the promise settles; rejects, with what was waited for, if that takes too long. */
  drive<T>(pending: Promise<T>, what: string): Promise<T>
  /** Resolves when everything that was on its way to a sink has come, so that a test can say what did not. */
  quiet(): Promise<void>
  /** Ends everything the harness started. */
  dispose(): Promise<void>
}

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>

/** Keeps an engine's events in order, and lets tests wait for them. */
export class Recorder {
  readonly events: EngineEvent[] = []
  readonly #waiting = new Set<(event: EngineEvent) => void>()
  readonly #counts = new Map<EngineEvent['type'], number>()

  readonly sink = (event: EngineEvent): void => {
    this.events.push(event)
    this.#counts.set(event.type, this.count(event.type) + 1)
    for (const look of [...this.#waiting]) look(event)
  }

  /** How many events of the type came; at once, however many there are. */
  count(type: EngineEvent['type']): number {
    return this.#counts.get(type) ?? 0
  }

  all<T extends EngineEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type)
  }

  types(): EngineEvent['type'][] {
    return this.events.map((event) => event.type)
  }

  /** Resolves to the first event of the type, past or coming, that fits. */
  until<T extends EngineEvent['type']>(
    type: T,
    fits: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    const found = this.all(type).find(fits)
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve) => {
      const look = (event: EngineEvent): void => {
        if (event.type !== type || !fits(event as EventOf<T>)) return
        this.#waiting.delete(look)
        resolve(event as EventOf<T>)
      }
      this.#waiting.add(look)
    })
  }

  /** Resolves to the message with this text, past or coming. */
  async text(body: string): Promise<EngineMessage> {
    return (await this.until('message', ({ message }) => message.body === body)).message
  }
}

/** One session under test: an engine with what it said, and its phone. */
export interface Connection {
  readonly sessionId: string
  readonly engine: Engine
  readonly recorder: Recorder
  readonly phone: ConformancePhone
  /** See Recorder.until; lets time pass. */
  readonly event: <T extends EngineEvent['type']>(type: T, fits?: (event: EventOf<T>) => boolean) => Promise<EventOf<T>>
}

/** Opens connections over a harness, and closes them all in the end. */
export class Connections {
  readonly #harness: EngineHarness
  readonly #open: Engine[] = []
  #sessions = 0

  constructor(harness: EngineHarness) {
    this.#harness = harness
  }

  get harness(): EngineHarness {
    return this.#harness
  }

  /** An engine of a new session, or of one that there is already; not started. */
  async create(sessionId = `session-${++this.#sessions}`, pairing = false): Promise<Connection> {
    const recorder = new Recorder()
    const phone = await this.#harness.phone(sessionId)
    const options = { sessionId, pairingPhone: pairing ? phone.number : null }
    const engine = this.#harness.factory.create(options, recorder.sink)
    this.#open.push(engine)
    const event: Connection['event'] = (type, fits) =>
      this.#harness.drive(recorder.until(type, fits), `the event ${type} of ${sessionId}`)
    return { sessionId, engine, recorder, phone, event }
  }

  /** A started engine that shows its first code. */
  async waiting(): Promise<Connection & { code: string }> {
    const connection = await this.create()
    await connection.engine.start()
    const { code } = await connection.event('qr')
    return { ...connection, code }
  }

  /** A new session that is logged in and ready. */
  async ready(): Promise<Connection> {
    const connection = await this.waiting()
    await connection.phone.scan(connection.code)
    await connection.event('ready')
    return connection
  }

  /** A further engine of a session whose login is stored, ready. */
  async again(sessionId: string): Promise<Connection> {
    const connection = await this.create(sessionId)
    await connection.engine.start()
    await connection.event('ready')
    return connection
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((engine) => engine.close()))
  }
}
