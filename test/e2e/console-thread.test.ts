/** A thread in the console where the server fails, and for those who use the keyboard or do not see the screen. */
import type { Locator } from 'playwright-core'
import { SendDocument, SimulateMessagesDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, until } from '../harness/console-browser'
import { chatsOf, linkSimulated, messagesOf, receive } from '../harness/console-sessions'
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

const bubble = ({ page }: ConsolePage, text: string): Locator => page.getByTestId('message').filter({ hasText: text })

/** Messages arrive in the first stranger's chat; resolves to it as it is then. */
async function received(body: string, count = 1) {
  await receive(api, { sessionId, count, body })
  return newestChat()
}

async function newestChat() {
  const [chat] = await chatsOf(api, sessionId)
  if (chat === undefined) throw new Error('there is no chat')
  return chat
}

/** The page of a chat, on its way. */
async function go(console: ConsolePage, chatId: string): Promise<ConsolePage> {
  return console.open(`/sessions/${sessionId}/chats/${chatId}`)
}

it('leaves unread what cannot be loaded, and shows where the unread messages begin once it can', async () => {
  const { id, unreadCount } = await received('Are you there?', 3)
  const console = await browser.newPage(server.url)
  const { page } = console
  console.expectFaults(/Failed to load resource/)
  const asked: string[] = []
  await page.route('**/graphql', async (route) => {
    const name = /(?:query|mutation) (\w+)/.exec(route.request().postData() ?? '')?.[1] ?? ''
    asked.push(name)
    await (name === 'Messages' ? route.fulfill({ status: 500 }) : route.continue())
  })
  await go(console, id)
  await page.getByRole('heading', { name: 'The messages could not be loaded.' }).waitFor()
  expect(asked).toContain('Messages')
  expect(asked).not.toContain('MarkRead')
  expect((await newestChat()).unreadCount).toBe(unreadCount)

  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Try again' }).click()
  await bubble(console, 'Are you there?').last().waitFor()
  await until('the chat is read', async () => ((await newestChat()).unreadCount === 0 ? true : undefined))
  expect(await bubble(console, 'Unread messages').count()).toBe(1)
})

/** The page's clock runs as many milliseconds ahead as `ahead` says. */
const DATE = `
  window.ahead = 0
  const Real = Date
  window.Date = class extends Real {
    static now() {
      return Real.now() + window.ahead
    }
    constructor(...parts) {
      super(...(parts.length === 0 ? [Date.now()] : parts))
    }
  }`

it('names the days anew when somebody comes back to the page on the next', async () => {
  const { id, name } = await received('Shall we meet?')
  const console = await browser.newPage(server.url)
  const { page } = console
  await page.addInitScript(DATE)
  await go(console, id)
  const row = page.getByRole('list', { name: 'Chats' }).getByRole('link').filter({ hasText: name })
  await row.getByText(/\d:\d\d\s[AP]M/).waitFor()
  await page.getByTestId('messages').getByText('Today', { exact: true }).waitFor()
  await page.evaluate(`window.ahead = 86_400_000, document.dispatchEvent(new Event('visibilitychange'))`)
  await row.getByText('Yesterday', { exact: true }).waitFor()
  await page.getByTestId('messages').getByText('Yesterday', { exact: true }).waitFor()
})

it('gives the focus to a message when a button goes as it is pressed', async () => {
  await received('Before the long one', 40)
  const { id } = await received(`long ${'words '.repeat(400)}`)
  const console = await go(await browser.newPage(server.url), id)
  const { page } = console
  const newest = bubble(console, 'long words').last()
  const focused = page.locator('[data-testid=message]:focus').filter({ hasText: 'long words' })
  const press = async (button: Locator): Promise<void> => {
    await button.focus()
    await page.keyboard.press('Enter')
    await focused.waitFor()
  }
  await press(newest.getByRole('button', { name: 'Show all' }))
  await page.getByTestId('messages').hover()
  await page.mouse.wheel(0, -1500)
  await press(page.getByRole('button', { name: 'To the newest message' }))

  console.expectFaults(/ERR_FAILED/)
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('sendMessage(') ? route.abort() : route.continue(),
  )
  for (const name of ['Try again', 'Discard']) {
    await page.getByLabel('Message', { exact: true }).fill('Into the void')
    await page.keyboard.press('Enter')
    const failed = page.getByRole('article', { name: 'Your message, with a problem' })
    await press(failed.getByRole('button', { name }).first())
  }
})

it('shows what is replied to, however far up it is', async () => {
  const { id, contact, lastMessage } = await received('Far above')
  await received('In between', 130)
  const reply = { sessionId, to: contact?.phone ?? '', text: 'To what was said', replyTo: lastMessage?.id ?? '' }
  await api.ask(SendDocument, { input: reply })
  const console = await go(await browser.newPage(server.url), id)
  const { page } = console
  await bubble(console, 'To what was said').getByRole('button', { name: 'Far above' }).click()
  await page.locator('[data-testid=message]:focus').filter({ hasText: 'Far above' }).waitFor()
})

it('announces what comes in the open chat, but not each message of many', async () => {
  const { id } = await received('Before the flood')
  const console = await go(await browser.newPage(server.url), id)
  const { page } = console
  await (await console.live()).page.getByTestId('message').last().waitFor()
  await page.evaluate(`{
    window.announced = 0
    const element = document.querySelector('[data-testid=thread-announcer]')
    new MutationObserver(() => (window.announced += 1)).observe(element, { childList: true })
  }`)
  await api.ask(SimulateMessagesDocument, { input: { sessionId, chats: 1, count: 40, perSecond: 20, body: 'Drop' } })
  const drops = async (): Promise<number> => (await messagesOf(api, id)).filter(({ body }) => body === 'Drop').length
  await until('all have come', async () => ((await drops()) === 40 ? true : undefined))
  await page
    .getByTestId('thread-announcer')
    .getByText(/: Drop$/)
    .waitFor()
  const announced = Number(await page.evaluate('window.announced'))
  expect(announced).toBeGreaterThan(0)
  expect(announced).toBeLessThanOrEqual(3)
})

it('offers to copy by hand what the browser does not let the page copy, and gives the focus back to the message', async () => {
  const { id } = await received('To be copied')
  const console = await browser.newPage(server.url)
  const { page } = console
  await page.addInitScript(`navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'))`)
  await go(console, id)
  const message = bubble(console, 'To be copied').last()
  await message.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Copy text' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Copy by hand' })
  await dialog.getByRole('textbox').and(page.locator(':focus')).waitFor()
  expect(await page.evaluate('getSelection().toString()')).toBe('To be copied')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.locator('[data-testid=message]:focus').filter({ hasText: 'To be copied' }).waitFor()
})
