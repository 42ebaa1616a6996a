import { WagraphError } from '../domain/errors'
import { decodeCursor, encodeCursor } from './cursor'

const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('cursors', () => {
  it.each([
    ['no session', []],
    ['one session', [['ses_1', 0]]],
    ['several sessions', Array.from({ length: 500 }, (_, n) => [`ses_${n}`, n * 1_000_003])],
    ['the highest number', [['ses_1', Number.MAX_SAFE_INTEGER]]],
  ] as [string, [string, number][]][])('bring a position of %s back', (_, pairs) => {
    const cursor = encodeCursor(new Map(pairs))
    expect([...decodeCursor(cursor)]).toEqual(pairs)
    expect(cursor).toMatch(/^[\w-]+$/)
  })

  it.each([
    ['nothing', ''],
    ['any text', 'not a cursor'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00]).toString('base64url')],
    ['a number', text(7)],
    ['null', text(null)],
    ['an object', text({ ses_1: 1 })],
    ['pairs that are too short', text([['ses_1']])],
    ['pairs that are too long', text([['ses_1', 1, 2]])],
    ['a name that is no text', text([[1, 1]])],
    ['a number as text', text([['ses_1', '1']])],
    ['a negative number', text([['ses_1', -1]])],
    ['a fraction', text([['ses_1', 1.5]])],
    ['a number beyond all sequences', text([['ses_1', 2 ** 53]])],
    ['one bad pair among good ones', text([['ses_1', 1], null])],
    ['a list’s cursor', text(['2026-01-01T00:00:00.000Z', 'msg_1'])],
    ['half a cursor', encodeCursor(new Map([['ses_1', 1]])).slice(0, -4)],
  ])('refuse %s', (_, garbage) => {
    expect(() => decodeCursor(garbage)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'after' } }) as WagraphError,
    )
  })
})
