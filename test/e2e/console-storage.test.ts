/** What the browser keeps for the console: in several tabs, where it may keep nothing, and where what it has is broken. */
import type { Locator } from 'playwright-core'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, ConsolePage, until } from '../harness/console-browser'
import { chatNamed, linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

/** As a browser does that is told to let pages store nothing. */
const FORBID = `
  for (const name of ['localStorage', 'sessionStorage']) {
    const get = () => { throw new DOMException('Access is denied for this document.', 'SecurityError') }
    Object.defineProperty(window, name, { get })
  }`

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient
let path: string

beforeAll(async () => {
  dataDir = await makeDataDir()
  server = await startServer(dataDir)
  api = new ApiClient(server.url)
  browser = await ConsoleBrowser.launch()
  const sessionId = await linkSimulated(api)
  path = `/sessions/${sessionId}/chats/${(await chatNamed(api, sessionId, 'Oliver')).id}`
})

afterEach(() => browser.endPages())

afterAll(async () => {
  await api.close()
  await browser.close()
  await server.stop()
  await removeDataDir(dataDir)
})

const field = ({ page }: ConsolePage): Locator => page.getByLabel('Message', { exact: true })

it('says so where the browser does not allow it to store anything', async () => {
  const console = await browser.newPage(server.url)
  await console.page.addInitScript(FORBID)
  await console.open()
  await console.page.getByRole('heading', { name: 'This page has failed' }).waitFor()
  await console.page.getByRole('alert').getByText('does not allow the page to store anything').waitFor()
})

it('offers a draft in every tab until one has sent it, and forgets all of them with the key', async () => {
  const console = await (await browser.newPage(server.url)).open(path)
  await console.live()
  const other = new ConsolePage(await console.context.newPage(), console.context, server.url)
  await (await other.open(path)).live()
  const holds = (tab: ConsolePage, text: string) =>
    until(`the field holds ${text}`, async () => ((await field(tab).inputValue()) === text ? true : undefined))
  await field(other).fill('Who sends it?')
  await holds(console, 'Who sends it?')
  await field(console).press('Enter')
  await holds(other, '')
  await field(other).fill('Forgotten elsewhere')
  await holds(console, 'Forgotten elsewhere')
  await console.page.getByRole('button', { name: 'Settings' }).click()
  await console.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await console.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await holds(other, '')
})

it('passes over drafts and messages that it cannot read', async () => {
  const console = await browser.newPage(server.url)
  await console.page.addInitScript(`
    localStorage.setItem('wagraph.draft.cht_1', '{"text":"cut o')
    sessionStorage.setItem('wagraph.outbox', '[{"key":')`)
  await console.open(path)
  await console.live()
  await field(console).fill('Written all the same')
  await field(console).press('Enter')
  await console.page.getByTestId('message').filter({ hasText: 'Written all the same' }).waitFor()
})
