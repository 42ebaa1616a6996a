import { WagraphError } from '../domain/errors'
import { emoji, inRange, page, phone, search, short, text, TEXT_LIMIT } from './validation'

/** What the call is refused with. */
function refusal(call: () => unknown): { field: unknown; message: string } {
  try {
    call()
  } catch (thrown) {
    if (!(thrown instanceof WagraphError) || thrown.code !== 'BAD_USER_INPUT') throw thrown
    return { field: thrown.details['field'], message: thrown.message }
  }
  throw new Error('it was taken')
}

describe('input', () => {
  it.each([1, 50, 100])('takes a page of %i', (first) => {
    expect(page(first, undefined)).toEqual({ first, after: null })
    expect(page(first, 'cursor')).toEqual({ first, after: 'cursor' })
  })

  it.each([0, -1, 101, 2 ** 31 - 1, Number.NaN, Infinity])('refuses a page of %p', (first) => {
    expect(refusal(() => page(first, null)).field).toBe('first')
  })

  it('names the field and the bounds', () => {
    expect(refusal(() => inRange('waitSeconds', 121, 0, 120))).toEqual({
      ...{ field: 'waitSeconds', message: 'waitSeconds must be from 0 to 120, not 121.' },
    })
  })

  it.each([
    ['one character', 'x'],
    ['as many as WhatsApp takes, of four bytes each', '🙂'.repeat(TEXT_LIMIT)],
    ['spaces around something to see', ' \n x '],
    ['right-to-left text', 'שלום'],
  ])('takes a text of %s, as it is', (_, value) => {
    expect(text('input.text', value)).toBe(value)
  })

  it.each([
    ['nothing', ''],
    ['spaces', '  \n\t '],
    ['one character too many', 'x'.repeat(TEXT_LIMIT + 1)],
    ['one emoji too many', '🙂'.repeat(TEXT_LIMIT + 1)],
  ])('refuses a text of %s', (_, value) => {
    expect(refusal(() => text('input.text', value)).field).toBe('input.text')
  })

  it.each(['+6281234567890', '+4915112345678', '+1234567', '+123456789012345'])('takes the number %s', (value) => {
    expect(phone('input.pairingPhone', value)).toBe(value)
  })

  it.each([
    '6281234567890',
    '+0281234567',
    '+62 812 3456',
    '+123456',
    '+1234567890123456',
    '',
    '+',
    '+٦٢٨١٢٣٤٥٦٧',
    '+1234567\n',
  ])('refuses the number %p', (value) => {
    expect(refusal(() => phone('input.pairingPhone', value)).field).toBe('input.pairingPhone')
  })

  it.each(['👍', '❤️', '❤', '👩🏽‍🚀', '🇮🇩', '1️⃣', '☺️', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', ''])('takes the reaction %p', (value) => {
    expect(emoji('emoji', value)).toBe(value)
  })

  it.each(['a', 'ok', '👍👍', '👍a', '1', '#', ' ', '👍 ', '<b>', `👍${'\u0301'.repeat(100)}`])(
    'refuses the reaction %p',
    (value) => {
      expect(refusal(() => emoji('emoji', value)).field).toBe('emoji')
    },
  )

  it('takes names of 1 to 255 characters, and none', () => {
    expect([short('name', null), short('name', undefined)]).toEqual([null, null])
    expect(short('name', 'x'.repeat(255))).toHaveLength(255)
    for (const bad of ['', ' ', 'x'.repeat(256)]) expect(refusal(() => short('name', bad)).field).toBe('name')
  })

  it('takes a name of 255 emoji, as the database does', () => {
    const name = '🦊'.repeat(255)
    expect(short('name', name)).toBe(name)
    expect(refusal(() => short('name', `${name}🦊`)).field).toBe('name')
  })

  it('searches without the spaces around, and not for nothing', () => {
    expect(search('  ada ')).toBe('ada')
    for (const none of [null, undefined, '']) expect(search(none)).toBeNull()
    expect(refusal(() => search('x'.repeat(256))).field).toBe('search')
  })
})
