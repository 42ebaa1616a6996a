/** Sessions in the console: what becomes of them elsewhere, why they are in their states, and the simulated phone. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteDocument, SimulateDisconnectDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, PHONE } from '../harness/console-browser'
import { linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession } from '../integration/simulated-sessions'

jest.setTimeout(60_000)

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient

beforeAll(async () => {
  dataDir = await makeDataDir()
  // A browser that is there when the server starts, and then no more.
  const path = join(dataDir, 'browser')
  await writeFile(path, '', { mode: 0o755 })
  server = await startServer(dataDir, { PUPPETEER_EXECUTABLE_PATH: path })
  await rm(path)
  api = new ApiClient(server.url)
  browser = await ConsoleBrowser.launch()
})

afterEach(() => browser.endPages())

afterAll(async () => {
  await api.close()
  await browser.close()
  await server.stop()
  await removeDataDir(dataDir)
})

it('shows a session that is made elsewhere, and no longer one that is deleted elsewhere', async () => {
  const kept = await awaitingSession(api, { name: 'Kept' })
  const console = await (await browser.newPage(server.url)).open('/sessions')
  const row = (name: string) => console.page.getByTestId('session').filter({ hasText: name })
  await console.live()
  const id = await awaitingSession(api, { name: 'Elsewhere' })
  await row('Elsewhere').waitFor()
  await api.ask(DeleteDocument, { id })
  await row('Elsewhere').waitFor({ state: 'detached' })
  await row('Kept').waitFor()
  await api.ask(DeleteDocument, { id: kept })
})

it('says so, when somebody comes back to the page of a session that was deleted meanwhile', async () => {
  const id = await linkSimulated(api, 'Gone')
  const console = await (await browser.newPage(server.url)).open(`/sessions/${id}`)
  await console.live()
  await console.page.getByRole('list', { name: 'Chats' }).getByRole('link').first().waitFor()
  await api.ask(DeleteDocument, { id })
  await console.page.evaluate('window.dispatchEvent(new Event("focus"))')
  await console.page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})

it('says why a session reconnects', async () => {
  const id = await linkSimulated(api, 'Unsteady')
  const console = await (await browser.newPage(server.url)).open('/sessions')
  const row = console.page.getByTestId('session').filter({ hasText: 'Unsteady' })
  await console.live()
  await api.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
  await row.getByText('No connection: the simulated network was lost', { exact: true }).waitFor()
  await api.ask(DeleteDocument, { id })
})

it('says what is missing where the server has no browser', async () => {
  const { page } = await (await browser.newPage(server.url)).open('/sessions')
  await page.getByRole('button', { name: 'Link a phone' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await page
    .getByRole('alert')
    .getByText(/This server cannot run such sessions\. PUPPETEER_EXECUTABLE_PATH .* is not an executable file\./)
    .waitFor()
})

it('shows how far a synchronisation is, until it is over', async () => {
  const id = await linkSimulated(api, 'New')
  const console = await browser.newPage(server.url)
  const { page } = console
  // The simulated phone's is over at once: its answers are held back to where a slow one would be.
  let chatsDone = 3
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    const held = `"phase":"HISTORY","chatsDone":${chatsDone},"chatsTotal":12,"messagesStored":40`
    await route.fulfill({ response, body: text.replaceAll(/"phase":"DONE"(,"(chats|messages)\w+":\d+)+/g, held) })
  })
  await console.open(`/sessions/${id}`)
  const progress = (text: string) => page.getByRole('progressbar', { name: text })
  await progress('Fetching messages: 3 of 12 chats, 40 messages').waitFor()
  chatsDone = 9
  await progress('Fetching messages: 9 of 12 chats, 40 messages').waitFor()
  await page.unroute('**/graphql')
  await page.getByTestId('sync').waitFor({ state: 'detached' })
})

it('has the name ready to be written, but brings up no keyboard on a phone', async () => {
  const focused = async (look = {}): Promise<string | null> => {
    const { page } = await (await browser.newPage(server.url, look)).open('/sessions')
    await page
      .getByRole('button', { name: /^Link a phone/ })
      .first()
      .click()
    await page.getByRole('dialog').waitFor()
    const focus = page.locator('[role=dialog]:focus, [role=dialog] :focus')
    await focus.waitFor()
    return focus.getAttribute(look === PHONE ? 'role' : 'name')
  }
  expect(await focused()).toBe('name')
  expect(await focused(PHONE)).toBe('dialog')
})
