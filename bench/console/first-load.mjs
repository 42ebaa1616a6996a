/** The chat list from the navigation until it is painted, and what the browser had to load for it. */
import { performance } from 'node:perf_hooks'
import { KEY } from '../server.mjs'
import { newPage, openConsole } from './page.mjs'

const KB = 1000

/** How long until the chats are painted, in milliseconds, with an empty HTTP cache and then with a full one. */
export async function timeChatList(browser, server, sessionId) {
  const path = `/sessions/${sessionId}`
  const page = await newPage(browser)
  const shown = () => page.evaluate('bench.chatsShown')
  await page.goto(`${server.url}${path}#key=${KEY}`)
  const cold = await shown()
  await page.goto(`${server.url}/healthz`)
  await page.goto(`${server.url}${path}`)
  const warm = await shown()
  await page.context().close()
  return { cold, warm }
}

/** How long a new page takes until it has painted a line that the server has at hand, in milliseconds. */
export async function timeLine(browser, server) {
  const page = await newPage(browser)
  await page.goto(`${server.url}/healthz`)
  const time = await page.evaluate('bench.anythingShown')
  await page.context().close()
  return time
}

/** How long the page's own question for the chats takes over HTTP, without a page, in milliseconds. */
export async function timeQuestion(server, question) {
  const before = performance.now()
  await server.ask(question.query, question.variables)
  return performance.now() - before
}

/**
 * What is sent until the page follows what happens: JavaScript in KB as sent, and the number of requests; and the
 * question for the chats, as the page asks it.
 */
export async function weighFirstLoad(browser, server, path) {
  const page = await newPage(browser)
  const finished = []
  page.on('requestfinished', (request) => finished.push(request))
  await openConsole(page, server, path)
  await page.evaluate('bench.chatsShown')
  const scripts = finished.filter((request) => request.resourceType() === 'script')
  const sizes = await Promise.all(scripts.map((request) => request.sizes()))
  const questions = finished.filter((request) => request.method() === 'POST').map((request) => request.postDataJSON())
  await page.context().close()
  return {
    scriptKb: sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) / KB,
    scripts: scripts.length,
    requests: finished.length,
    question: questions.find(({ operationName }) => operationName === 'Chats'),
  }
}
