import type { Clock } from '../../domain/clock'
import { conflict } from '../../domain/errors'
import type {
  CloseReason,
  Engine,
  EngineChatSummary,
  EngineEvent,
  EngineMessage,
  EngineOptions,
  EnginePerson,
  EngineSink,
  SentMessage,
} from '../../domain/engine'
import { EngineNotReached } from '../../domain/engine'
import { FIRST_QR_MS, NEXT_QR_MS, PAIRING_CODE_MS, pairingCode, qrCode } from './login-codes'
import { OwnMessages } from './own-messages'
import type { Phones } from './phones'
import type { AccountListener, SimulatedAccount } from './simulated-account'
import type { SimulatedPhone } from './simulated-phone'

/** How long WhatsApp takes to load between `authenticated` and `ready`, in milliseconds. */
export const LOADING_MS = 100

/** Where a connection is; it goes from left to right and may end anywhere. */
type Phase = 'NEW' | 'STARTING' | 'AWAITING_LOGIN' | 'LINKING' | 'LOADING' | 'READY' | 'ENDED'

/** What a simulated engine is made of. */
export interface SimulatedEngineParts {
  readonly options: EngineOptions
  readonly sink: EngineSink
  readonly phones: Phones
  readonly clock: Clock
  /** Told once, when the connection is over for whatever reason. */
  readonly ended: (engine: SimulatedEngine) => void
}

/**
 * One connection to a simulated account. Every event reaches the sink in a microtask of its own, so never within the
 * call that caused it, and in order.
 */
export class SimulatedEngine implements Engine, AccountListener {
  readonly #parts: SimulatedEngineParts
  #phase: Phase = 'NEW'
  /** Whether the sink hears nothing more. */
  #silent = false
  #endedBy = 'it was closed'
  #cancelTimer: () => void = () => undefined
  #phone: SimulatedPhone | null = null
  #own: OwnMessages | null = null

  constructor(parts: SimulatedEngineParts) {
    this.#parts = parts
  }

  async start(): Promise<void> {
    this.#stillOpen()
    if (this.#phase !== 'NEW') throw new Error('an engine is started once')
    this.#phase = 'STARTING'
    try {
      const phone = await this.#parts.phones.linked(this.#parts.options.sessionId)
      await phone?.save()
      this.#stillOpen()
      if (phone === null) this.#showCode(0, this.#parts.clock.now().getTime())
      else this.#load(phone)
    } catch (error) {
      this.#finish('its start failed')
      throw error
    }
  }

  /** The phone scans the QR code or enters the pairing code; see Phones.link for `seed`. Throws conflict if no code waits for it. */
  async scan(seed: string | null): Promise<void> {
    if (this.#phase !== 'AWAITING_LOGIN') throw conflict('No code waits to be scanned.')
    this.#phase = 'LINKING'
    this.#cancelTimer()
    const { phones, options } = this.#parts
    try {
      const phone = await phones.link(options.sessionId, options.pairingPhone, seed)
      this.#stillOpen()
      this.#load(phone)
    } catch (error) {
      this.drop('CRASH', 'the login could not be stored')
      throw error
    }
  }

  /** Ends the connection as if by itself; nothing happens if it is over. */
  drop(reason: CloseReason, detail: string): void {
    if (this.#phase === 'ENDED') return
    this.#finish(`it ended by itself (${reason})`)
    this.#tell({ type: 'closed', reason, detail })
  }

  /** See AccountListener. */
  emit(event: EngineEvent): void {
    if (this.#phase === 'READY') this.#tell(event)
  }

  probe(): Promise<void> {
    return this.#call(() => undefined)
  }

  sendText(to: string, text: string, quotedRef: string | null): Promise<SentMessage> {
    return this.#call(({ own }) => own.send(to, text, quotedRef))
  }

  react(ref: string, emoji: string): Promise<void> {
    return this.#call(({ own }) => own.react(ref, emoji))
  }

  edit(ref: string, body: string): Promise<void> {
    return this.#call(({ own }) => own.edit(ref, body))
  }

  revoke(ref: string): Promise<void> {
    return this.#call(({ own }) => own.revoke(ref))
  }

  async markRead(chatWhatsappId: string): Promise<void> {
    await this.#call(({ own }) => own.markRead(chatWhatsappId))
    await this.#phone?.keepUnread()
  }

  chats(): Promise<EngineChatSummary[]> {
    return this.#call(({ account }) => account.chats())
  }

  contacts(): Promise<EnginePerson[]> {
    return this.#call(({ account }) => account.contacts())
  }

  history(chatWhatsappId: string, limit: number, since: Date | null): Promise<EngineMessage[]> {
    return this.#call(({ account }) => account.history(chatWhatsappId, limit, since))
  }

  async logout(): Promise<void> {
    this.#silent = true
    this.#finish('it was logged out')
    await this.#parts.phones.unlink(this.#parts.options.sessionId)
  }

  async close(): Promise<void> {
    this.#silent = true
    this.#finish('it was closed')
    await this.#phone?.keepUnread()
  }

  #showCode(index: number, startedAt: number): void {
    const { options, clock } = this.#parts
    this.#phase = 'AWAITING_LOGIN'
    const qrMs = index === 0 ? FIRST_QR_MS : NEXT_QR_MS
    const seed = options.sessionId
    if (options.pairingPhone === null) {
      this.#tell({ type: 'qr', code: qrCode(seed, startedAt, index), expiresInMs: qrMs })
    } else {
      this.#tell({ type: 'pairing-code', code: pairingCode(seed, startedAt, index) })
    }
    const nextMs = options.pairingPhone === null ? qrMs : PAIRING_CODE_MS
    this.#cancelTimer = clock.after(nextMs, () => this.#showCode(index + 1, startedAt))
  }

  #load(phone: SimulatedPhone): void {
    this.#phase = 'LOADING'
    this.#phone = phone
    this.#tell({ type: 'authenticated' })
    this.#cancelTimer = this.#parts.clock.after(LOADING_MS, () => {
      this.#phase = 'READY'
      this.#own = new OwnMessages(phone.account, this.#parts.clock, (chat, message) => phone.life.sent(chat, message))
      this.#tell({ type: 'ready', me: phone.account.me })
      phone.account.attach(this)
    })
  }

  /** Ends what is under way, once; the sink may still hear `closed`. */
  #finish(endedBy: string): void {
    if (this.#phase === 'ENDED') return
    this.#phase = 'ENDED'
    this.#endedBy = endedBy
    this.#cancelTimer()
    this.#phone?.account.detach(this)
    this.#own?.close()
    this.#parts.ended(this)
  }

  #tell(event: EngineEvent): void {
    queueMicrotask(() => {
      if (!this.#silent) this.#parts.sink(event)
    })
  }

  #stillOpen(): void {
    if (this.#phase === 'ENDED') throw new EngineNotReached(`the connection is over: ${this.#endedBy}`)
  }

  /** Does it at once on a ready connection; rejects on any other. */
  #call<T>(work: (on: { account: SimulatedAccount; own: OwnMessages }) => T): Promise<T> {
    return new Promise((resolve) => {
      this.#stillOpen()
      if (this.#phase !== 'READY' || this.#phone === null || this.#own === null) {
        throw new Error(`the connection is not ready (${this.#phase})`)
      }
      resolve(work({ account: this.#phone.account, own: this.#own }))
    })
  }
}
