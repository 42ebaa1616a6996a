/** Scrolling a long thread as a hand does, beside a page with nothing in it; and once through all of it. */
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { heapMb, newPage, openThread, taskClock } from './page.mjs'
import { messagesAfter, until } from './phone.mjs'

/** A turn of the wheel, in pixels, and how often, in milliseconds. */
const TURN_PX = 400
const TURN_MS = 50
const REST_MS = 1_500

/** Turns the wheel over an element for so many seconds: up where `by` is negative. */
async function turnWheel(page, element, seconds, by) {
  await element.hover()
  await page.evaluate('bench.clear()')
  const clock = await taskClock(page)
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    await page.mouse.wheel(0, by)
    await sleep(TURN_MS)
  }
  return { ...(await page.evaluate('bench.figures()')), busy: (await clock()) / seconds }
}

/** Up from the end of the thread for so many seconds. */
export async function scrollUp(browser, server, { sessionId, longChat }, seconds) {
  const page = await newPage(browser)
  await openThread(page, server, sessionId, longChat)
  await sleep(REST_MS)
  const list = page.getByTestId('messages')
  const before = await heapMb(page)
  const figures = await turnWheel(page, list, seconds, -TURN_PX)
  const travelled = await list.evaluate((element) => element.scrollHeight - element.scrollTop)
  const after = await heapMb(page)
  await page.context().close()
  return { ...figures, travelled, before, after }
}

/** The same turns of the wheel on a page of the same height with nothing in it. */
export async function scrollNothing(browser, server, seconds) {
  const page = await newPage(browser)
  await page.goto(`${server.url}/healthz`)
  const body = page.locator('body')
  await body.evaluate((element) => (element.style.height = '1000000px'))
  const figures = await turnWheel(page, body, seconds, TURN_PX)
  await page.context().close()
  return figures
}

/**
 * To the beginning of the whole thread, page after page as fast as they load. Resolves to the figures of each `step`
 * pages, and to those of the way back by the button.
 */
export async function scrollThroughAll(browser, server, { sessionId, longChat }, step) {
  const oldest = (await messagesAfter(server, longChat, null)).at(-1)
  const page = await newPage(browser)
  let pages = 0
  page.on('response', (response) => {
    if (response.request().postDataJSON()?.operationName === 'Messages') pages += 1
  })
  await openThread(page, server, sessionId, longChat)
  await sleep(REST_MS)
  const stages = [{ pages, heap: await heapMb(page) }]
  let from = performance.now()
  const note = async () => {
    const loaded = pages - stages.at(-1).pages
    const perPage = (performance.now() - from) / loaded
    stages.push({ pages, perPage, ...(await page.evaluate('bench.figures()')), heap: await heapMb(page) })
    await page.evaluate('bench.clear()')
    from = performance.now()
  }
  const isThere = () => page.evaluate(`document.getElementById('${oldest}') !== null`)
  await page.evaluate(`bench.clear(), bench.toBeginning('${oldest}')`)
  await until('the beginning is shown', async () => {
    if (pages - stages.at(-1).pages >= step) await note()
    return isThere()
  })
  await note()
  await page.getByRole('button', { name: 'To the newest message' }).click()
  await sleep(REST_MS)
  const back = { ...(await page.evaluate('bench.figures()')), heap: await heapMb(page) }
  await page.context().close()
  return { stages, back }
}
