/**
 * Console: the page's speed in a real browser, on the built server with its embedded database: until the chats are
 * shown, while messages pour in, and in a long thread; beside what the browser and the server take with nothing in it.
 */
import { weighFirstLoad, timeChatList, timeLine, timeQuestion } from './console/first-load.mjs'
import { flood, PER_SECOND } from './console/flood.mjs'
import { launchBrowser } from './console/page.mjs'
import { preparePhone } from './console/phone.mjs'
import { scrollNothing, scrollThroughAll, scrollUp } from './console/scroll.mjs'
import { interleaved, limit, median, printTable, reportLimits, ROUNDS, size } from './figures.mjs'
import { startServer } from './server.mjs'

const CHATS = size('BENCH_CONSOLE_CHATS', 1_000, 100)
const LONG = size('BENCH_CONSOLE_MESSAGES', 100_000, 2_000)
const SECONDS = size('BENCH_CONSOLE_SECONDS', 20, 3)
/** Pages of a thread after which its figures are looked at. */
const STEP = 400

/** In milliseconds. */
const SHOWN_LIMIT = 1_000
const TASK_LIMIT = 200
/** JavaScript as sent, in KB. */
const SCRIPT_LIMIT = 300

const ms = (value) => value.toFixed(0)
const percent = (share) => `${(share * 100).toFixed(0)} %`
const range = (values) => `${ms(Math.min(...values))} to ${ms(Math.max(...values))}`

async function measureFirstLoad(browser, server, phone) {
  const list = await weighFirstLoad(browser, server, `/sessions/${phone.sessionId}`)
  const thread = await weighFirstLoad(browser, server, `/sessions/${phone.sessionId}/chats/${phone.longChat}`)
  const figures = await interleaved({
    chats: () => timeChatList(browser, server, phone.sessionId),
    line: () => timeLine(browser, server),
    question: () => timeQuestion(server, list.question),
  })
  const line = median(figures.get('line'))
  const rowOf = (name, values, most) => [
    ...[name, ms(median(values)), range(values), (median(values) / line).toFixed(1), most],
  ]
  const [cold, warm] = ['cold', 'warm'].map((cache) => figures.get('chats').map((times) => times[cache]))
  limit(median(cold) <= SHOWN_LIMIT, `the chats were shown after ${ms(median(cold))} ms; ${SHOWN_LIMIT} is the limit`)
  printTable(
    ['from the navigation', 'ms (median)', 'range', 'ratio', 'limit'],
    [
      rowOf('chats shown, nothing cached', cold, SHOWN_LIMIT),
      rowOf('chats shown, scripts cached', warm, ''),
      rowOf('a line of text shown by the browser', figures.get('line'), ''),
      rowOf('the same question for the chats over HTTP alone', figures.get('question'), ''),
    ],
  )
  console.log()
  for (const [name, weight] of Object.entries({ 'list of chats': list, 'a chat': thread })) {
    limit(
      weight.scriptKb <= SCRIPT_LIMIT,
      `${name}: ${ms(weight.scriptKb)} KB of JavaScript; ${SCRIPT_LIMIT} is the limit`,
    )
  }
  const weightOf = (name, { scriptKb, scripts, requests }) => [name, ms(scriptKb), SCRIPT_LIMIT, scripts, requests]
  printTable(
    ['first load', 'JavaScript as sent, KB', 'limit', 'scripts', 'requests in all'],
    [weightOf('of the list of chats', list), weightOf('of a chat', thread)],
  )
}

async function measureFlood(browser, server, phone) {
  const figures = await interleaved({
    'a chat and the list': () => flood(browser, server, phone, { seconds: SECONDS, withDrawer: false }),
    'and the developer drawer': () => flood(browser, server, phone, { seconds: SECONDS, withDrawer: true }),
  })
  const rows = [...figures].map(([name, rounds]) => {
    const of = (figure) => rounds.map((round) => round[figure])
    const unseen = of('unseen').reduce((sum, count) => sum + count, 0)
    limit(unseen === 0, `${name}: ${unseen} messages were stored and not shown`)
    limit(of('isListRight').every(Boolean), `${name}: the list of chats is not the server's`)
    limit(
      median(of('longest')) <= TASK_LIMIT,
      `${name}: a task of ${ms(median(of('longest')))} ms; ${TASK_LIMIT} is the limit`,
    )
    return [
      ...[name, ms(median(of('longest'))), range(of('longest')), TASK_LIMIT, ms(median(of('blocked')))],
      ...[percent(median(of('missed'))), percent(median(of('busy'))), unseen],
    ]
  })
  printTable(
    [
      ...[`${PER_SECOND} messages/s, shown`, 'longest task, ms (median)', 'range', 'limit', 'blocked, ms'],
      ...['frames missed', 'thread busy', 'stored and not shown'],
    ],
    rows,
  )
}

async function measureScroll(browser, server, phone) {
  const figures = await interleaved({
    thread: () => scrollUp(browser, server, phone, SECONDS),
    nothing: () => scrollNothing(browser, server, SECONDS),
  })
  const rowOf = (name, rounds) => {
    const of = (figure) => rounds.map((round) => round[figure])
    return [
      ...[name, ms(median(of('longest'))), range(of('longest')), ms(median(of('blocked')))],
      ...[percent(median(of('missed'))), percent(median(of('busy')))],
    ]
  }
  const rounds = figures.get('thread')
  const longest = median(rounds.map((round) => round.longest))
  limit(longest <= TASK_LIMIT, `scrolling: a task of ${ms(longest)} ms; ${TASK_LIMIT} is the limit`)
  const of = (figure) => median(rounds.map((round) => round[figure]))
  printTable(
    [
      'wheel turned for ' + SECONDS + ' s',
      'longest task, ms (median)',
      'range',
      'blocked, ms',
      'frames missed',
      'thread busy',
    ],
    [rowOf(`a thread of ${LONG} messages`, rounds), rowOf('a page with nothing in it', figures.get('nothing'))],
  )
  console.log(
    `\nScrolled over ${ms(of('travelled'))} pixels; heap before: ${of('before').toFixed(1)} MB, after: ${of('after').toFixed(1)} MB.\n`,
  )
}

async function measureAll(browser, server, phone) {
  const { stages, back } = await scrollThroughAll(browser, server, phone, STEP)
  const [start, ...steps] = stages
  const longest = median(steps.map((step) => step.longest))
  limit(longest <= TASK_LIMIT, `on the way to the beginning: a task of ${ms(longest)} ms; ${TASK_LIMIT} is the limit`)
  printTable(
    ['pages of 50 loaded', 'ms a page', 'longest task, ms', 'frames missed', 'heap, MB'],
    [
      [start.pages, '', '', '', start.heap.toFixed(1)],
      ...steps.map(({ pages, perPage, longest, missed, heap }) => [
        ...[pages, ms(perPage), ms(longest), percent(missed), heap.toFixed(1)],
      ]),
      ['back at the end', '', ms(back.longest), percent(back.missed), back.heap.toFixed(1)],
    ],
  )
}

const server = await startServer()
const browser = await launchBrowser()
try {
  const phone = await preparePhone(server, { chats: CHATS, long: LONG })
  console.log(`${CHATS} chats, one of them with ${LONG} messages; medians of ${ROUNDS} interleaved rounds\n`)
  for (const measure of [measureFirstLoad, measureFlood, measureScroll, measureAll]) {
    await measure(browser, server, phone)
    console.log()
  }
  reportLimits()
} finally {
  await browser.close()
  await server.stop()
}
