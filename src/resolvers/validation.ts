import { badInput } from '../domain/errors'
import type { PageRequest } from '../domain/reads'

/** The longest text that WhatsApp takes, in characters. */
export const TEXT_LIMIT = 65_536
const NAME_LIMIT = 255
/** More than the longest emoji has; a grapheme may have any number of accents. */
const EMOJI_LIMIT = 64

/** A whole number within bounds, both included. */
export function inRange(field: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value
  throw badInput(field, `${field} must be from ${least} to ${most}, not ${value}.`)
}

/** A page of 1 to 100 items. */
export const page = (first: number, after: string | null | undefined): PageRequest => ({
  first: inRange('first', first, 1, 100),
  after: after ?? null,
})

/** Text of 1 to 65,536 characters, with something to see in it. */
export function text(field: string, value: string): string {
  if (value.trim() === '') throw badInput(field, `${field} must not be empty.`)
  if (value.includes('\u0000')) throw badInput(field, `${field} must not contain the character U+0000.`)
  // The quick look spares counting: a character is one or two units of a string.
  if (value.length > TEXT_LIMIT && [...value].length > TEXT_LIMIT) {
    throw badInput(field, `${field} must have at most ${TEXT_LIMIT} characters.`)
  }
  return value
}

/** A name, key or the like: 1 to 255 characters; null where there is none. */
export function short(field: string, value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null
  if (value.trim() === '') throw badInput(field, `${field} must not be empty.`)
  if (value.length > NAME_LIMIT && [...value].length > NAME_LIMIT)
    throw badInput(field, `${field} must have at most ${NAME_LIMIT} characters.`)
  return value
}

/** A phone number in E.164, with the plus sign. Only WhatsApp knows whether somebody has it. */
export function phone(field: string, value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null
  if (!/^\+[1-9]\d{6,14}$/.test(value)) {
    throw badInput(field, `${field} must be a phone number in E.164, such as +6281234567890.`)
  }
  return value
}

/** One emoji, or nothing to take a reaction back. */
export function emoji(field: string, value: string): string {
  const graphemes = [...new Intl.Segmenter().segment(value)]
  if (
    value === '' ||
    (graphemes.length === 1 &&
      value.length <= EMOJI_LIMIT &&
      /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(value))
  )
    return value
  throw badInput(field, `${field} must be one emoji, or empty to take the reaction back.`)
}

/** A search of at least one character; null where there is none. */
export function search(value: string | null | undefined): string | null {
  const trimmed = short('search', value === '' ? null : value)?.trim()
  return trimmed ? trimmed : null
}
