import { followDay, today } from './day'

/** In the time zone of whoever runs the test: the page's days are the reader's own. */
const EVENING = new Date(2026, 0, 5, 23, 30)
const MINUTE = 60_000

const page = new EventTarget()

beforeAll(() => void Object.assign(globalThis, { document: page }))
beforeEach(() => jest.useFakeTimers({ now: EVENING }))
afterEach(() => jest.useRealTimers())

it('tells all who listen of midnight, each day once, and nobody afterwards', () => {
  const days: string[] = []
  const more = jest.fn()
  const ends = [followDay(() => days.push(today())), followDay(more)]
  jest.advanceTimersByTime(30 * MINUTE - 1)
  expect(days).toEqual([])
  jest.advanceTimersByTime(1)
  expect(days).toEqual(['Tue Jan 06 2026'])
  jest.advanceTimersByTime(24 * 60 * MINUTE)
  expect(days).toEqual(['Tue Jan 06 2026', 'Wed Jan 07 2026'])
  expect(more).toHaveBeenCalledTimes(2)
  for (const end of ends) end()
  expect(jest.getTimerCount()).toBe(0)
})

it('notices within a minute that it slept over midnight', () => {
  const listener = jest.fn()
  const end = followDay(listener)
  jest.setSystemTime(new Date(2026, 0, 6, 9))
  jest.advanceTimersByTime(MINUTE)
  expect(listener).toHaveBeenCalledTimes(1)
  end()
})

it('notices another day at once when somebody looks at the page again', () => {
  const listener = jest.fn()
  const end = followDay(listener)
  page.dispatchEvent(new Event('visibilitychange'))
  expect(listener).not.toHaveBeenCalled()
  jest.setSystemTime(new Date(2026, 0, 6, 9))
  page.dispatchEvent(new Event('visibilitychange'))
  expect(listener).toHaveBeenCalledTimes(1)
  end()
  jest.setSystemTime(new Date(2026, 0, 7, 9))
  page.dispatchEvent(new Event('visibilitychange'))
  expect(listener).toHaveBeenCalledTimes(1)
})
