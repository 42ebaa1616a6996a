/** Sessions in the console: what becomes of them elsewhere, why they are in their states, and the simulated phone. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteDocument, SessionsDocument, SimulateDisconnectDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, PHONE, until } from '../harness/console-browser'
import { linkSimulated, receive } from '../harness/console-sessions'
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

const sessionIds = async (): Promise<string[]> =>
  (await api.ask(SessionsDocument, {})).sessions.nodes.map(({ id }) => id)

/** Resolves once the page was given all sessions anew. */
const sessionsAsked = ({ page }: ConsolePage) =>
  page.waitForResponse((response) => response.request().postData()?.includes('"operationName":"Sessions"') ?? false)

it('says what becomes of the first session until its chats can be opened', async () => {
  const console = await browser.newPage(server.url)
  const { page } = console
  const letGo = await console.hold('simulateLogin')
  await (await console.open()).live()
  await page.getByRole('button', { name: 'Try the simulated phone' }).click()
  await page.getByRole('button', { name: /^Session/ }).click()
  await page.getByRole('menuitemradio', { name: 'Simulated phone' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('The phone scans the code…').last().waitFor()
  letGo()
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().waitFor()
  await api.ask(DeleteDocument, { id: page.url().split('/').at(-1) ?? '' })
})

it('leaves somebody where they are who has gone elsewhere while a session is deleted', async () => {
  const [kept, gone] = [await linkSimulated(api, 'Kept'), await linkSimulated(api, 'Gone')]
  const console = await (await browser.newPage(server.url)).open(`/sessions/${gone}`)
  const { page } = console
  await console.live()
  const letGo = await console.hold('deleteSession')
  await page.getByRole('button', { name: 'More actions: Gone' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: /^Session/ }).click()
  await page.getByRole('menuitemradio', { name: 'Kept' }).click()
  await page.waitForURL(`${server.url}/sessions/${kept}`)
  const asked = sessionsAsked(console)
  letGo()
  await asked
  expect(page.url()).toBe(`${server.url}/sessions/${kept}`)
  await api.ask(DeleteDocument, { id: kept })
})

it('leaves somebody where they are who has closed the dialog before its session was started', async () => {
  const kept = await linkSimulated(api, 'Kept')
  const console = await (await browser.newPage(server.url)).open('/sessions')
  const { page } = console
  await console.live()
  const letGo = await console.hold('startSession')
  await page.getByRole('button', { name: 'Link a phone' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Simulated phone' }).click({ force: true })
  await dialog.getByRole('textbox').fill('Late')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Kept', exact: true }).click()
  await page.waitForURL(`${server.url}/sessions/${kept}`)
  const started = page.waitForResponse((response) => response.request().postData()?.includes('startSession(') ?? false)
  letGo()
  await (await started).finished()
  await page.getByRole('button', { name: /^Session/ }).click()
  await page.getByRole('menuitemradio', { name: 'Late' }).waitFor()
  await page.keyboard.press('Escape')
  // What it would have done by then: going to the new session.
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().click()
  await page.getByTestId('message').first().waitFor()
  expect(page.url()).toContain(`/sessions/${kept}/chats/`)
  for (const id of await sessionIds()) await api.ask(DeleteDocument, { id })
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
  // What is announced is the state, and not how long ago that was.
  expect(await row.getByRole('status').allTextContents()).toEqual(['Reconnecting'])
  await api.ask(DeleteDocument, { id })
})

it('opens the dialog to log in once only, however often the connection is lost after', async () => {
  const id = await linkSimulated(api, 'Scanned again')
  const console = await (await browser.newPage(server.url)).open(`/sessions/${id}`)
  const { page } = console
  const banner = page.getByTestId('session-banner')
  await console.live()
  await api.ask(SimulateDisconnectDocument, { id, reason: 'LOGGED_OUT' })
  await banner.getByRole('button', { name: 'Scan again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Scan with the simulated phone' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await banner.waitFor({ state: 'detached' })
  await api.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
  await banner.getByText('the simulated network was lost').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await api.ask(DeleteDocument, { id })
})

it('has the focus where it was, once somebody would rather not have a pairing code', async () => {
  const id = await awaitingSession(api, { name: 'Not by code' })
  const console = await (await browser.newPage(server.url)).open(`/sessions/${id}`)
  const { page } = console
  await console.live()
  const otherWay = page.getByRole('button', { name: 'Use a pairing code instead' })
  await otherWay.press('Enter')
  await page.locator('input:focus').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await otherWay.waitFor()
  await page.locator('button:focus', { hasText: 'Use a pairing code instead' }).waitFor()
  await api.ask(DeleteDocument, { id })
})

it('does not say that a session is gone where it could not be asked for', async () => {
  const id = await awaitingSession(api, { name: 'On another page' })
  const console = await browser.newPage(server.url)
  const { page } = console
  console.expectFaults(/ERR_FAILED/)
  // As if there were so many that this one is not among the first.
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"operationName":"Session"')) return route.abort()
    const response = await route.fetch()
    const body = (await response.text())
      .replace(/("sessions":{.*"nodes":)\[.*?\](,"pageInfo")/, '$1[]$2')
      .replace('"hasNextPage":false', '"hasNextPage":true')
    return route.fulfill({ response, body })
  })
  await console.open(`/sessions/${id}`)
  await page.getByRole('heading', { name: 'This could not be loaded.' }).waitFor()
  await page.unrouteAll({ behavior: 'wait' })
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'On another page' }).waitFor()
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
  await page.unrouteAll({ behavior: 'wait' })
  await page.getByTestId('sync').waitFor({ state: 'detached' })
})

it('loads more chats where the end of the list was reached while it was loaded again', async () => {
  const id = await linkSimulated(api, 'Many')
  await receive(api, { sessionId: id, count: 120, chats: 120 })
  const console = await browser.newPage(server.url)
  const { page } = console
  let releaseSecond = (): void => {}
  const released = new Promise<void>((resolve) => (releaseSecond = resolve))
  let asked = 0
  // As while a synchronisation runs: the list is loaded again each second. The second answer is held back.
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replaceAll('"phase":"DONE"', '"phase":"HISTORY"')
    if (route.request().postData()?.includes('query Chats(') && ++asked === 2) await released
    await route.fulfill({ response, body })
  })
  await console.open(`/sessions/${id}`)
  await until('the list is loaded again', () => Promise.resolve(asked === 2 ? true : undefined))
  const place = (number: number) => page.locator(`li[aria-posinset="${number}"]`)
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().focus()
  await page.keyboard.press('End')
  await place(100).waitFor()
  releaseSecond()
  await place(101).waitFor()
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

it('finds out that a session is gone when something is asked of it', async () => {
  const id = await linkSimulated(api, 'Gone')
  const console = await (await browser.newPage(server.url)).open(`/sessions/${id}`)
  const { page } = console
  await console.live()
  await api.ask(DeleteDocument, { id })
  await page.getByRole('button', { name: 'More actions: Gone' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})

it('announces what is wrong with a phone number', async () => {
  const id = await awaitingSession(api, { name: 'Waiting' })
  const { page } = await (await browser.newPage(server.url)).open(`/sessions/${id}`)
  await page.getByRole('button', { name: 'Use a pairing code instead' }).click()
  await page.getByRole('textbox').fill('12 noon')
  await page.keyboard.press('Enter')
  await page
    .getByRole('alert')
    .getByText(/number/)
    .waitFor()
  await api.ask(DeleteDocument, { id })
})
