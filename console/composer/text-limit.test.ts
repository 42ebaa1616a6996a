import { charactersLeft, TEXT_LIMIT, toSend } from './text-limit'

test('characters are counted as the server counts them, once the limit is near', () => {
  expect(charactersLeft('')).toBeNull()
  expect(charactersLeft('x'.repeat(TEXT_LIMIT - 1_001))).toBeNull()
  expect(charactersLeft('x'.repeat(TEXT_LIMIT - 1_000))).toBe(1_000)
  expect(charactersLeft('x'.repeat(TEXT_LIMIT + 3))).toBe(-3)
  expect(charactersLeft('🙂'.repeat(TEXT_LIMIT - 1))).toBe(1)
  expect(charactersLeft('🙂'.repeat(TEXT_LIMIT / 2))).toBeNull()
})

test('empty lines around a text are not sent, its indentation is', () => {
  expect(toSend('\n \n  one\n\ntwo \n\n')).toBe('  one\n\ntwo')
  expect(toSend(' \n\t ')).toBe('')
})
