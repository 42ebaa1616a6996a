/** The developer drawer: the events as they arrive, the operations behind a view, and the way to GraphiQL. */
import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { MessageReceivedDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage } from '../harness/console-browser'
import { chatNamed, linkSimulated, receive } from '../harness/console-sessions'
import { ADMIN_KEY, makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient
let sessionId: string
let chatId: string

beforeAll(async () => {
  dataDir = await makeDataDir()
  server = await startServer(dataDir)
  api = new ApiClient(server.url)
  browser = await ConsoleBrowser.launch()
  sessionId = await linkSimulated(api)
  chatId = (await chatNamed(api, sessionId, 'Oliver')).id
})

afterEach(() => browser.endPages())

afterAll(async () => {
  await api.close()
  await browser.close()
  await server.stop()
  await removeDataDir(dataDir)
})

/** A chat with the drawer beside it. */
async function openDrawer(): Promise<ConsolePage> {
  const console = await (await browser.newPage(server.url)).open(`/sessions/${sessionId}/chats/${chatId}`)
  await console.live()
  await console.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await console.page.keyboard.press('Control+j')
  await console.page.getByText('No event has arrived').waitFor()
  return console
}

const lines = (page: Page) => page.locator('[data-line]')
const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()')

it('shows each event as it arrives, and those that pass the filter', async () => {
  const { page } = await openDrawer()
  await receive(api, { sessionId, body: 'A first one', count: 2 })
  await lines(page).nth(1).waitFor()
  expect(await lines(page).allTextContents()).toEqual([
    expect.stringMatching(/MessageReceived.*A first one/) as string,
    expect.stringMatching(/MessageReceived.*A first one/) as string,
  ])
  await receive(api, { sessionId, body: 'Another', count: 1 })
  await page.getByRole('searchbox', { name: 'Any text in the event' }).fill('another')
  await page.getByText('1 of 3 events').waitFor()
  expect(await lines(page).allTextContents()).toEqual([expect.stringContaining('Another') as string])
  await page.getByRole('button', { name: 'ChatUpdated' }).click()
  await page.getByText('No event passes the filter.').waitFor()
})

it('stands still while it is paused, and then shows what has come', async () => {
  const { page } = await openDrawer()
  await receive(api, { sessionId, body: 'Before', count: 1 })
  await lines(page).first().waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await receive(api, { sessionId, body: 'Meanwhile', count: 5 })
  await page.getByRole('button', { name: 'Resume (5 new)' }).waitFor()
  expect(await lines(page).count()).toBe(1)
  await page.getByRole('button', { name: 'Resume (5 new)' }).click()
  await lines(page).nth(5).waitFor()
})

it('copies an event and its cursor, from which a subscription goes on', async () => {
  const { page } = await openDrawer()
  await receive(api, { sessionId, body: 'To be copied', count: 1 })
  await lines(page).first().click()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('Copied.').waitFor()
  const event = JSON.parse(await copied(page)) as { cursor: string; message: { body: string } }
  expect(event.message.body).toBe('To be copied')
  await page.getByRole('button', { name: 'Copy cursor' }).click()
  await receive(api, { sessionId, body: 'After it', count: 1 })
  const after = api.subscribe(MessageReceivedDocument, { sessionId, after: await copied(page) })
  expect((await after.count(1))[0]?.message.body).toBe('After it')
  after.stop()
})

it('shows the operations behind a view: they run in GraphiQL, and as the curl command that is copied', async () => {
  const { page, context } = await openDrawer()
  await page.getByRole('tab', { name: 'Operations' }).click()
  const operation = page.getByRole('article', { name: 'Messages' })
  const opened = context.waitForEvent('page')
  await operation.getByRole('link', { name: 'Open in GraphiQL' }).click()
  const graphiql = await opened
  await graphiql.locator('.graphiql-query-editor').getByText('chatId').first().waitFor()
  await graphiql.getByRole('button', { name: /Execute query/ }).click()
  await graphiql.locator('.result-window').getByText('"messages"').waitFor()

  await operation.getByRole('button', { name: 'Copy as curl' }).click()
  await page.getByText('Copied.').waitFor()
  const command = await copied(page)
  expect(command).not.toContain(ADMIN_KEY)
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ADMIN_KEY}` },
    body: lastArgument(command),
  })
  expect(await response.json()).toMatchObject({ data: { chat: { id: chatId } } })
})

/** What a shell hands to the program as its last argument. */
function lastArgument(command: string): string {
  const shown = execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\0'`)], { encoding: 'utf8' })
  return shown.split('\0').at(-2) ?? ''
}
