import type { Browser, Page } from 'puppeteer'
import Client from 'whatsapp-web.js/src/Client'
import LocalAuth from 'whatsapp-web.js/src/authStrategies/LocalAuth'

import { isHeadlessShell } from './find-browser'
import { replaceHarmfulHandlers } from './page-watch'
import type { WorkerConfig } from './protocol'

/** Keeps the profile, whatever the library wants to do with it, and tells when the browser is there. */
class KeptLocalAuth extends LocalAuth {
  /** The library deletes the profile under the living browser when the phone unlinks; we do, after it has ended. */
  override logout = (): Promise<void> => Promise.resolve()

  constructor(dataPath: string, launched: () => Promise<void>) {
    super({ dataPath })
    this.afterBrowserInitialized = launched
  }
}

/**
 * A client of the library, unmodified, for one attempt at one connection. `launched` is awaited before the page goes
 * anywhere; `signal` kills a browser that is still being launched, which destroy() of the library does not.
 */
export function createClient(config: WorkerConfig, launched: () => Promise<void>, signal: AbortSignal): Client {
  return new Client({
    authStrategy: new KeptLocalAuth(config.folder, launched),
    puppeteer: {
      executablePath: config.executablePath,
      headless: isHeadlessShell(config.executablePath) ? 'shell' : true,
      args: [...config.browserArgs],
      // A browser on a pipe ends when the pipe does: with this process, however that ends.
      pipe: true,
      // Shutdown is the server's, in its order.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      signal,
    },
    webVersionCache: { type: 'none' },
    evalOnNewDoc: replaceHarmfulHandlers,
    ...(config.pairingPhone ? { pairWithPhoneNumber: { phoneNumber: config.pairingPhone } } : {}),
  })
}

/** The client's browser and page. Throws before they are there. */
export function browserOf(client: Client): { browser: Browser; page: Page } {
  const { pupBrowser: browser, pupPage: page } = client
  if (!browser || !page) throw new Error('the browser is not launched yet')
  return { browser, page }
}
