/** The console in a real browser, and what the bench asks of it. */
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { KEY } from '../server.mjs'

const WATCH = fileURLToPath(new URL('./watch.js', import.meta.url))
const VIEWPORT = { width: 1280, height: 800 }
const PATIENCE_MS = 120_000
const MB = 2 ** 20

export function launchBrowser() {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: process.env.PUPPETEER_EXECUTABLE_PATH, args })
}

/** An empty page with an empty cache, that tells what its thread does: `bench` in it is that of watch.js. */
export async function newPage(browser) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US' })
  context.setDefaultTimeout(PATIENCE_MS)
  await context.addInitScript({ path: WATCH })
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  return page
}

/** Opens an address of the console, signed in, and resolves once the page hears what happens. */
export async function openConsole(page, server, path) {
  await page.goto(`${server.url}${path}#key=${KEY}`)
  await page.getByTestId('feed-state').getByText('Live', { exact: true }).waitFor()
}

/** Opens a thread, and resolves once it is scrolled to the end of its first page. */
export async function openThread(page, server, sessionId, chatId) {
  await openConsole(page, server, `/sessions/${sessionId}/chats/${chatId}`)
  await page.getByTestId('message').first().waitFor()
}

/** What the page's scripts have in memory after a garbage collection, in MB. */
export async function heapMb(page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize / MB
}

/** Begins to count how long the page's thread works; call what it resolves to for the seconds so far, once. */
export async function taskClock(page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const seconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration').value
  }
  const before = await seconds()
  return async () => {
    const after = await seconds()
    await devtools.detach()
    return after - before
  }
}
