import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { followDay, today } from './day'

/** Dates, times and numbers in a language; dates come as ISO 8601. */
interface Format {
  /** `2:05 PM`, `14.05` */
  time(iso: string): string
  /** `Today`, `Yesterday`, a weekday within a week, else the date. */
  day(iso: string): string
  /** The time today, `Yesterday`, a weekday within a week, else a short date. */
  brief(iso: string): string
  /** Date and time in full. */
  full(iso: string): string
  /** `3 minutes ago` */
  ago(iso: string, now: number): string
  /** `12 seconds`, `3 minutes`, `2 hours` of milliseconds, rounded. */
  duration(ms: number): string
  /** `68 MB` of bytes. */
  bytes(count: number): string
  /** `920 B`, `14 kB`, `2.1 MB` of bytes: for files. */
  fileSize(count: number): string
  number(count: number): string
}

const SECOND = 1000
const DAY = 86_400 * SECOND
const UNITS = [
  ['day', DAY],
  ['hour', 3600 * SECOND],
  ['minute', 60 * SECOND],
  ['second', SECOND],
] as const

const SIZES = [
  ['megabyte', 1_000_000],
  ['kilobyte', 1000],
] as const

/** Of the page's language. It is another one each day, so that what names a day is drawn anew. */
export function useFormat(): Format {
  // Not useTranslation(), which copies all of i18next: each message on the screen has use for this.
  return useSyncExternalStore(follow, currentFormat)
}

function follow(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  const endDay = followDay(listener)
  return () => {
    i18next.off('languageChanged', listener)
    endDay()
  }
}

let made: { language: string; day: string; format: Format } | null = null

/** One for all: its parts are dear to make, and each message on the screen has use for it. */
function currentFormat(): Format {
  const { language } = i18next
  const day = today()
  if (made?.language !== language || made.day !== day) made = { language, day, format: createFormat(language) }
  return made.format
}

/** What writes dates, times and numbers in a language. */
export function createFormat(language: string): Format {
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'long' })
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' })
  const short = new Intl.DateTimeFormat(language, { day: '2-digit', month: '2-digit', year: '2-digit' })
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  // The other names days of the calendar: "yesterday" would be said of what is 29 hours ago, two days back.
  const elapsed = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const number = new Intl.NumberFormat(language)

  const named = (at: Date, otherwise: Intl.DateTimeFormat): string => {
    const days = daysBetween(at, new Date())
    if (days <= 1 && days >= 0) return capital(relative.format(-days, 'day'), language)
    return days > 1 && days < 7 ? weekday.format(at) : otherwise.format(at)
  }
  return {
    time: (iso) => time.format(new Date(iso)),
    day: (iso) => named(new Date(iso), date),
    brief(iso) {
      const at = new Date(iso)
      return daysBetween(at, new Date()) === 0 ? time.format(at) : named(at, short)
    },
    full: (iso) => full.format(new Date(iso)),
    ago(iso, now) {
      const ms = Date.parse(iso) - now
      const [unit, length] = unitOf(Math.abs(ms))
      return (unit === 'day' ? elapsed : relative).format(Math.round(ms / length), unit)
    },
    duration(ms) {
      const [unit, length] = unitOf(ms)
      const value = Math.max(1, Math.round(ms / length))
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
    },
    bytes: (count) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }).format(
        count / 1_000_000,
      ),
    fileSize(count) {
      const [unit, length] = SIZES.find(([, size]) => count >= size) ?? ['byte', 1]
      const maximumFractionDigits = unit === 'megabyte' ? 1 : 0
      const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const
      return new Intl.NumberFormat(language, options).format(count / length)
    },
    number: (count) => number.format(count),
  }
}

/** The largest unit of which there is one, also once it is rounded: 59.9 seconds are a minute. */
const unitOf = (ms: number): (typeof UNITS)[number] => {
  const finer = (index: number): number => UNITS[index + 1]?.[1] ?? SECOND
  return UNITS.find(([, length], index) => Math.round(ms / finer(index)) * finer(index) >= length) ?? ['second', SECOND]
}

/** Midnights between two moments, in the browser's time zone. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (at: Date): number => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())
  return Math.round((midnight(to) - midnight(from)) / DAY)
}

const capital = (text: string, language: string): string => text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1)
