/** Notifications of the browser: on request, not of what is looked at, and a way to the chat. */
import { SimulateMessagesDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, until } from '../harness/console-browser'
import { linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient
let sessionId: string

beforeAll(async () => {
  dataDir = await makeDataDir()
  server = await startServer(dataDir)
  api = new ApiClient(server.url)
  browser = await ConsoleBrowser.launch()
  sessionId = await linkSimulated(api)
})

afterEach(() => browser.endPages())

afterAll(async () => {
  await api.close()
  await browser.close()
  await server.stop()
  await removeDataDir(dataDir)
})

/**
 * Keeps the notifications that the page shows: no test could see them otherwise, and the headless shell says that they
 * are denied, also where they are granted.
 */
const KEEP_SHOWN = `
  window.shown = []
  window.Notification = class {
    static permission = 'default'
    static async requestPermission() {
      return (this.permission = 'granted')
    }
    constructor(title, options) {
      Object.assign(this, { title, ...options })
      window.shown.push(this)
    }
    close() {
      this.onclose?.()
    }
  }`

/** The text of each notification so far. */
const shown = ({ page }: ConsolePage): Promise<string[]> => page.evaluate('window.shown.map(({ body }) => body)')

/** Resolves once the last notification says that. */
const lastShown = (console: ConsolePage, text: string): Promise<true> =>
  until(`a notification says ${text}`, async () => ((await shown(console)).at(-1) === text ? true : undefined))

/** One message in each of the first strangers' chats, the newest in the last. */
const receive = (body: string, chats = 1) =>
  api.ask(SimulateMessagesDocument, { input: { sessionId, count: chats, chats, body } })

async function open(isAllowed: boolean): Promise<ConsolePage> {
  const console = await browser.newPage(server.url)
  if (isAllowed) await console.page.addInitScript(KEEP_SHOWN)
  await console.open(`/sessions/${sessionId}`)
  return console.live()
}

async function switchOn({ page }: ConsolePage): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Notify of new messages' }).click()
}

it('tells of messages once it was asked to, leads to the chat, and is silent about the one that is looked at', async () => {
  const console = await open(true)
  const { page } = console
  const row = (text: string) => page.getByRole('list', { name: 'Chats' }).getByRole('link').filter({ hasText: text })
  await receive('Before it was asked')
  await row('Before it was asked').waitFor()
  expect(await shown(console)).toEqual([])
  await switchOn(console)
  await page.keyboard.press('Escape')
  await receive('Anyone there?')
  await lastShown(console, 'Anyone there?')
  const before = page.url()
  await page.evaluate('window.shown[0].onclick()')
  await page.getByTestId('message').getByText('Anyone there?').waitFor()
  expect(page.url()).toContain(`${before}/chats/`)

  // The chat that is open gets one as well, and it comes before the other.
  await receive('To two chats', 2)
  await lastShown(console, 'To two chats')
  await page.getByTestId('message').getByText('To two chats').waitFor()
  expect(await shown(console)).toEqual(['Anyone there?', 'To two chats'])

  await page.evaluate('document.hasFocus = () => false')
  await receive('While another window has the focus')
  await lastShown(console, 'While another window has the focus')
})

it('announces each message, also one that reads as the one before', async () => {
  const console = await open(false)
  await console.page.evaluate(`
    window.announced = 0
    new MutationObserver(() => (window.announced += 1))
      .observe(document.querySelector('[data-testid=announcer]'), { subtree: true, childList: true, characterData: true })`)
  const announced = (times: number) =>
    until(`it is announced ${times} times`, async () =>
      (await console.page.evaluate('window.announced')) === times ? true : undefined,
    )
  await receive('Are you there?')
  await announced(1)
  await receive('Are you there?')
  await announced(2)
})

it('names in the title what is shown, at no time less than the session, and nothing to whoever comes after', async () => {
  const console = await open(false)
  const { page } = console
  const chats = page.getByRole('list', { name: 'Chats' }).getByRole('link')
  const titled = (name: RegExp) =>
    until(`the title has ${String(name)}`, async () => (name.test(await page.title()) ? true : undefined))
  await receive('For the badge')
  await titled(/^\(\d+\) Shop · wagraph$/)
  await page.evaluate(`
    window.titles = []
    new MutationObserver(() => window.titles.push(document.title)).observe(document.head, { subtree: true, childList: true })`)
  await chats.filter({ hasText: 'Oliver Bennett' }).click()
  await titled(/^\(\d+\) Oliver Bennett · wagraph$/)
  await chats.filter({ hasText: 'Siti Rahayu' }).click()
  await titled(/^\(\d+\) Siti Rahayu · wagraph$/)
  expect(await page.evaluate('window.titles.filter((title) => !/^\\(\\d+\\) .+ · wagraph$/.test(title))')).toEqual([])
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByLabel('API key').waitFor()
  await titled(/^wagraph$/)
})

it('explains why there are none where the browser does not allow them', async () => {
  const console = await open(false)
  await switchOn(console)
  await console.page.getByText('This browser does not allow notifications of this page.').waitFor()
})
