/** Every view of the console on a desktop and on a phone, light and dark: axe finds nothing; and it loads little. */
import { SimulateMessagesDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { countScripts, expectClean } from '../harness/console-audit'
import { ConsoleBrowser, type ConsolePage, type Look, PHONE, WHILE_AWAY } from '../harness/console-browser'
import { chatNamed, linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession } from '../integration/simulated-sessions'

jest.setTimeout(120_000)

/** Of the scripts of the first load, as they are sent. */
const SCRIPT_LIMIT = 300 * 1024
const LOOKS: readonly [name: string, look: Look][] = [
  ['desktop', {}],
  ['phone', PHONE],
]

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient
let linked: string
/** The address of a group's thread. */
let group: string

beforeAll(async () => {
  dataDir = await makeDataDir()
  server = await startServer(dataDir)
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

/** Opens a chat from the list. */
async function openChat({ page }: ConsolePage, name: RegExp): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).getByRole('link', { name }).first().click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  await page.getByTestId('message').nth(3).waitFor()
}

/** Chooses from the menu of the newest message, by the keyboard. */
async function choose({ page }: ConsolePage, item: string): Promise<void> {
  await page.getByTestId('message').last().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: item }).click()
}

describe.each(LOOKS)('without a session: %s', (_name, look) => {
  it('asks for a key, and invites to link a phone', async () => {
    const console = await browser.newPage(server.url, look)
    const { page } = console
    await page.goto(server.url)
    await page.getByLabel('API key').waitFor()
    await expectClean(console, 'sign-in')
    await console.open()
    await page.getByRole('heading', { name: 'Link a phone to begin' }).waitFor()
    await console.live()
    await expectClean(console, 'first run')
    await page.getByRole('button', { name: 'Link a phone', exact: true }).click()
    await page.getByRole('dialog').getByText('Pairing code').click()
    await page.getByRole('textbox', { name: 'Phone number' }).waitFor()
    await expectClean(console, 'link a phone')
  })
})

describe('with sessions', () => {
  beforeAll(async () => {
    await awaitingSession(api, { name: 'Branch' })
    linked = await linkSimulated(api)
    group = `/sessions/${linked}/chats/${(await chatNamed(api, linked, 'Sunday Football')).id}`
  })

  describe.each(LOOKS)('%s', (_name, look) => {
    let console: ConsolePage

    beforeEach(async () => {
      console = await browser.newPage(server.url, look)
    })

    it('lists them, asks before one is deleted, and shows the code of another', async () => {
      const { page } = await console.open('/sessions')
      await page.getByTestId('session').nth(1).waitFor()
      await console.live()
      await expectClean(console, 'sessions')
      await page.getByRole('button', { name: 'Settings' }).click()
      await page.getByRole('menu').waitFor()
      await expectClean(console, 'settings')
      // This browser has no notifications, and says so.
      await page.getByText('Notify of new messages').click()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Dismiss' }).waitFor()
      await expectClean(console, 'notice')
      await page.getByRole('button', { name: 'Dismiss' }).click()
      await page.getByRole('button', { name: 'More actions: Branch' }).click()
      await page.getByRole('menuitem', { name: 'Delete…' }).waitFor()
      await expectClean(console, 'menu of a session')
      await page.getByRole('menuitem', { name: 'Delete…' }).click()
      await page.getByRole('alertdialog').waitFor()
      await expectClean(console, 'deleting a session')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('link', { name: 'Branch', exact: true }).click()
      await page.getByRole('img', { name: 'QR code that links the phone' }).waitFor()
      await expectClean(console, 'QR code')
      await page.getByRole('button', { name: 'Use a pairing code instead' }).click()
      await page.getByRole('textbox', { name: 'Phone number' }).waitFor()
      await expectClean(console, 'pairing form')
    })

    it('shows chats, and what is found of them', async () => {
      const { page } = await console.open(`/sessions/${linked}`)
      await page.getByRole('list', { name: 'Chats' }).getByRole('link').nth(5).waitFor()
      await console.live()
      await expectClean(console, 'chats')
      await page.getByRole('button', { name: 'Session Shop' }).click()
      await page.getByText('All sessions').waitFor()
      await expectClean(console, 'switch of sessions')
      await page.keyboard.press('Escape')
      const search = page.getByRole('searchbox')
      await page.getByRole('radio', { name: 'Groups' }).click()
      await search.fill('nobody has this name')
      await page.getByText('Nothing found').waitFor()
      await expectClean(console, 'nothing found')
      await search.fill('+62 811 9999 0000')
      await page.getByRole('button', { name: 'Write to' }).click()
      await page.getByRole('textbox', { name: 'First message' }).fill('Hello')
      await expectClean(console, 'new chat')
    })

    it('shows a thread of a group and of a person, and what can be done with messages', async () => {
      const { page } = await console.open(`/sessions/${linked}`)
      await openChat(console, /Sunday Football/)
      await expectClean(console, 'group')
      await page.getByTestId('message').last().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
      await expectClean(console, 'menu of a message')
      await page.getByRole('menuitem', { name: 'Reply' }).click()
      await page.getByRole('button', { name: 'Do not reply' }).waitFor()
      await expectClean(console, 'reply')
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.getByRole('gridcell').first().waitFor()
      await expectClean(console, 'emoji')
      await page.keyboard.press('Escape')
      if (look === PHONE) await page.getByRole('button', { name: 'Back to the chats' }).click()
      await openChat(console, /Oliver Bennett/)
      await page.getByLabel('Message', { exact: true }).fill('See you at eight')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByTestId('message').last().getByRole('img', { name: 'Read', exact: true }).waitFor()
      await expectClean(console, 'private chat')
      await choose(console, 'Edit')
      await page.getByRole('button', { name: 'Do not change it' }).waitFor()
      await expectClean(console, 'edit')
      await choose(console, 'Delete for everyone')
      await page.getByRole('alertdialog').waitFor()
      await expectClean(console, 'deleting a message')
    })

    it('shows developers the events and the operations', async () => {
      const { page } = await console.open(group)
      await page.getByTestId('message').nth(3).waitFor()
      await console.live()
      await page.keyboard.press('Control+j')
      await page.getByRole('tab', { name: 'Events' }).waitFor()
      await api.ask(SimulateMessagesDocument, { input: { sessionId: linked, count: 3 } })
      await page.locator('[data-line]').first().click()
      await page.getByRole('button', { name: 'Copy cursor' }).waitFor()
      await expectClean(console, 'events')
      await page.getByRole('tab', { name: 'Operations' }).click()
      await page.getByRole('button', { name: 'Copy as curl' }).first().waitFor()
      const names = await page.getByRole('tabpanel').getByRole('heading').locator('code').allTextContents()
      expect(names.toSorted()).toEqual(['Chat', 'Chats', 'LiveEvents', 'Messages', 'Session', 'Sessions'])
      await expectClean(console, 'operations')
    })
  })

  it('says what is not there', async () => {
    const console = await (await browser.newPage(server.url, PHONE)).open('/sessions/ses_nothing')
    await console.page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await expectClean(console, 'no session')
    await console.open(`/sessions/${linked}/chats/cht_nothing`)
    await console.page.getByRole('heading', { name: 'There is no such chat' }).waitFor()
    await expectClean(console, 'no chat')
  })

  it('has loaded at most 300 KB of scripts once chats and a thread are shown', async () => {
    const console = await browser.newPage(server.url)
    const scripts = countScripts(console)
    await console.open(group)
    await console.page.getByTestId('message').nth(3).waitFor()
    await console.live()
    const bytes = await scripts()
    expect(bytes).toBeGreaterThan(100 * 1024) // else they were not counted
    expect(bytes).toBeLessThan(SCRIPT_LIMIT)
  })

  it('says that the server is away, what was not sent, and that the server is back', async () => {
    const console = await browser.newPage(server.url, PHONE)
    console.expectFaults(...WHILE_AWAY)
    const { page } = await console.open(group)
    await page.getByTestId('message').nth(3).waitFor()
    await console.live()
    await server.stop()
    await console.feedState.getByText('Offline').waitFor()
    await page.getByLabel('Message', { exact: true }).fill('Is anybody there?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByTestId('pending').getByRole('button', { name: 'Discard' }).waitFor()
    await expectClean(console, 'offline')
    server = await startServer(dataDir, { PORT: new URL(server.url).port })
    await page.getByTestId('resumed').waitFor()
    await expectClean(console, 'resumed')
  })
})
