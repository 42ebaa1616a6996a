/** The console with the real engine: whatsapp-web.js in a browser, against the stand-in for web.whatsapp.com. */
import { SessionDocument, SessionsDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, until, WHILE_AWAY } from '../harness/console-browser'
import { chatsOf } from '../harness/console-sessions'
import { allShown, expectThread } from '../harness/console-thread'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { browserPath } from '../harness/services'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'

jest.setTimeout(120_000)

const BUDI = { phone: '628222', name: 'Budi Santoso', pushName: 'Budi' }
const HISTORY = ['Halo', 'Is it still there?', 'It is blue.']
const AWAY_MS = 10_000
/** Between two messages of the traffic, in milliseconds. */
const PACE_MS = 400
const TRAFFIC = 40

let standIn: StandIn
let account: Account
let dataDir: string
let env: Record<string, string>
let server: ServerProcess
let api: ApiClient
let browser: ConsoleBrowser

beforeAll(async () => {
  standIn = await startStandIn()
  const chats = [{ id: BUDI.phone, history: HISTORY.map((body) => ({ from: BUDI.phone, body })) }]
  account = standIn.account({ phone: '628990000001', pushName: 'Kantor', contacts: [BUDI], chats })
  dataDir = await makeDataDir()
  env = { PUPPETEER_EXECUTABLE_PATH: browserPath(), BROWSER_ARGS: standIn.chromiumArgs.join(' ') }
  server = await startServer(dataDir, env)
  api = new ApiClient(server.url)
  browser = await ConsoleBrowser.launch()
})

afterAll(async () => {
  await browser.close()
  await api.close()
  await server.stop()
  await standIn.close()
  await removeDataDir(dataDir)
})

/** Messages from Budi, numbered, at their pace; resolves once all have been sent. */
function traffic(): Promise<void> {
  let number = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      account.receive({ from: BUDI.phone, body: `Number ${number}` })
      number += 1
      if (number < TRAFFIC) return
      clearInterval(timer)
      resolve()
    }, PACE_MS)
  })
}

/** The code that the page shows: its picture is the one that the API gives for it. */
async function shownCode(sessionId: string, picture: () => Promise<string | null>): Promise<string> {
  return until('the page shows the code of now', async () => {
    const { session } = await api.ask(SessionDocument, { id: sessionId })
    return session?.qr && (await picture()) === session.qr.image ? session.qr.code : undefined
  })
}

it('links, receives, replies, loses the server for 10 s under traffic, and shows every message once', async () => {
  const console = await browser.newPage(server.url)
  console.expectFaults(...WHILE_AWAY)
  const { page } = await console.open()
  await page.getByRole('button', { name: 'Link a phone' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  const image = page.getByRole('img', { name: 'QR code that links the phone' })
  await image.waitFor()
  const [session] = (await api.ask(SessionsDocument, {})).sessions.nodes
  const sessionId = session?.id ?? ''
  standIn.scan(await shownCode(sessionId, () => image.getAttribute('src')), account)

  await page
    .getByRole('list', { name: 'Chats' })
    .getByRole('link', { name: /Budi Santoso/ })
    .click()
  const messages = page.getByTestId('message')
  await messages.getByText(HISTORY[2] ?? '').waitFor()
  account.receive({ from: BUDI.phone, body: 'Can you hear me?' })
  await messages.getByText('Can you hear me?').waitFor()
  await page.getByLabel('Message', { exact: true }).fill('Loud and clear')
  await page.keyboard.press('Enter')
  const [reply] = await account.waitForSent(1)
  expect(reply).toMatchObject({ body: 'Loud and clear', to: `${BUDI.phone}@c.us` })
  account.ack(reply?.key ?? '', 3)
  await messages.filter({ hasText: 'Loud and clear' }).getByLabel('Read', { exact: true }).waitFor()

  const [chat] = await chatsOf(api, sessionId)
  await page.evaluate('window.loadedOnce = true')
  const sent = traffic()
  await messages.getByText('Number 3', { exact: true }).waitFor()
  const { port } = new URL(server.url)
  await server.kill()
  await console.feedState.getByText('Offline').waitFor()
  await new Promise((resolve) => setTimeout(resolve, AWAY_MS))
  server = await startServer(dataDir, { ...env, PORT: port })
  await console.live()
  await page.getByTestId('resumed').waitFor()
  await sent
  const ids = await allShown(console, api, chat?.id ?? '', HISTORY.length + 2 + TRAFFIC)
  await expectThread(console, ids)
  expect(await page.evaluate('window.loadedOnce')).toBe(true)

  await page.goto(`${server.url}/sessions`)
  await page
    .getByTestId('session')
    .filter({ hasText: 'Memory' })
    .getByText(/^\d+ MB$/)
    .waitFor()
  await browser.endPages()
})
