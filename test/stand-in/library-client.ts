import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client, LocalAuth, type ClientOptions } from 'whatsapp-web.js'

import type { StandIn } from './stand-in'

const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/google-chrome']

/** The browser for tests: PUPPETEER_EXECUTABLE_PATH, or one where Linux distributions put it. Throws if there is none. */
export function findBrowser(): string {
  const found = [process.env.PUPPETEER_EXECUTABLE_PATH, ...BROWSERS].find((path) => path && existsSync(path))
  if (!found) throw new Error('no browser: install chromium-headless-shell or set PUPPETEER_EXECUTABLE_PATH')
  return found
}

/** LocalAuth whose profile outlives a logout: deleting it under the living browser is a race that tests must not run. */
export class KeptLocalAuth extends LocalAuth {
  override logout = (): Promise<void> => Promise.resolve()
}

/** Unmodified whatsapp-web.js clients whose browsers find the stand-in; `close` ends them and deletes their profiles. */
export class LibraryClients {
  readonly #clients: Client[] = []
  readonly #profiles: string[] = []

  constructor(readonly standIn: StandIn) {}

  /** A directory for the profile of one session. */
  async newProfile(): Promise<string> {
    const dataPath = await mkdtemp(join(tmpdir(), 'stand-in-'))
    this.#profiles.push(dataPath)
    return dataPath
  }

  /** A client that is not initialized yet. */
  create(dataPath: string, options: Partial<ClientOptions> = {}): Client {
    const client = new Client({
      authStrategy: new LocalAuth({ dataPath }),
      webVersionCache: { type: 'none' },
      puppeteer: { headless: true, executablePath: findBrowser(), args: [...this.standIn.chromiumArgs] },
      ...options,
    })
    this.#clients.push(client)
    return client
  }

  async close(): Promise<void> {
    const browsers = this.#clients.map((client) => client.pupBrowser?.process()?.pid)
    const ends = await Promise.allSettled(this.#clients.map((client) => client.destroy()))
    for (const pid of browsers) if (pid !== undefined) killGroup(pid)
    await Promise.all(this.#profiles.map((path) => rm(path, { recursive: true, force: true, maxRetries: 10 })))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
}

/** Kills what is left of a browser: puppeteer knows only the process it started, which may be a wrapper script. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}
