/** GraphiQL as a person meets it: the printed link, the examples and the sign-in, in a real browser. */
import puppeteer, { type Browser, type Page } from 'puppeteer'
import { graphiqlLink } from '../../console/developer/graphiql-link'
import {
  MessageReceivedDocument,
  MessageUpdatedDocument,
  SessionDocument,
  SessionsDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { browserPath } from '../harness/services'

jest.setTimeout(60_000)

const EDITOR = '.graphiql-query-editor .view-line'
const ANSWER = '.result-window .view-lines'
const ACTIVE_TAB = '.graphiql-tab-active'
const FORM = 'input[name=key]'

/** A run without ADMIN_API_KEY: the server makes the first key itself. */
const NO_KEY = { ADMIN_API_KEY: '' }

/** Opens a page with storage of its own, and notes whatever it should not do: errors, and requests to other hosts. */
async function openPage(browser: Browser, url: string) {
  const page = await (await browser.createBrowserContext()).newPage()
  // Wide enough that an id is not broken over two lines.
  await page.setViewport({ width: 1280, height: 1000 })
  const faults: string[] = []
  page.on('console', (message) => {
    // Chromium reports what the Content-Security-Policy forbids, and what cannot be loaded, as errors here too.
    if (['error', 'warn', 'assert'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:' && origin !== new URL(url).origin) faults.push(`request to ${request.url()}`)
  })
  await page.goto(url)
  return { page, faults }
}

/** Chooses an operation from the run button's list. */
async function run(page: Page, operation: string): Promise<void> {
  // A locator waits until what it clicks stands still, as the list does not at first.
  await page.locator('.graphiql-execute-button[aria-haspopup=menu]').click()
  await page.locator(`::-p-xpath(//*[@role="menuitem"][.="${operation}"])`).click()
}

/** Waits until the answer holds the text, which must be one token of it, and returns all that is shown of the answer. */
async function answer(page: Page, token: string): Promise<string> {
  await page.waitForSelector(`${ANSWER} ::-p-text(${token})`)
  return String(await page.evaluate(`document.querySelector('${ANSWER}').textContent`))
}

/** What GraphiQL's tabs are called. */
async function tabs(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('.graphiql-tab-button')].map((tab) => tab.textContent)`)
}

/** The id of the message in an answer. */
function messageId(text: string): string {
  const [id] = /msg_\w{26}/.exec(text) ?? []
  if (id === undefined) throw new Error(`no message is shown: ${text}`)
  return id
}

/** The examples in their order, and what the API says of what they did. */
async function runExamples(page: Page, api: ApiClient): Promise<void> {
  await run(page, 'StartHere')
  expect(await answer(page, 'ADMIN')).toContain('"wks_')

  await run(page, 'StartSession')
  await page.waitForSelector('.qr-code img')
  const picture = `document.querySelector('.qr-code img')`
  expect(await page.evaluate(`${picture}.decode().then(() => ${picture}.naturalWidth)`)).toBeGreaterThan(100)
  const { sessions } = await api.ask(SessionsDocument, {})
  const [{ id } = { id: '' }] = sessions.nodes
  const { session } = await api.ask(SessionDocument, { id })
  expect(await page.evaluate(`${picture}.src`)).toBe(session?.qr?.image)
  // The page has put the new session's id into the variables.
  await page.waitForSelector(`.graphiql-editor-tool ::-p-text(${id})`)

  await run(page, 'SimulateLogin')
  await answer(page, 'CONNECTED')
  await page.waitForSelector('.qr-code', { hidden: true })

  await run(page, 'MessageReceived')
  const events = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
  // For longer than it takes to subscribe: the page shows those that come after that.
  await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 600, perSecond: 20 } })
  const shown = messageId(await answer(page, 'LIVE'))
  expect((await events.find(({ message }) => message.id === shown)).message.fromMe).toBe(false)
  await page.click('button[aria-label^="Stop"]')

  await run(page, 'SendMessage')
  const sent = messageId(await answer(page, 'QUEUED'))
  const updates = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
  const { message } = await updates.find(
    (update) => update.message.id === sent && update.message.deliveryState === 'DELIVERED',
  )
  expect(message.body).toBe('Hello from GraphiQL')
}

describe('GraphiQL in a browser', () => {
  let dataDir: string
  let server: ServerProcess
  let browser: Browser
  let key: string

  beforeAll(async () => {
    dataDir = await makeDataDir()
    server = await startServer(dataDir, NO_KEY)
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await puppeteer.launch({ executablePath: browserPath(), headless: 'shell', args: asRoot })
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await removeDataDir(dataDir)
  })

  it('is served with a strict policy, and its hashed files for ever', async () => {
    const page = await fetch(`${server.url}/graphiql`)
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'self';/)
    expect(policy).not.toMatch(/unsafe-eval|script-src|connect-src|https?:|blob:|\*/)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const assets = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(assets.length).toBeGreaterThan(2)
    for (const path of assets) {
      const asset = await fetch(server.url + path)
      expect([path, asset.status]).toEqual([path, 200])
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      await asset.arrayBuffer()
    }
  })

  it('opens signed in by the one link that the server prints, and runs its examples', async () => {
    // What was printed before an answer of the server has been read by now.
    const links = server.output.join('\n').match(/http\S+#key=\S+/g) ?? []
    expect(links).toEqual([expect.stringMatching(`^${server.url}/#key=wak_\\S{40,}$`)])
    const [link = ''] = links
    key = link.slice(link.indexOf('=') + 1)

    const { page, faults } = await openPage(browser, link.replace('/#', '/graphiql#'))
    await page.waitForSelector(EDITOR)
    expect(page.url()).toBe(`${server.url}/graphiql`)
    const api = new ApiClient(server.url, key)
    try {
      await runExamples(page, api)
    } finally {
      await api.close()
    }
    expect(faults).toEqual([])
  })

  it('says where to sign in from the second start on, and shows no key', async () => {
    expect(await server.stop()).toBe(0)
    server = await startServer(dataDir, NO_KEY)
    await (await fetch(`${server.url}/healthz`)).arrayBuffer()
    const output = server.output.join('\n')
    expect(output).toContain(`\nOpen ${server.url} and sign in with your key`)
    expect(output).not.toMatch(/wak_|#key/)
  })

  it('asks for a key, refuses a wrong one and says so, and takes the right one', async () => {
    const { page } = await openPage(browser, `${server.url}/graphiql`)
    await page.waitForSelector(FORM)
    await page.type(FORM, 'wak_wrong')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=alert]::-p-text(refused this key)')
    await page.click(FORM, { count: 3 })
    await page.type(FORM, key)
    await page.keyboard.press('Enter')
    await page.waitForSelector(EDITOR)
    await run(page, 'StartHere')
    await page.waitForSelector(`${ANSWER} ::-p-text("ADMIN")`)

    await page.goto(`${server.url}/graphiql#key=wak_of-an-old-link`)
    await page.waitForSelector('[role=alert]::-p-text(refused this key)')
  })

  it('opens the operation of a link in a tab of its own, beside what is there, and runs nothing', async () => {
    const query = 'query FromTheLink($first: Int!) {\n  sessions(first: $first) {\n    totalCount\n  }\n}'
    const operation = { query, variables: '{ "first": 1 }', operationName: 'FromTheLink' }
    const link = server.url + graphiqlLink(operation)
    const { page, faults } = await openPage(browser, link.replace('#', `#key=${key}&`))
    await page.waitForSelector(`${ACTIVE_TAB}::-p-text(FromTheLink)`)
    expect(page.url()).toBe(`${server.url}/graphiql`)
    await page.waitForSelector(`${EDITOR}::-p-text(FromTheLink)`)
    await page.waitForSelector('.graphiql-editor-tool ::-p-text("first")')
    // The examples are in the first tab, and nothing has been answered.
    expect(await tabs(page)).toEqual(['StartHere', 'FromTheLink'])
    expect(await page.evaluate(`document.querySelector('${ANSWER}').textContent.trim()`)).toBe('')
    await page.click('.graphiql-execute-button')
    await answer(page, 'totalCount')

    // A second link, followed while the page is open, and one that was cut.
    await page.evaluate(
      `location.hash = ${JSON.stringify(graphiqlLink({ ...operation, query: 'query Second { eventCursor }', operationName: 'Second' }).slice(9))}`,
    )
    await page.waitForSelector(`${ACTIVE_TAB}::-p-text(Second)`)
    expect(await tabs(page)).toEqual(['StartHere', 'FromTheLink', 'Second'])
    await page.evaluate(`location.hash = '#query=%7Bviewer&variables=%7B%22a'`)
    await page.waitForSelector('[role=alert]::-p-text(is not whole)')
    expect(page.url()).toBe(`${server.url}/graphiql`)
    expect(await tabs(page)).toEqual(['StartHere', 'FromTheLink', 'Second'])
    expect(faults).toEqual([])
  })
})
