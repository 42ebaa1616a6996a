/** Chats in the console: the list, a thread, what is written, and what happens meanwhile. */
import {
  EventCursorDocument,
  MessageUpdatedDocument,
  SimulateDisconnectDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
} from '../generated/operations'
import type { Locator } from 'playwright-core'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, type DomElement, until } from '../harness/console-browser'
import { chatNamed, chatsOf, linkSimulated, messagesOf } from '../harness/console-sessions'
import { firstInSight } from '../harness/console-thread'
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

/** The session's page, or that of the chat with this name. */
async function open(name?: string): Promise<ConsolePage> {
  const chat = name === undefined ? '' : `/chats/${(await chatNamed(api, sessionId, name)).id}`
  const console = await (await browser.newPage(server.url)).open(`/sessions/${sessionId}${chat}`)
  await console.live()
  if (name !== undefined) await console.page.getByTestId('message').first().waitFor()
  return console
}

const chatList = ({ page }: ConsolePage) => page.getByRole('list', { name: 'Chats' }).getByRole('link')
const idsOf = (rows: Locator): Promise<unknown[]> =>
  rows.evaluateAll((links: DomElement[]) => links.map(({ dataset }) => dataset['row']))
const field = ({ page }: ConsolePage) => page.getByLabel('Message', { exact: true })
const bubble = ({ page }: ConsolePage, text: string) => page.getByTestId('message').filter({ hasText: text })

/** Messages arrive in the first stranger's chat. */
const receive = (body: string, count = 1) => api.ask(SimulateMessagesDocument, { input: { sessionId, count, body } })

/** Writes into the chat that is shown, and resolves once the message is stored. */
async function send(console: ConsolePage, text: string): Promise<void> {
  await field(console).fill(text)
  await console.page.keyboard.press('Enter')
  await bubble(console, text).waitFor()
}

/** Chooses from the menu of the message with this text. */
async function choose(console: ConsolePage, text: string, item: string): Promise<void> {
  const row = bubble(console, text).last()
  await row.hover()
  await row.getByRole('button', { name: 'What to do with the message' }).click()
  await console.page.getByRole('menuitem', { name: item, exact: true }).click()
}

describe('the list', () => {
  it('shows the chats as the server orders them, and finds some by name, number and filter', async () => {
    const console = await open()
    const rows = chatList(console)
    await rows.nth(5).waitFor()
    const shown = await idsOf(rows)
    const stored = await chatsOf(api, sessionId)
    expect(shown).toEqual(stored.map(({ id }) => id).slice(0, shown.length))

    const search = console.page.getByRole('searchbox', { name: 'Search chats or a number' })
    for (const text of ['Siti', (await chatNamed(api, sessionId, 'Siti')).contact?.phone ?? '']) {
      await search.fill(text)
      await rows.nth(1).waitFor({ state: 'detached' })
      expect(await rows.first().textContent()).toContain('Siti Rahayu')
    }
    // More than the server takes: the field takes no more either.
    await search.fill('nobody has this name '.repeat(20))
    await console.page.getByText('Nothing found').waitFor()
    await search.fill('')
    const choose = async (filter: string): Promise<string[]> => {
      await console.page.getByRole('radio', { name: filter }).click()
      const wanted = (await chatsOf(api, sessionId)).filter(({ kind, unreadCount }) =>
        filter === 'Groups' ? kind === 'GROUP' : unreadCount > 0,
      )
      await rows.nth(wanted.length).waitFor({ state: 'detached' })
      await rows.nth(wanted.length - 1).waitFor()
      expect(await idsOf(rows)).toEqual(wanted.map(({ id }) => id))
      return wanted.map(({ name }) => name)
    }
    expect(await choose('Groups')).toContain('Sunday Football ⚽')
    expect(await choose('Unread')).not.toEqual([])
  })

  it('puts a chat on top when a message arrives, counts it in badge and title, and forgets that once it is read', async () => {
    const console = await open()
    const { page } = console
    await receive('Is the blue one still there?')
    const row = chatList(console).filter({ hasText: 'Is the blue one still there?' })
    await row.getByText('1 unread message').waitFor()
    expect(await chatList(console).first().textContent()).toContain('Is the blue one still there?')
    await receive('Hello?')
    await chatList(console).first().getByText('2 unread messages').waitFor()
    const unread = async (): Promise<number> =>
      (await chatsOf(api, sessionId)).reduce((sum, { unreadCount }) => sum + unreadCount, 0)
    const before = await unread()
    await until('the title says so', async () =>
      (await page.title()).startsWith(`(${before}) Shop`) ? true : undefined,
    )
    await chatList(console).first().click()
    await bubble(console, 'Hello?').waitFor()
    await chatList(console).first().getByText('2 unread messages').waitFor({ state: 'detached' })
    expect(await unread()).toBe(before - 2)
    await until('the title says so', async () =>
      (await page.title()).startsWith(`(${before - 2}) `) ? true : undefined,
    )
  })

  it('says in its own words that nobody has the number of a first message', async () => {
    const console = await (await browser.newPage(server.url, { locale: 'id-ID' })).open(`/sessions/${sessionId}`)
    const { page } = console
    await page.getByRole('searchbox').fill('+49 151 10000000')
    await page.getByRole('button', { name: 'Tulis ke +4915110000000' }).click()
    await page.getByLabel('Pesan pertama').fill('Halo?')
    const letGo = await console.hold('sendMessage')
    await page.getByRole('button', { name: 'Kirim' }).click()
    await page.getByRole('button', { name: 'Tutup' }).waitFor()
    letGo()
    await page.getByRole('alert').getByText('Tidak ada pengguna WhatsApp dengan nomor ini.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Batal' }).click()
  })
})

describe('a thread', () => {
  it('receives while it is open, and tells of it where one has scrolled up', async () => {
    await receive('fill', 60)
    const [chat] = await chatsOf(api, sessionId)
    const console = await open(chat?.name)
    const { page } = console
    await receive('at the end')
    await bubble(console, 'at the end').waitFor()
    await page.getByTestId('messages').hover()
    await page.mouse.wheel(0, -1500)
    const toEnd = page.getByRole('button', { name: 'To the newest message' })
    await toEnd.waitFor()
    const before = await firstInSight(console)
    await receive('while away')
    await page.getByRole('button', { name: '1 new message' }).waitFor()
    expect(await firstInSight(console)).toEqual(before)
    await page.getByRole('button', { name: '1 new message' }).click()
    await bubble(console, 'while away').waitFor()
    await toEnd.waitFor({ state: 'detached' })
  })

  it('sends, and follows the message until it was read', async () => {
    const console = await open('Oliver')
    await send(console, 'On my way')
    await bubble(console, 'On my way').getByRole('img', { name: 'Read', exact: true }).waitFor()
    expect(await field(console).inputValue()).toBe('')
    const [last] = (await messagesOf(api, (await chatNamed(api, sessionId, 'Oliver')).id)).reverse()
    expect(last).toMatchObject({ body: 'On my way', fromMe: true })
  })

  it('replies with a quote, reacts, edits and deletes for everyone', async () => {
    const console = await open('Mariana')
    const { page } = console
    const chat = await chatNamed(api, sessionId, 'Mariana')
    await send(console, 'First')
    await choose(console, 'First', 'Reply')
    await page.getByText('Reply to yourself').waitFor()
    await send(console, 'Second')
    await bubble(console, 'Second')
      .getByRole('button', { name: /In reply to.*First/ })
      .waitFor()

    const after = (await api.ask(EventCursorDocument, {})).eventCursor
    const updates = api.subscribe(MessageUpdatedDocument, { chatId: chat.id, after })
    await choose(console, 'Second', 'React with 👍')
    await bubble(console, 'Second').getByRole('button', { name: '👍 from You' }).waitFor()
    await updates.find(({ change }) => change === 'REACTION')
    await choose(console, 'Second', 'Edit')
    await field(console).fill('Second, bettered')
    await page.keyboard.press('Enter')
    await bubble(console, 'Second, bettered').getByText('edited', { exact: true }).waitFor()
    await choose(console, 'Second, bettered', 'Delete for everyone')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for everyone' }).click()
    await page.getByTestId('message').last().getByText('This message was deleted.').waitFor()
    updates.stop()
    const stored = (await messagesOf(api, chat.id)).slice(-2)
    expect(stored).toMatchObject([{ body: 'First' }, { body: null, revokedAt: expect.any(String) as string }])
  })

  it('keeps what was begun, each chat its own, also over a reload', async () => {
    const console = await open('Oliver')
    const { page } = console
    await field(console).fill('Begun, not finis')
    await chatList(console).filter({ hasText: 'Siti' }).first().click()
    await page.getByRole('heading', { name: 'Siti Rahayu' }).waitFor()
    expect(await field(console).inputValue()).toBe('')
    await page.reload()
    await chatList(console).filter({ hasText: 'Draft:' }).click()
    await page.getByRole('heading', { name: 'Oliver Bennett' }).waitFor()
    expect(await field(console).inputValue()).toBe('Begun, not finis')
    await field(console).fill('')
  })

  it('says why nothing can be sent while the session is stopped, and keeps what is written', async () => {
    const console = await open('Oliver')
    const { page } = console
    await api.ask(StopDocument, { id: sessionId })
    await page.getByText('The session is stopped. Start it to send').waitFor()
    await field(console).fill('Later, then')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    expect(await field(console).inputValue()).toBe('Later, then')
    await api.ask(StartDocument, { input: { sessionId } })
    await page.getByRole('button', { name: 'Send', disabled: false }).waitFor()
    await page.keyboard.press('Enter')
    await bubble(console, 'Later, then').waitFor()
  })

  it('says that the session has lost its connection, and when it has it again', async () => {
    const console = await open('Oliver')
    const switcher = (state: string) => console.page.getByRole('button', { name: `Session Shop ${state}`, exact: true })
    await api.ask(SimulateDisconnectDocument, { id: sessionId, reason: 'NETWORK' })
    await switcher('Reconnecting').waitFor()
    await switcher('Connected').waitFor()
  })

  it('shows what was written from right to left that way, beside what was not', async () => {
    const console = await open('نورة')
    const direction = (text: string): Promise<string> => {
      const paragraph = bubble(console, text).last().getByText(text).last()
      return paragraph.evaluate(
        (element: DomElement) => element.ownerDocument.defaultView.getComputedStyle(element).direction,
      )
    }
    expect(await direction('الحمد لله على السلامة')).toBe('rtl')
    await send(console, 'In English')
    expect(await direction('In English')).toBe('ltr')
    await send(console, 'شكرا يا نورة')
    expect(await direction('شكرا يا نورة')).toBe('rtl')
  })
})

describe('what cannot be shown', () => {
  it('goes on without a part that cannot be loaded, and says so', async () => {
    const console = await open('Oliver')
    console.expectFaults(/Failed to load resource|Failed to fetch dynamically imported module/)
    const { page } = console
    await page.route('**/assets/emoji-picker-*.js', (route) => route.abort())
    await page.getByRole('button', { name: 'Emoji' }).click()
    await page.getByText('A part of the page could not be loaded').waitFor()
    await send(console, 'It goes on')
  })

  it('says that the page has failed, in place of an empty one', async () => {
    const console = await browser.newPage(server.url)
    console.expectFaults(/TypeError/)
    const { page } = console
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch()
      const text = (await response.text()).replaceAll('"state":"CONNECTED"', '"state":{}')
      await route.fulfill({ response, body: text })
    })
    await console.open(`/sessions/${sessionId}`)
    await page.getByRole('heading', { name: 'This page has failed' }).waitFor()
    await page.unroute('**/graphql')
    await page.getByRole('button', { name: 'Load the page again' }).click()
    await console.live()
  })
})
