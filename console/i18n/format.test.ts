import { createFormat } from './format'

/** A Monday, in the time zone of whoever runs the test: the page shows the reader's own. */
const NOW = new Date(2026, 0, 5, 14, 30)

const en = createFormat('en')
const id = createFormat('id')

/** That many days before now, at an hour of the day. */
const daysAgo = (days: number, hour = 9): string => new Date(2026, 0, 5 - days, hour, 5).toISOString()

beforeEach(() => jest.useFakeTimers({ now: NOW }))
afterEach(() => jest.useRealTimers())

/** Some ICU versions part time and AM by a narrow space. */
const plain = (text: string): string => text.replaceAll(' ', ' ')

it('shows the time of the day as the language does', () => {
  expect(plain(en.time(daysAgo(0, 14)))).toBe('2:05 PM')
  expect(id.time(daysAgo(0, 14))).toBe('14.05')
})

it.each([
  [0, 'Today', 'Hari ini'],
  [1, 'Yesterday', 'Kemarin'],
  [2, 'Saturday', 'Sabtu'],
  [6, 'Tuesday', 'Selasa'],
  [7, 'December 29, 2025', '29 Desember 2025'],
  [-1, 'January 6, 2026', '6 Januari 2026'],
])('names the day %i days ago %s, %s', (days, english, indonesian) => {
  expect(en.day(daysAgo(days))).toBe(english)
  expect(id.day(daysAgo(days))).toBe(indonesian)
})

it('counts days by midnights, not by hours', () => {
  expect(en.day(daysAgo(0, 0))).toBe('Today')
  expect(en.day(daysAgo(1, 23))).toBe('Yesterday')
})

it('is brief: the time of today, else the day', () => {
  expect(plain(en.brief(daysAgo(0)))).toBe('9:05 AM')
  expect(en.brief(daysAgo(1))).toBe('Yesterday')
  expect(en.brief(daysAgo(5))).toBe('Wednesday')
  expect(en.brief(daysAgo(7))).toBe('12/29/25')
  expect(id.brief(daysAgo(7))).toBe('29/12/25')
})

it('shows a moment in full', () => {
  expect(plain(en.full(daysAgo(0)))).toBe('January 5, 2026 at 9:05:00 AM')
})

it.each([
  [0, 'now', 'sekarang'],
  [30_000, '30 seconds ago', '30 detik yang lalu'],
  [100_000, '2 minutes ago', '2 menit yang lalu'],
  [3_600_000, '1 hour ago', '1 jam yang lalu'],
  [29 * 3_600_000, '1 day ago', '1 hari yang lalu'],
  [2 * 86_400_000, '2 days ago', '2 hari yang lalu'],
  [-60_000, 'in 1 minute', 'dalam 1 menit'],
])('says how long ago %i ms are: %s, %s', (ms, english, indonesian) => {
  const at = new Date(NOW.getTime() - ms).toISOString()
  expect(en.ago(at, NOW.getTime())).toBe(english)
  expect(id.ago(at, NOW.getTime())).toBe(indonesian)
})

it.each([
  [0, '1 second', '1 detik'],
  [12_300, '12 seconds', '12 detik'],
  [180_000, '3 minutes', '3 menit'],
  [7_200_000, '2 hours', '2 jam'],
])('says how long %i ms are: %s, %s', (ms, english, indonesian) => {
  expect(en.duration(ms)).toBe(english)
  expect(id.duration(ms)).toBe(indonesian)
})

it('rounds to the unit that a reader would take', () => {
  expect(en.duration(59_900)).toBe('1 minute')
  expect(en.ago(new Date(NOW.getTime() - 59_900).toISOString(), NOW.getTime())).toBe('1 minute ago')
})

it('writes numbers and bytes as the language does', () => {
  expect(en.number(1234567)).toBe('1,234,567')
  expect(id.number(1234567)).toBe('1.234.567')
  expect(en.bytes(68_400_000)).toBe('68 MB')
})
