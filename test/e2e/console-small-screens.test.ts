/** The console on phones' screens: what is shown is whole, within reach, and covered by nothing. */
import type { Locator, Route } from 'playwright-core'
import { SimulateDisconnectDocument } from '../generated/operations'
import { ApiClient } from '../harness/client'
import { ConsoleBrowser, type ConsolePage, type DomElement, type Look, PHONE, tabTo } from '../harness/console-browser'
import { chatNamed, linkSimulated } from '../harness/console-sessions'
import { firstInSight } from '../harness/console-thread'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'

jest.setTimeout(60_000)

/** The narrowest that phones have. */
const NARROW: Look = { ...PHONE, width: 320, height: 640 }

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

async function open(path: string, look: Look): Promise<ConsolePage> {
  return (await (await browser.newPage(server.url, look)).open(path)).live()
}

/** The chat with this name. */
async function openChat(name: string, look: Look): Promise<ConsolePage> {
  const { id } = await chatNamed(api, sessionId, name)
  const console = await open(`/sessions/${sessionId}/chats/${id}`, look)
  await console.page.getByTestId('message').first().waitFor()
  // A menu closes when the thread scrolls beneath it.
  await firstInSight(console)
  return console
}

/** Reactions fail from now on; puts one on the newest message, and resolves to the notices once its failure is told. */
async function failToReact({ page }: ConsolePage): Promise<Locator> {
  const message = 'The simulated phone has no battery left, and nobody is there who could charge it'
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('reactToMessage(')
      ? route.fulfill({ json: { data: null, errors: [{ message, extensions: { code: 'WHATSAPP_FAILED' } }] } })
      : route.continue(),
  )
  await page.getByTestId('message').last().focus()
  await page.keyboard.press('Enter')
  await page
    .getByRole('menuitem', { name: /^React with/ })
    .first()
    .press('Enter')
  const notices = page.getByRole('region', { name: 'Notices' })
  await notices.getByText(message).waitFor()
  return notices
}

/** Where something is, in pixels; it has to be shown. */
async function edgesOf(shown: Locator) {
  const box = await shown.boundingBox()
  if (box === null) throw new Error(`${String(shown)} is not shown`)
  const { x, y, width, height } = box
  return { left: x, top: y, right: x + width, bottom: y + height, width, height }
}

/** The names of the sections that are in front where something is: at its corners and in its middle. */
async function sectionsAt({ page }: ConsolePage, shown: Locator): Promise<string[]> {
  const { left, right, top, bottom } = await edgesOf(shown)
  const points = [left + 2, (left + right) / 2, right - 2].flatMap((x) =>
    [top + 2, (top + bottom) / 2, bottom - 2].map((y) => [x, y]),
  )
  return page.evaluate<string[]>(
    `${JSON.stringify(points)}.map(([x, y]) => document.elementFromPoint(x, y)?.closest('section')?.ariaLabel ?? '')`,
  )
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

it.each([
  ['phone', PHONE],
  ['narrow phone', NARROW],
  ['phone on its side', { ...PHONE, width: 844, height: 390 }],
  ['desktop', {}],
])('covers with notices nothing that one writes with: %s', async (_name, look) => {
  const console = await openChat('Oliver', look)
  const { page } = console
  await failToReact(console)
  const controls = [page.getByLabel('Message', { exact: true })]
  for (const name of ['Send', 'Emoji']) controls.push(page.getByRole('button', { name }))
  if ((look.width ?? 1280) <= 720) controls.push(page.getByRole('button', { name: 'Back to the chats' }))
  for (const control of controls) expect(await sectionsAt(console, control)).not.toContain('Notices')
})

it('gives the focus back when a notice is dismissed', async () => {
  const console = await openChat('Oliver', {})
  const { page } = console
  const dismiss = (await failToReact(console)).getByRole('button')
  await page.getByLabel('Message', { exact: true }).fill('Begun')
  await tabTo(page, dismiss)
  await page.keyboard.press('Enter')
  await dismiss.waitFor({ state: 'detached' })
  await page.locator('button[aria-label=Send]:focus').waitFor()
})

it.each([
  ['is on its way', 'Loading messages…', (_route: Route) => undefined],
  ['cannot be loaded', 'The messages could not be loaded.', (route: Route) => route.abort()],
])('leads back from a thread that %s', async (_what, title, answer) => {
  const { id } = await chatNamed(api, sessionId, 'Oliver')
  const console = await browser.newPage(server.url, PHONE)
  const { page } = console
  console.expectFaults(/ERR_FAILED/)
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('query Chat(') ? answer(route) : route.continue(),
  )
  await console.open(`/sessions/${sessionId}/chats/${id}`)
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByRole('button', { name: 'Back to the chats' }).tap()
  await page.getByRole('list', { name: 'Chats' }).getByRole('link').first().waitFor()
})

it('has nothing written in text so small that iOS zooms in', async () => {
  const { page } = await openChat('Oliver', PHONE)
  const sizes = (): Promise<string[]> =>
    page.evaluate(`[...document.querySelectorAll('input[type=text], input[type=search], textarea, select')]
      .map((field) => getComputedStyle(field).fontSize)`)
  // Of the search and of the message; of the filter of events.
  expect(await sizes()).toEqual(['16px', '16px'])
  await page.getByRole('button', { name: 'Developer drawer' }).tap()
  await page.getByRole('combobox').waitFor()
  expect((await sizes()).slice(2)).toEqual(['16px', '16px'])
})

it.each([
  [360, 330],
  [844, 180],
])('has room for a long reply above a keyboard: %i by %i', async (width, height) => {
  const { page } = await openChat('Oliver', { ...PHONE, width, height })
  await page.getByTestId('message').last().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Reply' }).press('Enter')
  await page.getByText(/^Reply to/).waitFor()
  await page.getByLabel('Message', { exact: true }).fill('line\n'.repeat(8))
  for (const name of ['Settings', 'Send', 'Do not reply']) {
    const { top, bottom } = await edgesOf(page.getByRole('button', { name }))
    expect(top).toBeGreaterThanOrEqual(0)
    expect(bottom).toBeLessThanOrEqual(height)
  }
})

describe('what can be done with a message', () => {
  it('is chosen after a long press, but not in place of the menu that the browser has for mice', async () => {
    const { page } = await openChat('Oliver', PHONE)
    const text = page.getByText('Definitely', { exact: true })
    const press = (pointerType: string): Promise<void> =>
      // This browser has no long press of its own.
      text.evaluate((element: DomElement, type) => {
        const { PointerEvent } = element.ownerDocument.defaultView
        element.dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, cancelable: true, pointerType: type }))
      }, pointerType)
    await press('mouse')
    expect(await page.getByRole('menu').count()).toBe(0)
    await press('touch')
    await page.getByRole('menuitem', { name: 'Reply' }).tap()
    await page.getByText(/^Reply to/).waitFor()
  })

  it('is shown without covering what the message says', async () => {
    const { page } = await openChat('Oliver', PHONE)
    const own = page.getByTestId('message').filter({ hasText: 'Definitely' })
    const [ticks, button] = [own.getByRole('img', { name: 'Read' }), own.getByRole('button')]
    const opacity = await button.evaluate(
      (element: DomElement) => element.ownerDocument.defaultView.getComputedStyle(element).opacity,
    )
    expect(Number(opacity)).toBeGreaterThan(0.5)
    const { left, right } = await edgesOf(button)
    expect(left).toBeGreaterThanOrEqual(0)
    expect(right).toBeLessThanOrEqual((await edgesOf(ticks)).left)
    await button.tap()
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor()
  })
})
