/** The console on phones' screens: what is shown is whole, within reach, and covered by nothing. */
import type { Locator } from 'playwright-core'
import { SimulateDisconnectDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, type Look, PHONE } from '../harness/console-browser'
import { linkSimulated } from '../harness/console-sessions'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

/** The narrowest that phones have. */
const NARROW: Look = { ...PHONE, width: 320, height: 640 }

let browser: ConsoleBrowser
let dataDir: string
let server: ServerProcess
let api: ApiClient

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

async function open(path: string, look: Look): Promise<ConsolePage> {
  return (await (await browser.newPage(server.url, look)).open(path)).live()
}

/** Where something is, in pixels; it has to be shown. */
async function edgesOf(shown: Locator) {
  const box = await shown.boundingBox()
  if (box === null) throw new Error(`${String(shown)} is not shown`)
  const { x, y, width, height } = box
  return { left: x, top: y, right: x + width, bottom: y + height, width, height }
}

/** Expects that something is not wider than what it is in. */
async function expectWithin(inner: Locator, outer: Locator): Promise<void> {
  const [{ left, right }, bounds] = [await edgesOf(inner), await edgesOf(outer)]
  expect(left).toBeGreaterThanOrEqual(bounds.left)
  expect(right).toBeLessThanOrEqual(bounds.right)
}

it('shows all of the code that a phone is to scan again', async () => {
  const id = await linkSimulated(api, 'Lost')
  await api.ask(SimulateDisconnectDocument, { id, reason: 'LOGGED_OUT' })
  const { page } = await open(`/sessions/${id}`, NARROW)
  await page.getByRole('button', { name: 'Scan again' }).tap()
  const dialog = page.getByRole('dialog')
  const code = dialog.getByRole('img')
  const button = (name: string): Locator => dialog.getByRole('button', { name })
  for (const shown of [code, button('Scan with the simulated phone'), button('Close')]) {
    await expectWithin(shown, dialog)
  }
  const { width, height } = await edgesOf(code)
  expect(width).toBe(height)
})
