import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'

import { killGroup, listProcesses } from './processes'
import { markedBrowsers } from './browser-marker'
import type { FromWorker, ToWorker, WorkerConfig } from './protocol'

/** Heap of one engine, MB: it needs about 20, and a leak in it must not take the server's memory. */
const MAX_HEAP_MB = 192
const MAX_YOUNG_HEAP_MB = 2

/** How long killed processes may take to go, and a thread without a browser to end, ms. */
const KILL_MS = 1_500
const THREAD_END_MS = 500

/** All that a browser needs of the environment: it must not see the server's secrets. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'CHROME_DEVEL_SANDBOX']

/** What a thread tells. */
export interface ThreadListener {
  message(message: FromWorker): void
  /** The thread ended by itself: by an error, or without one. */
  ended(detail: string): void
}

/** A worker thread with a browser in it, and how both are brought to an end. */
export class EngineThread {
  readonly #worker: Worker
  #browserPid: number | undefined
  #hasExited = false

  constructor(
    workerFile: string,
    readonly config: WorkerConfig,
    /** Names our browsers of this data directory; see browser-marker.ts. */
    readonly owner: string,
    listener: ThreadListener,
  ) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.includes(name)))
    const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: MAX_YOUNG_HEAP_MB }
    this.#worker = new Worker(workerFile, { workerData: config, env, execArgv: [], resourceLimits })
    this.#worker.on('message', (message: FromWorker) => {
      if (message.type === 'browser') this.#browserPid = message.pid
      else listener.message(message)
    })
    this.#worker.on('messageerror', (error) => listener.ended(`a message could not be read: ${error.message}`))
    this.#worker.on('error', (error) => listener.ended(error instanceof Error ? error.message : String(error)))
    this.#worker.once('exit', () => {
      this.#hasExited = true
      listener.ended('it exited')
    })
  }

  /** Process id of the browser, which is also its process group's; undefined before its launch. */
  get browserPid(): number | undefined {
    return this.#browserPid
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  /** Ends browser and thread, by force if they do not end by themselves. Rejects if a process cannot be killed. */
  async end(): Promise<void> {
    this.post({ type: 'close' })
    await this.#exited(this.config.limits.gracefulClose)
    try {
      await Promise.all((await this.#groups()).map((group) => killGroup(group, KILL_MS)))
    } finally {
      // The thread first sees its browser's end, so that no zombie is left, and then ends.
      await this.#exited(THREAD_END_MS)
      await this.#worker.terminate()
    }
  }

  /** The browser's process group; found by its marker when the thread ended before it could tell. */
  async #groups(): Promise<number[]> {
    if (this.#browserPid !== undefined) return [this.#browserPid]
    const marked = markedBrowsers(await listProcesses(), this.owner)
    return marked.filter((browser) => browser.sessionId === this.config.sessionId).map((browser) => browser.group)
  }

  async #exited(limitMs: number): Promise<void> {
    if (this.#hasExited) return
    const limit = new AbortController()
    const exit = once(this.#worker, 'exit').then(() => limit.abort())
    await Promise.race([exit, delay(limitMs, undefined, { signal: limit.signal }).catch(() => undefined)])
  }
}
