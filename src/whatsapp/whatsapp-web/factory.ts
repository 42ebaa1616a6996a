import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { EngineFactory, EngineOptions, EngineSink } from '../../domain/engine'
import type { Logger } from '../../domain/logger'
import type { Metrics } from '../../domain/metrics'
import { browserArguments } from './browser-arguments'
import { markedBrowsers, markerArgument } from './browser-marker'
import { WhatsappWebEngine } from './engine'
import { findBrowser } from './find-browser'
import { killGroup, listProcesses, residentBytes } from './processes'
import { Profiles } from './profile'
import { LIMITS, type Limits } from './protocol'

/** How long the browsers of a server that is gone may take to be killed, ms. */
const KILL_LEFTOVER_MS = 5_000

export interface WhatsappWebOptions {
  /** Profiles are kept in `<dataDir>/profiles`. */
  dataDir: string
  /** The browser to use; found by itself if not given. */
  executablePath?: string
  /** Added to the browser's arguments. */
  browserArgs: readonly string[]
  logger: Logger
  metrics: Metrics
  /** The worker's entry as a JavaScript file; tests that run from source name the built one. */
  workerFile?: string
  limits?: Partial<Limits>
}

/** Engines of whatsapp-web.js, each with a browser and a thread of its own. */
export interface WhatsappWebFactory extends EngineFactory {
  create(options: EngineOptions, sink: EngineSink): WhatsappWebEngine
  /**
   * Kills browsers that a killed server left behind on this data directory; call it at start. Resolves to their number.
   */
  sweepOrphans(): Promise<number>
}

/** Makes engines that speak WhatsApp through whatsapp-web.js in a browser. */
export function createWhatsappWebFactory(options: WhatsappWebOptions): WhatsappWebFactory {
  return new Factory(options)
}

class Factory implements WhatsappWebFactory {
  readonly kind = 'WHATSAPP_WEB'
  readonly #profiles: Profiles
  #hasWarnedOfSandbox = false

  constructor(readonly options: WhatsappWebOptions) {
    this.#profiles = new Profiles(options.dataDir)
  }

  unavailable(): string | null {
    const found = findBrowser(this.options.executablePath)
    return 'missing' in found ? found.missing : null
  }

  create({ sessionId, pairingPhone }: EngineOptions, sink: EngineSink): WhatsappWebEngine {
    const found = findBrowser(this.options.executablePath)
    if ('missing' in found) throw new Error(found.missing)
    const { browserArgs, workerFile = join(__dirname, 'worker.js'), limits, logger, metrics } = this.options
    const isRoot = process.getuid?.() === 0
    if (isRoot && !this.#hasWarnedOfSandbox) {
      logger.warn({}, 'Running as root: Chromium runs without its sandbox. Run the server as another user.')
      this.#hasWarnedOfSandbox = true
    }
    const marker = markerArgument(this.#profiles.owner, sessionId, process.pid)
    const config = {
      sessionId,
      executablePath: found.path,
      browserArgs: [...browserArguments(isRoot), marker, ...browserArgs],
      folder: this.#profiles.folder(sessionId),
      pairingPhone,
      limits: { ...LIMITS, ...limits },
    }
    const endLeftovers = async () => void (await this.#killOrphans((id) => id === sessionId))
    const parts = { config, workerFile, profiles: this.#profiles, logger: logger.child({ sessionId }), metrics }
    return new WhatsappWebEngine({ ...parts, endLeftovers }, sink)
  }

  hasLogin(sessionId: string): Promise<boolean> {
    return this.#profiles.isLinked(sessionId)
  }

  deleteLogin(sessionId: string): Promise<void> {
    return this.#profiles.delete(sessionId)
  }

  async memory(): Promise<ReadonlyMap<string, number>> {
    if (!existsSync('/proc/self/status')) return new Map()
    const processes = await listProcesses()
    const browsers = markedBrowsers(processes, this.#profiles.owner).filter(({ isOrphan }) => !isOrphan)
    const measured = browsers.map(async ({ sessionId, group }) => {
      const members = processes.filter((found) => found.group === group)
      return [sessionId, await residentBytes(members.map(({ pid }) => pid))] as const
    })
    return new Map((await Promise.all(measured)).filter(([, bytes]) => bytes > 0))
  }

  async sweepOrphans(): Promise<number> {
    const killed = await this.#killOrphans(() => true)
    if (killed > 0) this.options.logger.warn({ killed }, 'Killed browsers that an earlier server left running.')
    return killed
  }

  async #killOrphans(isMeant: (sessionId: string) => boolean): Promise<number> {
    const marked = markedBrowsers(await listProcesses(), this.#profiles.owner)
    const orphans = marked.filter((browser) => browser.isOrphan && isMeant(browser.sessionId))
    await Promise.all(orphans.map((browser) => killGroup(browser.group, KILL_LEFTOVER_MS)))
    return orphans.length
  }
}
