/** The console's lists as a person moves through them: every row once, wherever the list's window stands. */
import type { ApiClient } from './client'
import { until, type ConsolePage } from './console-browser'
import { messagesOf } from './console-sessions'

/** What is in sight of the thread now, oldest first, and whether there is more above. */
interface Sight {
  readonly ids: readonly string[]
  /** Where the first of them is on the screen, in pixels. */
  readonly top: number
  readonly isTop: boolean
  readonly isBusy: boolean
}

/** Rows out of sight may be in the document for their focus's sake: they are not looked at. */
const LOOK = `(() => {
  const list = document.querySelector('[data-testid=messages]')
  const { top, bottom } = list.getBoundingClientRect()
  const rows = [...list.querySelectorAll('[data-testid=message]')].filter((row) => {
    const box = row.getBoundingClientRect()
    return box.bottom > top + 1 && box.top < bottom - 1
  })
  return {
    ids: rows.map((row) => row.id),
    top: rows.length === 0 ? 0 : Math.round(rows[0].getBoundingClientRect().top),
    isTop: list.scrollTop <= 0,
    isBusy: list.ariaBusy === 'true',
  }
})()`

const UP = `(() => {
  const list = document.querySelector('[data-testid=messages]')
  list.scrollTop = Math.max(0, list.scrollTop - list.clientHeight * 0.6)
})()`

/** Once the browser has drawn twice: what was scrolled to is laid out then. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))'

/**
 * Scrolls a thread from where it is to its beginning, and expects that it shows exactly these messages, each once and in
 * order, in all that is in sight on the way.
 */
export async function expectThread({ page }: ConsolePage, expected: readonly string[]): Promise<void> {
  const places = new Map(expected.map((id, place) => [id, place]))
  const seen = new Set<string>()
  await until('the thread shows all of its messages', async () => {
    await page.evaluate(DRAWN)
    const { ids, isTop, isBusy } = await page.evaluate<Sight>(LOOK)
    const first = places.get(ids[0] ?? '')
    if (first === undefined) throw new Error(`a message that is not there is shown: ${ids[0]}`)
    expect(ids).toEqual(expected.slice(first, first + ids.length))
    for (const id of ids) seen.add(id)
    if (seen.size === expected.length) return true
    if (isTop && !isBusy && first === 0) throw new Error(`shown: ${seen.size} of ${expected.length} messages`)
    await page.evaluate(UP)
    return undefined
  })
}

/** The message at the top of what is in sight, and where it is, once it has come to rest there. */
export async function firstInSight({ page }: ConsolePage): Promise<{ id: string | undefined; top: number }> {
  let before: Sight | undefined
  return until('the thread stands still', async () => {
    await page.evaluate(DRAWN)
    const sight = await page.evaluate<Sight>(LOOK)
    const [id] = sight.ids
    const stands = before?.ids[0] === id && before?.top === sight.top
    before = sight
    return stands ? { id, top: sight.top } : undefined
  })
}

/** Resolves to the ids of all messages of a chat, oldest first, once there are as many and the newest is shown. */
export async function allShown(page: ConsolePage, api: ApiClient, chatId: string, count: number): Promise<string[]> {
  const ids = await until(`${count} messages are stored`, async () => {
    const stored = (await messagesOf(api, chatId)).map(({ id }) => id)
    return stored.length >= count ? stored : undefined
  })
  expect(ids).toHaveLength(count)
  await page.page.locator(`#${ids.at(-1)}`).waitFor()
  return ids
}
