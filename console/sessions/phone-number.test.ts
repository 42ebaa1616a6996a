import { toE164 } from './phone-number'

describe('a phone number as people write it', () => {
  it.each([
    ['+62 812-3456-7890', '+6281234567890'],
    ['0062 (812) 3456.7890', '+6281234567890'],
    ['\u202a+62\u00a0812\u20113456\u20117890\u202c', '+6281234567890'],
  ])('%s is %s', (written, number) => expect(toE164(written)).toBe(number))

  it.each(['', '0812 3456 7890', '+0812345678', '+62 812', '+62 812 3456 7890 1234', '+62 812 WAGRAPH'])(
    '%s is none',
    (written) => expect(toE164(written)).toBeNull(),
  )
})
