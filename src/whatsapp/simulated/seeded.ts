import { createHash } from 'node:crypto'

/** SHA-256 of the parts in upper-case hex: the same parts give the same digits on every machine. */
export function digest(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').toUpperCase()
}

/** `length` decimal digits (at most 48) made from the parts; the first is never 0. */
export function digits(length: number, ...parts: readonly (string | number)[]): string {
  const text = BigInt(`0x${digest(...parts).slice(0, 48)}`)
    .toString()
    .padStart(48, '7')
    .slice(-length)
  return text.startsWith('0') ? `7${text.slice(1)}` : text
}

/** A whole number from 0 to `below` - 1 made from the parts. */
export function numberBelow(below: number, ...parts: readonly (string | number)[]): number {
  return Number.parseInt(digest(...parts).slice(0, 12), 16) % below
}

/** One of the items, chosen by the parts. Throws RangeError if there is none. */
export function choice<T>(items: readonly T[], ...parts: readonly (string | number)[]): T {
  const item = items[numberBelow(Math.max(1, items.length), ...parts)]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}

/** The stanza id of a message that a linked device of the account sends: `3EB0` and 18 hex digits. */
export const ownStanzaId = (...parts: readonly (string | number)[]): string => `3EB0${digest(...parts).slice(0, 18)}`

/** The stanza id of a message that a phone sends: `3A` and 18 hex digits. */
export const phoneStanzaId = (...parts: readonly (string | number)[]): string => `3A${digest(...parts).slice(0, 18)}`
