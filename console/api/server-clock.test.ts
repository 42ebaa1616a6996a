import { ServerClock } from './server-clock'

const NOON = Date.parse('2026-03-01T12:00:00Z')

/** An answer that the server has dated. */
const dated = (date: string | null): Response => new Response(null, { headers: date === null ? {} : { date } })

it("is the browser's clock before there is an answer", () => {
  expect(new ServerClock(() => NOON).now()).toBe(NOON)
})

it.each([
  ['Sun, 01 Mar 2026 11:50:00 GMT', NOON - 600_000],
  ['Sun, 01 Mar 2026 12:10:00 GMT', NOON + 600_000],
])('follows the date of the newest answer: %s', (date, expected) => {
  let now = NOON
  const clock = new ServerClock(() => now)
  clock.hear(dated('Sun, 01 Mar 2026 03:00:00 GMT'))
  clock.hear(dated(date))
  expect(clock.now()).toBe(expected + 500)
  now += 5000
  expect(clock.now()).toBe(expected + 5500)
})

it.each([null, 'soon'])('leaves the time as it is where an answer has no date: %s', (date) => {
  const clock = new ServerClock(() => NOON)
  clock.hear(dated(date))
  expect(clock.now()).toBe(NOON)
})
