/** What is written in the console: on keyboards and on screens, when it cannot be sent, and when somebody leaves. */
import type { Locator } from 'playwright-core'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, type Look, PHONE, until } from '../harness/console-browser'
import { chatNamed, linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

/** How a thread is scrolled: what is left below, in pixels. */
const LEFT_BELOW = `(() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector('[data-testid=messages]')
  return Math.round(scrollHeight - scrollTop - clientHeight)
})()`
/** How much the browser keeps of what was written. */
const KEPT = `[...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  .filter((name) => name.startsWith('wagraph.draft.') || name === 'wagraph.outbox').length`

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

const addressOf = (chatId: string): string => `/sessions/${sessionId}/chats/${chatId}`

/** The chat with this name. */
async function open(name: string, look?: Look): Promise<ConsolePage> {
  const { id } = await chatNamed(api, sessionId, name)
  const console = await (await browser.newPage(server.url, look)).open(addressOf(id))
  await console.live()
  await console.page.getByTestId('message').first().waitFor()
  return console
}

const field = ({ page }: ConsolePage): Locator => page.getByLabel('Message', { exact: true })
const bubble = ({ page }: ConsolePage, text: string): Locator => page.getByTestId('message').filter({ hasText: text })
const pending = ({ page }: ConsolePage): Locator => page.getByTestId('pending')

/** What is sent does not come to the server from now on; anything else does. */
async function cutOff(console: ConsolePage): Promise<void> {
  console.expectFaults(/ERR_FAILED/)
  await console.page.route('**/graphql', (route) =>
    route.request().postData()?.includes('sendMessage(') ? route.abort() : route.continue(),
  )
}

it('sends by Enter, and breaks the line by Shift+Enter', async () => {
  const console = await open('Oliver')
  const { page } = console
  await field(console).fill('First line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  expect(await field(console).inputValue()).toBe('First line\nsecond line')
  await page.keyboard.press('Enter')
  await bubble(console, 'second line').waitFor()
  expect(await field(console).inputValue()).toBe('')
})

it('breaks the line by Enter where one writes on a screen, and sends by the button', async () => {
  const console = await open('Oliver', PHONE)
  const { page } = console
  await field(console).fill('On the bus')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and late')
  expect(await field(console).inputValue()).toBe('On the bus\nand late')
  await page.getByRole('button', { name: 'Send' }).click()
  await bubble(console, 'and late').waitFor()
})

it('finds an emoji by its name, and puts it where the caret is', async () => {
  const console = await open('Oliver')
  const { page } = console
  await field(console).fill('Up we go!')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.locator('[type=search]:focus').waitFor()
  await page.keyboard.type('unicorn')
  await page.getByRole('gridcell', { name: 'Unicorn' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Emoji' }).waitFor({ state: 'detached' })
  await page.keyboard.type('🌕')
  expect(await field(console).inputValue()).toBe('Up we go🦄🌕!')
})

it('shows emoji on a phone without the keyboard that would cover them', async () => {
  const console = await open('Oliver', PHONE)
  const { page } = console
  await page.getByRole('button', { name: 'Emoji' }).tap()
  const emoji = page.getByRole('gridcell').first()
  const name = await emoji.textContent()
  expect(await page.locator('[role=dialog]:focus').count()).toBe(1)
  await emoji.tap()
  expect(await field(console).inputValue()).toBe(name)
})

it('stays at the end when it says what was not sent, and sends it when asked to', async () => {
  const console = await open('Oliver')
  const { page } = console
  await cutOff(console)
  await field(console).fill('Into the void')
  await page.keyboard.press('Enter')
  await pending(console).getByText('Not sent. The server cannot be reached.').waitFor()
  await until('the thread is at its end', async () => ((await page.evaluate(LEFT_BELOW)) === 0 ? true : undefined))
  // A new page cannot know what became of it, and does not say that it was not sent.
  await page.reload()
  const failed = pending(console).getByRole('alert')
  await failed.getByText('It is not known whether this was sent.').waitFor()
  expect(await failed.textContent()).not.toContain('Not sent')
  await page.unroute('**/graphql')
  await failed.getByRole('button', { name: 'Try again' }).click()
  await bubble(console, 'Into the void').waitFor()
  expect(await pending(console).count()).toBe(0)
})

it('leaves a reply alone that was begun while a change was still being saved', async () => {
  const console = await open('Oliver')
  const { page } = console
  const choose = async (text: string, item: string): Promise<void> => {
    await bubble(console, text).hover()
    await bubble(console, text).getByRole('button', { name: 'What to do with the message' }).click()
    await page.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await field(console).fill('At four')
  await page.keyboard.press('Enter')
  await bubble(console, 'At four').waitFor()
  await choose('At four', 'Edit')
  const letGo = await console.hold('editMessage')
  await field(console).fill('At five')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await choose('At four', 'Reply')
  await page.getByRole('button', { name: 'Do not reply' }).waitFor()
  const answer = page.waitForResponse((response) => response.request().postData()?.includes('editMessage(') ?? false)
  letGo()
  await (await answer).finished()
  await bubble(console, 'At five').waitFor()
  await field(console).fill('Or later')
  await page.keyboard.press('Enter')
  await bubble(console, 'Or later').getByText('At five').waitFor()
})

it('asks before somebody signs out who has written what is not sent, and forgets it then', async () => {
  const console = await open('Siti')
  const { page } = console
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await cutOff(console)
  await field(console).fill('Sent in vain')
  await page.keyboard.press('Enter')
  await pending(console).getByRole('alert').waitFor()
  await field(console).fill('Begun only')
  await signOut()
  const question = page.getByRole('alertdialog')
  await question.getByText('2 drafts or messages').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'detached' })
  expect(await field(console).inputValue()).toBe('Begun only')
  expect(await page.evaluate(KEPT)).toBe(2)
  await signOut()
  await question.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('API key').waitFor()
  expect(await page.evaluate(KEPT)).toBe(0)
})

it('leads from the address of a chat that has become another to that one, with its draft', async () => {
  const chat = await chatNamed(api, sessionId, 'Oliver')
  const former = 'cht_00000000000000000000000000'
  const console = await browser.newPage(server.url)
  const { page } = console
  // The server answers for the former id with the chat that it has become.
  await page.route('**/graphql', (route) =>
    route.continue({ postData: route.request().postData()?.replaceAll(former, chat.id) ?? '' }),
  )
  const draft = JSON.stringify({ text: 'Begun before', at: 1 })
  await page.addInitScript(`localStorage.setItem('wagraph.draft.${former}', '${draft}')`)
  await console.open(addressOf(former))
  await page.getByRole('heading', { name: 'Oliver Bennett', level: 1 }).waitFor()
  await page.waitForURL(`${server.url}${addressOf(chat.id)}`)
  await page.getByTestId('message').first().waitFor()
  expect(await field(console).inputValue()).toBe('Begun before')
})

it('leaves the thread as wide as a small screen, however long a name is', async () => {
  const { id } = await chatNamed(api, sessionId, 'Oliver')
  const console = await browser.newPage(server.url, PHONE)
  const { page } = console
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replaceAll('Oliver Bennett', 'Oliver Bennett 🦄 '.repeat(12))
    await route.fulfill({ response, body })
  })
  await console.open(addressOf(id))
  await page.getByTestId('message').first().waitFor()
  const box = await page.getByRole('button', { name: 'Send' }).boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(PHONE.width ?? 0)
})

it('keeps what is replied to with the draft while other chats are read', async () => {
  const console = await open('Oliver')
  const { page } = console
  const other = await chatNamed(api, sessionId, 'Siti')
  const oliver = await chatNamed(api, sessionId, 'Oliver')
  await page.getByTestId('message').last().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Reply' }).click()
  await field(console).fill('About that')
  const chats = page.getByRole('list', { name: 'Chats' }).getByRole('link')
  await chats.filter({ hasText: other.name }).click()
  await page.waitForURL(`${server.url}${addressOf(other.id)}`)
  await page.getByTestId('message').first().waitFor()
  await chats.filter({ hasText: oliver.name }).click()
  await page.getByRole('button', { name: 'Do not reply' }).waitFor()
  expect(await field(console).inputValue()).toBe('About that')
  await page.keyboard.press('Enter')
  await bubble(console, 'About that').getByText('In reply to').waitFor()
})

it('takes nobody who writes elsewhere to the message field when a chat has come', async () => {
  const console = await open('Oliver')
  const { page } = console
  const other = await chatNamed(api, sessionId, 'Siti')
  const release = await console.hold('chat')
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').filter({ hasText: other.name }).click()
  const search = page.getByRole('searchbox')
  await search.pressSequentially('Proj')
  release()
  await page.getByTestId('message').first().waitFor()
  await page.keyboard.type('ect')
  expect(await search.inputValue()).toBe('Project')
})
