/** The console as people meet it: the built page of a running server, in a real browser. */
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { ADMIN_KEY } from './server'
import { browserPath } from './services'

/** How long anything on a page may take on a slow machine, in milliseconds. */
const PATIENCE_MS = 30_000
/** How often `until` looks, in milliseconds. */
const LOOK_MS = 100

/** What tests ask of an element in the page; the tests' own types have no DOM. */
export interface DomElement {
  readonly dataset: Readonly<Record<string, string | undefined>>
  readonly ownerDocument: { readonly defaultView: DomWindow }
  dispatchEvent(event: object): boolean
  matches(selector: string): boolean
}

interface DomWindow {
  readonly PointerEvent: new (type: string, init: object) => object
  getComputedStyle(element: DomElement): { readonly direction: string; readonly opacity: string }
}

/** How a page is shown; what is not given is a desktop's, in English and light. */
export interface Look {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly locale?: string
  readonly touch?: boolean
}

/** A phone's screen. */
export const PHONE: Look = { width: 390, height: 844, touch: true }

/** What requests to a server that is away, or goes while it answers, are to the browser's console. */
export const WHILE_AWAY: readonly RegExp[] = [
  /net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE)/,
  /Failed to fetch/,
  /WebSocket connection to/,
]

/** A page of the console, with storage of its own, and whatever it did that it should not do. */
export class ConsolePage {
  /** Errors and warnings of the page and of its console, violations of its policy, and requests to other hosts. */
  readonly faults: string[] = []
  readonly #expected: RegExp[] = []

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly url: string,
  ) {
    page.on('console', (message) => {
      // Chromium reports what the Content-Security-Policy forbids, and what cannot be loaded, as errors here too.
      if (['error', 'warning', 'assert'].includes(message.type())) this.#note(message.text())
    })
    page.on('pageerror', (error) => this.#note(String(error)))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol !== 'data:' && origin !== new URL(url).origin) this.#note(`request to ${request.url()}`)
    })
  }

  /** From now on such faults are part of the test: they are not noted. */
  expectFaults(...expected: RegExp[]): void {
    this.#expected.push(...expected)
  }

  /** Opens an address of the console signed in; the key is in the link as the server prints it. */
  async open(path = '/', key = ADMIN_KEY): Promise<this> {
    await this.page.goto(`${this.url}${path}#key=${key}`)
    return this
  }

  /** Whether the page hears what happens: Connecting, Live, Offline, Reconnecting. */
  get feedState(): Locator {
    return this.page.getByTestId('feed-state')
  }

  /** Resolves once the page hears what happens, and says so in either language. */
  async live(): Promise<this> {
    await this.feedState.getByText(/^(Live|Langsung)$/).waitFor()
    return this
  }

  /** Holds back what asks the API for that field, until it is let go by what this resolves to. */
  async hold(field: string): Promise<() => void> {
    let letGo = (): void => undefined
    const gone = new Promise<void>((resolve) => (letGo = resolve))
    await this.page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes(`${field}(`)) await gone
      await route.continue()
    })
    return letGo
  }

  /** The whole text of what is found, in its order. */
  texts(selector: string): Promise<string[]> {
    return this.page.locator(selector).allTextContents()
  }

  #note(fault: string): void {
    if (!this.#expected.some((pattern) => pattern.test(fault))) this.faults.push(fault)
  }
}

/** A browser for the console's tests; every page that it opens is looked after until `endPages`. */
export class ConsoleBrowser {
  readonly #pages: ConsolePage[] = []

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<ConsoleBrowser> {
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return new ConsoleBrowser(await chromium.launch({ executablePath: browserPath(), args, timeout: PATIENCE_MS }))
  }

  /** An empty page for the server at that address. */
  async newPage(url: string, look: Look = {}): Promise<ConsolePage> {
    const { width = 1280, height = 800, colorScheme = 'light', locale = 'en-US', touch = false } = look
    const screen = { viewport: { width, height }, hasTouch: touch, isMobile: touch }
    // Nothing moves, so that what is looked at stands still.
    const context = await this.browser.newContext({ ...screen, colorScheme, locale, reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = new ConsolePage(await context.newPage(), context, url)
    this.#pages.push(page)
    return page
  }

  /** Closes the pages of a test, and expects that none has done what it should not do. For afterEach. */
  async endPages(): Promise<void> {
    const pages = this.#pages.splice(0)
    await Promise.all(pages.map(({ context }) => context.close()))
    expect(pages.flatMap(({ faults }) => faults)).toEqual([])
  }

  async close(): Promise<void> {
    await this.browser.close()
  }
}

/** How many things Tab reaches before a test gives up. */
const MOST_STOPS = 60

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const hasFocus = (): Promise<boolean> => wanted.evaluate((element: DomElement) => element.matches(':focus'))
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await hasFocus()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`)
}

/** Resolves to what `read` gives once that is not undefined; for what no locator can wait for. */
export async function until<Found>(what: string, read: () => Promise<Found | undefined>): Promise<Found> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const found = await read()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`${what}: not within ${PATIENCE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
