/** The console while its server is away: it says so, resumes by cursor without loading anew, and misses nothing. */
import { SimulateMessagesDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, type Look, PHONE, WHILE_AWAY } from '../harness/console-browser'
import { chatsOf, linkSimulated, receive } from '../harness/console-sessions'
import { allShown, expectThread } from '../harness/console-thread'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(120_000)

/** For how long the server is away, in milliseconds. */
const AWAY_MS = 10_000
/** Messages before, and messages around the server's absence. */
const BEFORE = 30
const TRAFFIC = 300
const PER_SECOND = 15

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient

beforeAll(async () => {
  browser = await ConsoleBrowser.launch()
})
afterAll(() => browser.close())

beforeEach(async () => {
  dataDir = await makeDataDir()
  server = await startServer(dataDir)
  api = new ApiClient(server.url)
})

afterEach(async () => {
  await browser.endPages()
  await api.close()
  await server.stop()
  await removeDataDir(dataDir)
})

/** A page that hears what happens, and is marked so that it is known when it was loaded anew. */
async function livePage(path = '/', look?: Look): Promise<ConsolePage> {
  const console = await browser.newPage(server.url, look)
  console.expectFaults(...WHILE_AWAY)
  await console.open(path)
  await console.live()
  await console.page.evaluate('window.loadedOnce = true')
  return console
}

/** It is live again, says so, and is the page that it was. */
async function expectResumed(console: ConsolePage): Promise<void> {
  await console.live()
  await console.page.getByTestId('resumed').getByText('Connected again after').waitFor()
  expect(await console.page.evaluate('window.loadedOnce')).toBe(true)
}

/** A linked session, and its chat with a stranger who has written before; everything else comes into this chat. */
async function chatWithStranger(): Promise<{ sessionId: string; chatId: string }> {
  const sessionId = await linkSimulated(api)
  await receive(api, { sessionId, count: BEFORE })
  const [chat] = await chatsOf(api, sessionId)
  if (chat === undefined) throw new Error('there is no chat')
  return { sessionId, chatId: chat.id }
}

it('loses a killed server for 10 s under traffic, and shows every message once and in order', async () => {
  const { sessionId, chatId } = await chatWithStranger()
  const console = await livePage(`/sessions/${sessionId}/chats/${chatId}`)
  await allShown(console, api, chatId, BEFORE)
  const input = { sessionId, chats: 1, count: TRAFFIC, perSecond: PER_SECOND }
  await api.ask(SimulateMessagesDocument, { input })
  await console.page.getByTestId('message').nth(0).waitFor()

  const { port } = new URL(server.url)
  await server.kill()
  await console.feedState.getByText('Offline').waitFor()
  // The time itself is what is tested: the phone goes on receiving meanwhile.
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS))
  server = await startServer(dataDir, { PORT: port })

  await expectResumed(console)
  const ids = await allShown(console, api, chatId, BEFORE + TRAFFIC)
  await expectThread(console, ids)
  expect(await console.page.evaluate('window.loadedOnce')).toBe(true)
})

it('notices a server that stands still, and resumes when it moves again', async () => {
  await linkSimulated(api)
  const console = await livePage()
  process.kill(server.pid, 'SIGSTOP')
  try {
    await console.feedState.getByText(/Offline|Reconnecting/).waitFor()
  } finally {
    process.kill(server.pid, 'SIGCONT')
  }
  await expectResumed(console)
})

it('loads what was opened while the server was away, and says on a small screen that it is back', async () => {
  const { sessionId } = await chatWithStranger()
  const console = await livePage(`/sessions/${sessionId}`, { ...PHONE, width: 360, height: 640 })
  const { page } = console
  const { port } = new URL(server.url)
  await server.kill()
  await console.feedState.getByText('Offline').waitFor()
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().click()
  await page.getByText('The server cannot be reached').waitFor()
  server = await startServer(dataDir, { PORT: port })
  await expectResumed(console)
  await page.getByTestId('message').first().waitFor()
  const box = await page.getByTestId('resumed').boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360)
})
