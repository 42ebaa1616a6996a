import type {
  CloseReason,
  Engine,
  EngineChatSummary,
  EngineEvent,
  EngineMessage,
  EnginePerson,
  EngineSink,
  SentMessage,
} from '../../domain/engine'
import { EngineClosed, EngineNotReached } from '../../domain/engine'
import { toError } from '../../domain/errors'
import type { Logger } from '../../domain/logger'
import type { Metrics } from '../../domain/metrics'
import { EngineThread } from './engine-thread'
import { PendingCalls } from './pending-calls'
import type { Profiles } from './profile'
import { fromErrorData, type FromWorker, type WorkerConfig } from './protocol'

/** What an engine gets from its factory. */
export interface EngineParts {
  config: Omit<WorkerConfig, 'isLinked'>
  workerFile: string
  profiles: Profiles
  logger: Logger
  metrics: Metrics
  /** Ends browsers that an earlier server left running on the session's profile. */
  endLeftovers: () => Promise<void>
}

/**
 * A connection through whatsapp-web.js, seen from the main thread: it starts the worker thread, passes calls and
 * events on, and turns whatever ends the thread into `closed`.
 */
export class WhatsappWebEngine implements Engine {
  readonly #calls: PendingCalls
  #thread: EngineThread | undefined
  #starting: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #linking: Promise<void> | undefined
  #isUnlinked = false

  constructor(
    readonly parts: EngineParts,
    readonly sink: EngineSink,
  ) {
    this.#calls = new PendingCalls((message) => this.#thread?.post(message))
  }

  /** Process id and group of the browser, while there is one. */
  get browserPid(): number | undefined {
    return this.#thread?.browserPid
  }

  async start(): Promise<void> {
    if (this.#starting ?? this.#closing) throw new EngineClosed('an engine starts once, and not after its end')
    this.#starting = this.#launch()
    try {
      await this.#starting
      if (this.#closing) throw new EngineClosed('the engine was closed while it started')
      await this.#calls.ask('start', [], this.parts.config.limits.start)
    } catch (thrown) {
      await this.close()
      throw thrown
    }
  }

  probe(): Promise<void> {
    return this.#whenRunning(() => this.#calls.ask('probe', [], this.#limits.probe))
  }

  sendText(to: string, text: string, quotedRef: string | null): Promise<SentMessage> {
    return this.#whenRunning(() => this.#calls.ask('sendText', [to, text, quotedRef], this.#limits.call))
  }

  react(ref: string, emoji: string): Promise<void> {
    return this.#whenRunning(() => this.#calls.ask('react', [ref, emoji], this.#limits.call))
  }

  edit(ref: string, body: string): Promise<void> {
    return this.#whenRunning(() => this.#calls.ask('edit', [ref, body], this.#limits.call))
  }

  revoke(ref: string): Promise<void> {
    return this.#whenRunning(() => this.#calls.ask('revoke', [ref], this.#limits.call))
  }

  markRead(chatWhatsappId: string): Promise<void> {
    return this.#whenRunning(() => this.#calls.ask('markRead', [chatWhatsappId], this.#limits.call))
  }

  chats(): Promise<EngineChatSummary[]> {
    return this.#whenRunning(() => this.#calls.ask('chats', [], this.#limits.listing))
  }

  contacts(): Promise<EnginePerson[]> {
    return this.#whenRunning(() => this.#calls.ask('contacts', [], this.#limits.listing))
  }

  history(chatWhatsappId: string, limit: number, since: Date | null): Promise<EngineMessage[]> {
    return this.#whenRunning(() => this.#calls.ask('history', [chatWhatsappId, limit, since], this.#limits.listing))
  }

  async logout(): Promise<void> {
    try {
      if (this.#thread && !this.#closing) await this.#calls.ask('logout', [], this.#limits.logout)
      this.#isUnlinked = true
    } finally {
      await this.close()
    }
  }

  close(): Promise<void> {
    return this.#close('the engine was closed')
  }

  get #limits() {
    return this.parts.config.limits
  }

  async #whenRunning<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new EngineNotReached('the connection is over')
    if (!this.#thread) throw new Error('the engine is not started yet')
    return call()
  }

  async #launch(): Promise<void> {
    const { config, profiles, workerFile, endLeftovers } = this.parts
    await endLeftovers()
    await profiles.prepare(config.sessionId)
    const isLinked = await profiles.isLinked(config.sessionId)
    if (this.#closing) throw new EngineClosed('the engine was closed while it started')
    this.#thread = new EngineThread(workerFile, { ...config, isLinked }, profiles.owner, {
      message: (message) => this.#received(message),
      ended: (detail) => this.#ended('CRASH', `The engine's thread ended: ${detail}`),
    })
  }

  #close(why: string): Promise<void> {
    this.#closing ??= this.#end(why)
    return this.#closing
  }

  /** Leaves nothing running. Events and answers that still come are nobody's any more. */
  async #end(why: string): Promise<void> {
    this.#calls.rejectAll(() => new EngineClosed(why))
    // A launch under way either sees the end, or gives the thread that is to be ended.
    await this.#starting?.catch(() => undefined)
    await this.#thread?.end()
    await this.#linking
    if (this.#isUnlinked) await this.parts.profiles.unmarkLinked(this.parts.config.sessionId)
  }

  #received(message: FromWorker): void {
    switch (message.type) {
      case 'result':
        return this.#calls.resolve(message.id, message.value)
      case 'error':
        return this.#calls.reject(message.id, fromErrorData(message.error))
      case 'events':
        return message.events.forEach((event) => this.#happened(event))
      case 'failure':
        this.parts.metrics.count('engine_event_failures')
        return this.parts.logger.error({ err: fromErrorData(message.error) }, `WhatsApp Web: ${message.what} failed.`)
      case 'note':
        return this.parts.logger.warn({ detail: message.detail }, `WhatsApp Web: ${message.message}.`)
      case 'browser':
        return
    }
  }

  #happened(event: EngineEvent): void {
    if (this.#closing) return
    if (event.type === 'closed') return this.#ended(event.reason, event.detail)
    if (event.type === 'ready') this.#linking = this.#markLinked()
    this.sink(event)
  }

  async #markLinked(): Promise<void> {
    try {
      await this.parts.profiles.markLinked(this.parts.config.sessionId)
    } catch (thrown) {
      this.parts.logger.error({ err: toError(thrown) }, 'WhatsApp Web: the stored login could not be marked as one.')
    }
  }

  /** The connection ended by itself. What is left of it is ended too; whoever calls close() waits for that. */
  #ended(reason: CloseReason, detail: string): void {
    if (this.#closing) return
    this.#isUnlinked = reason === 'LOGGED_OUT'
    this.#close(detail).catch((thrown: unknown) => {
      this.parts.logger.error({ err: toError(thrown) }, 'WhatsApp Web: the browser could not be ended.')
    })
    this.sink({ type: 'closed', reason, detail })
  }
}
