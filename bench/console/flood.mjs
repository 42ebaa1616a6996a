/** Messages that arrive while a chat and the list of chats are looked at: what the page does, and whether it shows all. */
import { setTimeout as sleep } from 'node:timers/promises'
import { newPage, openThread, taskClock } from './page.mjs'
import { arrive, chatsOf, messagesAfter, newestMessage, until } from './phone.mjs'

/** How many messages a second arrive, of which so many in the chat that is open. */
export const PER_SECOND = 60
const IN_CHAT = 20
/** Over how many chats the others are spread. */
const OTHERS = 300
/** How many rows of the list are compared with the server's. */
const ROWS = 8
/** Until a page that was just opened is at rest, in milliseconds. */
const REST_MS = 1_500

/** Lets them arrive for so many seconds; with the developer drawer open, or without. */
export async function flood(browser, server, phone, { seconds, withDrawer }) {
  const { sessionId, longChat } = phone
  const page = await newPage(browser)
  await openThread(page, server, sessionId, longChat)
  if (withDrawer) {
    await page.keyboard.press('Control+j')
    await page.getByRole('log').or(page.getByText('No event has arrived')).first().waitFor()
  }
  await sleep(REST_MS)
  const last = await newestMessage(server, longChat)
  const clock = await taskClock(page)
  await page.evaluate('bench.watchThread(), bench.clear()')

  const groups = Math.floor(OTHERS / 5)
  const [inChat, others] = [IN_CHAT * seconds, (PER_SECOND - IN_CHAT) * seconds]
  await arrive(server, sessionId, { chats: 1, groups: 1, count: inChat, perSecond: IN_CHAT })
  await arrive(server, sessionId, { chats: OTHERS, groups, count: others, perSecond: PER_SECOND - IN_CHAT })
  await sleep(seconds * 1000)
  const figures = { ...(await page.evaluate('bench.figures()')), busy: (await clock()) / seconds }

  const stored = await storedAfter(server, longChat, last, inChat)
  await until('the newest message is shown', () => page.evaluate(`bench.seen.has('${stored[0]}')`))
  const seen = new Set(await page.evaluate('[...bench.seen]'))
  const rows = await page.locator('[data-row]').evaluateAll((all) => all.map(({ dataset }) => dataset.row))
  const listed = (await chatsOf(server, sessionId, ROWS)).map(({ id }) => id)
  await page.context().close()
  return {
    ...figures,
    unseen: stored.filter((id) => !seen.has(id)).length,
    isListRight: listed.every((id) => rows.includes(id)),
  }
}

/** The ids of what came after a message, once it is as much as was sent there. */
function storedAfter(server, chatId, last, least) {
  return until('all messages are stored', async () => {
    const ids = await messagesAfter(server, chatId, last)
    return ids.length >= least ? ids : null
  })
}
