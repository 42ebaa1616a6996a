import type { CloseReason, EngineEvent, EngineMe } from '../../domain/engine'
import { toError } from '../../domain/errors'
import { canonicalWhatsappId, phoneOf } from '../../domain/whatsapp-id'
import { ClientEvents } from './client-events'
import { meaningOf } from './connection-state'
import { EventQueue } from './event-queue'
import { browserOf, createClient } from './library-client'
import { LidLookups } from './lid-lookups'
import { LoginCodes } from './login-codes'
import { OwnSends } from './own-sends'
import { PageCalls } from './page-calls'
import type { PageEvent } from './page-events'
import { installReads } from './page-reads'
import { watchConnection, watchContacts } from './page-watch'
import { missingOnPage, startFailure } from './page-faults'
import type { WorkerConfig } from './protocol'
import { textOf } from './raw-data'
import { withLimit } from './time-limit'

/** How long facts about persons may take to read, and the last events before the end, ms. */
const FACTS_MS = 5_000
const LAST_EVENTS_MS = 1_000

/** How long the library may take to notice a first sync that ended before it listened, ms. */
const MISSED_SYNC_MS = 2_000

/** Where the connection reports to. */
export interface ConnectionPort {
  browserLaunched(pid: number): void
  emit(events: readonly EngineEvent[]): void
  fail(what: string, error: Error): void
  note(message: string, detail: string): void
}

/** One connection of one session in its worker: the library's client, watched, from launch to end. */
export class Connection {
  readonly calls: PageCalls
  readonly sends: OwnSends
  readonly #client
  readonly #launch = new AbortController()
  readonly #queue: EventQueue
  readonly #codes = new LoginCodes()
  readonly #lookups: LidLookups
  #phase: 'launching' | 'connecting' | 'ready' | 'ended' = 'launching'
  #isAuthenticated = false
  #hasLibraryNoticed = false
  #offline: NodeJS.Timeout | undefined
  #missedSync: NodeJS.Timeout | undefined

  constructor(
    readonly config: WorkerConfig,
    readonly port: ConnectionPort,
  ) {
    this.#client = createClient(config, () => this.#launched(), this.#launch.signal)
    this.calls = new PageCalls(this.#client, (what, error) => port.fail(what, error))
    this.sends = new OwnSends((event) => this.#queue.push(event), config.limits.call)
    this.#queue = new EventQueue({
      readFacts: (persons, chats) => withLimit(this.calls.readFacts(persons, chats), FACTS_MS, 'reading facts'),
      emit: (events) => {
        port.emit(events)
        this.#lookups.consider(events)
      },
      fail: (what, error) => port.fail(what, error),
      note: (message, detail) => port.note(message, detail),
      overflow: () => void this.end('CRASH', 'The page does not answer, and too many of its events wait.'),
    })
    this.#lookups = new LidLookups({
      phoneOf: (lid) => this.calls.phoneOf(lid),
      found: (lid) => this.#take({ kind: 'persons', ids: [lid] }),
      note: (message, detail) => port.note(message, detail),
    })
  }

  get isReady(): boolean {
    return this.#phase === 'ready'
  }

  get hasEnded(): boolean {
    return this.#phase === 'ended'
  }

  /** Launches the browser and brings the page to its login. On rejection the connection has ended. */
  async start(): Promise<void> {
    this.#listen()
    try {
      await this.#client.initialize()
      await this.#watch()
    } catch (thrown) {
      const { reason, detail } = await startFailure(this.#client, toError(thrown))
      await this.end(reason, detail)
      throw new Error(detail, { cause: thrown })
    }
  }

  /** Ends the connection and tells why, after what happened before. Only the first call does anything. */
  async end(reason: CloseReason, detail: string): Promise<void> {
    if (this.#phase === 'ended') return
    this.#stopWatching()
    await withLimit(this.#queue.settled(), LAST_EVENTS_MS, 'the last events').catch((thrown: unknown) => {
      this.port.fail('the last events before the end', toError(thrown))
    })
    this.port.emit([{ type: 'closed', reason, detail }])
  }

  /** Unlinks this device at WhatsApp. The browser may have ended then. */
  async logout(): Promise<void> {
    const wasReady = this.isReady
    this.#stopWatching()
    if (wasReady) await this.#client.logout()
  }

  /** Closes the browser by itself; the caller limits the time and kills it then. Tells nothing any more. */
  async close(): Promise<void> {
    this.#stopWatching()
    const { pupBrowser: browser } = this.#client
    if (browser) await browser.close()
    else this.#launch.abort()
  }

  #stopWatching(): void {
    this.#phase = 'ended'
    clearTimeout(this.#offline)
    clearTimeout(this.#missedSync)
    this.#lookups.stop()
    this.#client.removeAllListeners()
  }

  /** Called by the library once browser and page are there, before the page goes anywhere. */
  async #launched(): Promise<void> {
    const { browser, page } = browserOf(this.#client)
    const launched = browser.process()
    if (launched?.pid) this.port.browserLaunched(launched.pid)
    // Its children may outlive a killed browser, and hold the pipe open that would tell.
    launched?.once('exit', () => void this.end('CRASH', 'The browser ended.'))
    browser.once('disconnected', () => void this.end('CRASH', 'The browser ended.'))
    page.once('error', (error) => void this.end('CRASH', `The page crashed: ${error.message}`))
    page.once('close', () => void this.end('CRASH', 'The page was closed.'))
    page.on('pageerror', (thrown) => this.#pageError(toError(thrown)))
    await page.exposeFunction('wagraphReport', (what: string, ...args: unknown[]) => this.#reported(what, args))
  }

  #listen(): void {
    const client = this.#client
    client.on('qr', (code) => this.#code(() => this.#codes.qr(code)))
    client.on('code', (code: string) => this.#code(() => this.#codes.pairing(code)))
    client.on('authenticated', () => void this.#libraryAuthenticated())
    client.on('ready', () => void this.#ready())
    client.on('disconnected', (reason) => this.#state(String(reason)))
    const events = new ClientEvents(
      (event) => this.#take(event),
      (what, error) => this.port.fail(what, error),
    )
    events.attach(client)
  }

  #take(event: PageEvent): void {
    if (this.#phase !== 'ended') this.sends.take(event)
  }

  /** From the login on. The library would inject itself again at every navigation, even of a frame: not with us. */
  async #watch(): Promise<void> {
    if (this.#phase === 'ended') throw new Error('the connection ended while it was started')
    const { page } = browserOf(this.#client)
    page.removeAllListeners('framenavigated')
    page.on('domcontentloaded', () => void this.end('CRASH', 'The page navigated away.'))
    const { state, hasSynced } = await page.evaluate(watchConnection, this.config.pairingPhone !== null)
    if (this.#phase === 'launching') this.#phase = 'connecting'
    this.#state(String(state))
    if (hasSynced && !this.#hasLibraryNoticed) {
      this.#missedSync = setTimeout(() => void this.#repeatMissedSync(), MISSED_SYNC_MS)
    }
  }

  /** The first sync ended before the library listened for it: without this, `ready` would never come. */
  async #repeatMissedSync(): Promise<void> {
    if (this.#hasLibraryNoticed || this.#phase !== 'connecting') return
    this.port.note('the library missed the end of the first sync, and is told', '')
    const { page } = browserOf(this.#client)
    await page.evaluate('void window.onAppStateHasSyncedEvent()').catch((thrown: unknown) => {
      this.port.fail('telling the library of the first sync', toError(thrown))
    })
  }

  #code(make: () => EngineEvent | null): void {
    if (this.config.isLinked) {
      return void this.end('LOGGED_OUT', 'WhatsApp no longer takes the stored login: the phone unlinked this device.')
    }
    try {
      const event = make()
      if (event) this.port.emit([event])
    } catch (thrown) {
      this.port.fail('a login code', toError(thrown))
    }
  }

  #authenticated(): void {
    if (this.#isAuthenticated || this.#phase === 'ended') return
    this.#isAuthenticated = true
    this.port.emit([{ type: 'authenticated' }])
  }

  /** The library goes on to inject itself now; what it does not find there it would miss in silence. */
  async #libraryAuthenticated(): Promise<void> {
    this.#hasLibraryNoticed = true
    this.#authenticated()
    try {
      const missing = await missingOnPage(this.#client)
      if (missing.length > 0) await this.end('INCOMPATIBLE', `WhatsApp's page lacks ${missing.join(', ')}.`)
    } catch (thrown) {
      this.port.fail('the look at what the page lacks', toError(thrown))
    }
  }

  async #ready(): Promise<void> {
    if (this.#phase === 'ready' || this.#phase === 'ended') return
    this.#phase = 'ready'
    try {
      const { page } = browserOf(this.#client)
      await page.evaluate(installReads)
      await page.evaluate(watchContacts)
      this.port.emit([{ type: 'ready', me: this.#me() }])
      this.#queue.open()
    } catch (thrown) {
      await this.end('CRASH', `The page failed as it became ready: ${toError(thrown).message}`)
    }
  }

  #me(): EngineMe {
    const { wid, pushname } = this.#client.info
    const whatsappId = canonicalWhatsappId(wid._serialized)
    return { whatsappId, phone: phoneOf(whatsappId), name: textOf(pushname) }
  }

  /** What our own functions in the page report; see page-watch.ts. */
  #reported(what: string, args: readonly unknown[]): void {
    if (this.#phase === 'ended') return
    const [first, second] = args
    if (what === 'state') this.#state(String(first))
    else if (what === 'logout') this.#state('LOGOUT')
    else if (what === 'unread') this.#take({ kind: 'unread', chatId: String(first), count: Number(second) })
    else if (what === 'persons') this.#take({ kind: 'persons', ids: (first as unknown[]).map(String) })
  }

  #state(state: string): void {
    if (this.#phase === 'ended') return
    const meaning = meaningOf(state)
    if (meaning === 'connected') {
      this.#online()
      this.#authenticated()
    } else if (meaning === 'waiting') {
      if (this.#phase === 'ready') this.#waitForNetwork(state)
    } else if (this.#isAuthenticated || meaning.reason !== 'LOGGED_OUT') {
      void this.end(meaning.reason, meaning.detail)
    }
  }

  /** The page may take in what it missed without a word about it: whoever needs it has to look. */
  #online(): void {
    if (this.#offline === undefined) return
    clearTimeout(this.#offline)
    this.#offline = undefined
    this.port.emit([{ type: 'resumed' }])
  }

  #waitForNetwork(state: string): void {
    this.#offline ??= setTimeout(() => {
      void this.end('NETWORK', `No connection to WhatsApp for ${this.config.limits.offline} ms (${state}).`)
    }, this.config.limits.offline)
  }

  /** The library's own code in the page fails in silence: it is an error of the page, with the library in its stack. */
  #pageError(error: Error): void {
    const isLibrary = error.stack?.includes('whatsapp-web.js') ?? false
    if (isLibrary && this.#hasLibraryNoticed && this.#phase === 'connecting') {
      void this.end('INCOMPATIBLE', `WhatsApp's page is not as expected: ${error.message}`)
    } else {
      this.port.note('an error in the page', error.message)
    }
  }
}
