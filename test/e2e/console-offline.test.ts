/** The console while its server is away: it says so, resumes by cursor without loading anew, and misses nothing. */
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage } from '../harness/console-browser'
import { linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(120_000)

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

/** What requests that fail are to the browser's console. */
const WHILE_AWAY = [/ERR_CONNECTION_REFUSED/, /Failed to fetch/, /WebSocket connection to/]

/** A page that hears what happens, and is marked so that it is known when it was loaded anew. */
async function livePage(path = '/'): Promise<ConsolePage> {
  const console = await browser.newPage(server.url)
  await console.open(path)
  await console.live()
  await console.page.evaluate('window.loadedOnce = true')
  return console
}

const loadedOnce = (console: ConsolePage): Promise<unknown> => console.page.evaluate('window.loadedOnce')

it('notices a server that stands still, and resumes when it moves again', async () => {
  await linkSimulated(api)
  const console = await livePage()
  console.expectFaults(...WHILE_AWAY)
  process.kill(server.pid, 'SIGSTOP')
  try {
    await console.feedState.getByText(/Offline|Reconnecting/).waitFor()
  } finally {
    process.kill(server.pid, 'SIGCONT')
  }
  await console.live()
  await console.page.getByTestId('resumed').getByText('Connected again after').waitFor()
  expect(await loadedOnce(console)).toBe(true)
})
