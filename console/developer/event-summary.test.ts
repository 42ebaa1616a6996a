import { received } from '../attention/fake-incoming'
import { summaryOf } from './event-summary'

const textOf = (body: string) => summaryOf(received({ message: { body } })).text

test('a text is on one line, and cut between its characters', () => {
  expect(textOf('Halo,\n  apa kabar?')).toBe('Halo, apa kabar?')
  const long = textOf(`x${'🦄'.repeat(500)}`) ?? ''
  expect(long).toMatch(/^x🦄+…$/u)
  expect(long.length).toBeLessThan(500)
})
