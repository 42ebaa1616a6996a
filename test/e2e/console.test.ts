/** The console from the first start on: the printed link, the first session, keys, languages and what it looks like. */
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, PHONE, tabTo, until, WHILE_AWAY } from '../harness/console-browser'
import { chatsOf } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { synchronised } from '../integration/simulated-sessions'
import {
  SessionDocument,
  SessionsDocument,
  SimulateDisconnectDocument,
  SimulateLifeDocument,
} from '../generated/operations'

jest.setTimeout(60_000)

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
/** The key that the server has made at its first start. */
let key: string
let api: ApiClient

beforeAll(async () => {
  dataDir = await makeDataDir()
  // Without ADMIN_API_KEY the server makes the first key itself, and prints the link with it.
  const [started, launched] = await Promise.all([startServer(dataDir, { ADMIN_API_KEY: '' }), ConsoleBrowser.launch()])
  server = started
  browser = launched
  key = /#key=(\S+)/.exec(server.output.join('\n'))?.[1] ?? ''
  api = new ApiClient(server.url, key)
})

afterEach(() => browser.endPages())

afterAll(async () => {
  await api.close()
  await browser.close()
  await server.stop()
  await removeDataDir(dataDir)
})

const sessions = async () => (await api.ask(SessionsDocument, {})).sessions.nodes

/** Chooses from the menu of that name. */
async function choose({ page }: ConsolePage, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click()
  await page.getByRole('menu').getByText(item, { exact: true }).click()
}

it('signs in by the printed link, invites to link a phone, and fills with the simulated one', async () => {
  const link = server.output.join('\n').match(/http\S+#key=\S+/)?.[0] ?? ''
  const console = await browser.newPage(server.url)
  const { page } = console
  await page.goto(link)
  await page.getByRole('heading', { name: 'Link a phone to begin', level: 1 }).waitFor()
  expect(page.url()).toBe(`${server.url}/sessions`)
  await page.getByRole('button', { name: 'Link a phone' }).waitFor()

  await page.getByRole('button', { name: 'Try the simulated phone' }).click()
  const chats = page.getByRole('list', { name: 'Chats' })
  await chats.getByRole('link', { name: /نورة الحربي/ }).waitFor()
  const [session] = await sessions()
  expect(session).toMatchObject({ engine: 'SIMULATED', state: 'CONNECTED' })
  await page.waitForURL(`${server.url}/sessions/${session?.id}`)
  await page.getByRole('button', { name: /Session.*Connected/ }).waitFor()
  // It lives; for the tests that follow it need not, as it loses its connection now and then.
  await api.ask(SimulateLifeDocument, { input: { sessionId: session?.id ?? '', pace: 0 } })
  await synchronised(api, session?.id ?? '')
  const stored = await chatsOf(api, session?.id ?? '')
  expect(stored.length).toBeGreaterThan(10)
  await chats.getByRole('link', { name: /Sunday Football/ }).waitFor()
})

it('has the same phone again, with its chats, once it has scanned again', async () => {
  const [session] = await sessions()
  const id = session?.id ?? ''
  const me = async () => (await api.ask(SessionDocument, { id })).session?.me
  const [before, linked] = [await chatsOf(api, id), await me()]
  const console = await (await browser.newPage(server.url)).open(`/sessions/${id}`, key)
  const { page } = console
  await console.live()
  await api.ask(SimulateDisconnectDocument, { id, reason: 'LOGGED_OUT' })
  await page.getByTestId('session-banner').getByRole('button', { name: 'Scan again' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Scan with the simulated phone' }).click()
  await dialog.waitFor({ state: 'detached' })
  await synchronised(api, id)
  expect(await me()).toEqual(linked)
  expect(await chatsOf(api, id)).toHaveLength(before.length)
})

it('leads by the keyboard alone from the sign-in to a message that was sent', async () => {
  const [session] = await sessions()
  const console = await browser.newPage(server.url)
  const { page } = console
  await page.goto(server.url)
  await page.getByLabel('API key').waitFor()
  await page.keyboard.type(key)
  await page.keyboard.press('Enter')
  const link = page.getByRole('link', { name: session?.name ?? '', exact: true })
  await link.waitFor()
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  const chats = page.getByRole('list', { name: 'Chats' })
  await chats.getByRole('link').first().waitFor()
  await tabTo(page, chats.locator('a[tabindex="0"]'))
  const first = await page.evaluate('document.activeElement.dataset.row')
  await page.keyboard.press('ArrowDown')
  await until('the arrow key has moved the focus', async () =>
    (await page.evaluate('document.activeElement.dataset.row')) === first ? undefined : true,
  )
  await page.keyboard.press('Enter')
  // Where a chat is opened, the focus is where one writes.
  await page.locator('textarea:focus').waitFor()
  await page.keyboard.type('Written without a mouse')
  await page.keyboard.press('Enter')
  await page.getByTestId('message').getByText('Written without a mouse').waitFor()
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('')
})

it('speaks two languages, and keeps the choice', async () => {
  const console = await (await browser.newPage(server.url)).open('/sessions', key)
  const { page } = console
  await page.getByRole('heading', { name: 'Sessions', level: 1 }).waitFor()
  await choose(console, 'Settings', 'Bahasa Indonesia')
  await page.getByRole('heading', { name: 'Sesi', level: 1 }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('id')
  await page.reload()
  await page.getByRole('heading', { name: 'Sesi', level: 1 }).waitFor()

  const indonesian = await browser.newPage(server.url, { locale: 'id-ID' })
  await indonesian.page.goto(server.url)
  await indonesian.page.getByRole('button', { name: 'Masuk' }).waitFor()
})

it('is light or dark as the system is, unless it was told', async () => {
  const background = ({ page }: ConsolePage) => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const dark = await (await browser.newPage(server.url, { colorScheme: 'dark' })).open('/sessions', key)
  const light = await (await browser.newPage(server.url)).open('/sessions', key)
  await Promise.all([dark.live(), light.live()])
  const [darkColour, lightColour] = [await background(dark), await background(light)]
  expect(darkColour).not.toBe(lightColour)
  await choose(dark, 'Settings', 'Light')
  await dark.page.locator('html[data-theme=light]').waitFor()
  expect(await background(dark)).toBe(lightColour)
  await dark.page.reload()
  await dark.live()
  expect(await background(dark)).toBe(lightColour)
})

it('shows list or chat on a phone, one at a time, and nothing beyond its edge', async () => {
  const [session] = await sessions()
  const console = await browser.newPage(server.url, PHONE)
  const { page } = await console.open(`/sessions/${session?.id}`, key)
  const list = page.getByRole('list', { name: 'Chats' })
  await list.getByRole('link').first().click()
  await page.getByTestId('message').first().waitFor()
  await list.waitFor({ state: 'hidden' })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await page.getByRole('button', { name: 'Back to the chats' }).click()
  await list.waitFor()
})

it('leads Back on a phone to the list from a chat, and to the page from the drawer that covers it', async () => {
  const [session] = await sessions()
  const console = await browser.newPage(server.url, PHONE)
  const { page } = await console.open('/sessions', key)
  await page.getByRole('link', { name: 'Open chats' }).click()
  const list = page.getByRole('list', { name: 'Chats' })
  for (const index of [0, 1]) {
    await list.getByRole('link').nth(index).click()
    await page.getByRole('button', { name: 'Back to the chats' }).click()
    await list.waitFor()
  }
  const drawer = page.getByRole('complementary', { name: 'Developer drawer' })
  for (const close of [() => page.goBack(), () => drawer.getByRole('button', { name: 'Close' }).click()]) {
    await page.getByRole('button', { name: 'Developer drawer' }).click()
    await drawer.waitFor()
    await close()
    await drawer.waitFor({ state: 'detached' })
    expect(page.url()).toBe(`${server.url}/sessions/${session?.id}`)
  }
  await page.goBack()
  await page.waitForURL(`${server.url}/sessions`)
})

it('deletes a session once that was confirmed', async () => {
  const [session] = await sessions()
  const { page } = await (await browser.newPage(server.url)).open('/sessions', key)
  const name = session?.name ?? ''
  const ask = async (): Promise<void> => {
    await page.getByRole('button', { name: `More actions: ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
  }
  await ask()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  expect(await sessions()).toHaveLength(1)
  await ask()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Link a phone to begin' }).waitFor()
  expect(await sessions()).toEqual([])
})

it('refuses a wrong key, and says so', async () => {
  const console = await browser.newPage(server.url)
  const { page } = console
  console.expectFaults(/status of 401/)
  await page.goto(server.url)
  await page.getByLabel('API key').fill('wak_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText('refused this key').waitFor()
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await console.live()
  await choose(console, 'Settings', 'Sign out')
  await page.getByLabel('API key').waitFor()
  await page.reload()
  await page.getByLabel('API key').waitFor()
})

it('says nothing any more of what went wrong, once the key is no longer taken', async () => {
  const console = await browser.newPage(server.url)
  const { page } = console
  console.expectFaults(/status of (401|500)/)
  await console.open('/sessions', key)
  await console.live()
  const notices = page.getByRole('region', { name: 'Notices' })
  const fail = async (status: number, code: string): Promise<void> => {
    const json = { errors: [{ message: `failed with ${status}`, extensions: { code } }] }
    await page.route('**/graphql', (route) => route.fulfill({ status, json }))
    // The page asks for the sessions when somebody comes back to it.
    await page.evaluate('window.dispatchEvent(new Event("focus"))')
  }
  await fail(500, 'UNKNOWN')
  await notices.getByText('500').waitFor()
  await fail(401, 'UNAUTHENTICATED')
  await page.getByRole('alert').getByText('refused this key').waitFor()
  expect(await notices.textContent()).toBe('')
})

it('asks for a key again when the one of an open page is no longer taken', async () => {
  const console = await browser.newPage(server.url)
  console.expectFaults(...WHILE_AWAY)
  await console.open('/sessions', key)
  await console.live()
  await server.stop()
  const empty = await makeDataDir()
  const other = await startServer(empty, { PORT: new URL(server.url).port })
  await console.page.getByRole('alert').getByText('refused this key').waitFor()
  await other.stop()
  await removeDataDir(empty)
})
