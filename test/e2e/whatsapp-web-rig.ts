import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Logger } from '../../src/domain/logger'
import type { WhatsappWebEngine } from '../../src/whatsapp/whatsapp-web/engine'
import { createWhatsappWebFactory, type WhatsappWebFactory } from '../../src/whatsapp/whatsapp-web/factory'
import { groupMembers } from '../../src/whatsapp/whatsapp-web/processes'
import type { Limits } from '../../src/whatsapp/whatsapp-web/protocol'
import { Recorder } from '../conformance/engine-harness'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'

/** The worker as it ships: a thread cannot load TypeScript. `npm run build` makes it. */
export const WORKER_FILE = join(__dirname, '../../dist/whatsapp/whatsapp-web/worker.js')

/** An engine under test. */
export interface Connected {
  engine: WhatsappWebEngine
  log: Recorder
  browserPid: number
}

/** Lines that the engines logged as errors: a test that ends well has none. */
export class ErrorLog implements Logger {
  readonly errors: string[] = []
  readonly warnings: string[] = []
  debug = () => undefined
  info = () => undefined
  warn = (_fields: object, message: string) => void this.warnings.push(message)
  error = (fields: object, message: string) => void this.errors.push(`${message} ${String((fields as Error).cause)}`)
  child = () => this
}

/** A stand-in, a data directory and a factory of engines for them; `end` leaves nothing behind. */
export class EngineRig {
  readonly logger = new ErrorLog()
  /** All that factories of the rig have made. */
  readonly engines: WhatsappWebEngine[] = []

  private constructor(
    readonly standIn: StandIn,
    readonly dataDir: string,
  ) {}

  static async start(): Promise<EngineRig> {
    return new EngineRig(await startStandIn(), await mkdtemp(join(tmpdir(), 'wagraph-engine-')))
  }

  factory(limits: Partial<Limits> = {}, workerFile = WORKER_FILE, executablePath?: string): WhatsappWebFactory {
    const { dataDir, logger } = this
    const browserArgs = this.standIn.chromiumArgs
    const metrics = { count: () => undefined }
    const browser = executablePath ?? process.env.PUPPETEER_EXECUTABLE_PATH
    const where = browser ? { executablePath: browser } : {}
    const options = { dataDir, browserArgs, logger, metrics, limits, workerFile, ...where }
    const factory = createWhatsappWebFactory(options)
    const create = factory.create.bind(factory)
    factory.create = (...made) => {
      const engine = create(...made)
      this.engines.push(engine)
      return engine
    }
    return factory
  }

  create(factory = this.factory(), sessionId = 's1', pairingPhone: string | null = null) {
    const log = new Recorder()
    const engine = factory.create({ sessionId, pairingPhone }, log.sink)
    return { engine, log }
  }

  /** Starts an engine and scans its first QR code; resolves when it is ready. */
  async link(account: Account, factory = this.factory(), sessionId = 's1'): Promise<Connected> {
    const { engine, log } = this.create(factory, sessionId)
    void log.until('qr').then(({ code }) => this.standIn.scan(code, account))
    return this.#ready(engine, log)
  }

  /** Starts an engine on the session's stored login. */
  async restore(factory = this.factory(), sessionId = 's1'): Promise<Connected> {
    const { engine, log } = this.create(factory, sessionId)
    return this.#ready(engine, log)
  }

  async #ready(engine: WhatsappWebEngine, log: Recorder): Promise<Connected> {
    await engine.start()
    await log.until('ready')
    const { browserPid } = engine
    if (browserPid === undefined) throw new Error('ready, but without a browser')
    return { engine, log, browserPid }
  }

  async end(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()))
    const left = await Promise.all(this.engines.map((engine) => groupMembers(engine.browserPid ?? -1)))
    await this.standIn.close()
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 10 })
    expect(left.flat()).toEqual([])
    const { missing, pageErrors } = this.standIn
    expect({ missing, pageErrors, errors: this.logger.errors }).toEqual({ missing: [], pageErrors: [], errors: [] })
  }
}
