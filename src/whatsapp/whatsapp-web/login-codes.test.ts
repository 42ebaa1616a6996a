import { LoginCodes } from './login-codes'

test('the first QR code lives for a minute, further ones for 20 seconds, and none is told twice', () => {
  const codes = new LoginCodes()
  expect(codes.qr('2@a,b,c,d,1')).toEqual({ type: 'qr', code: '2@a,b,c,d,1', expiresInMs: 60_000 })
  expect(codes.qr('2@a,b,c,d,1')).toBeNull()
  expect(codes.qr('2@b,b,c,d,1')).toEqual({ type: 'qr', code: '2@b,b,c,d,1', expiresInMs: 20_000 })
})

test.each(['undefined,b,c,d,1', '2@a,b,null,d,1', '2@a,b,c', '2@a,,c,d,1', ''])('%p is no QR code', (code) => {
  const codes = new LoginCodes()
  expect(() => codes.qr(code)).toThrow('malformed')
  expect(codes.qr('2@a,b,c,d,1')).toMatchObject({ expiresInMs: 60_000 })
})

test('a pairing code has eight characters', () => {
  const codes = new LoginCodes()
  expect(codes.pairing('ABCD1234')).toEqual({ type: 'pairing-code', code: 'ABCD1234' })
  expect(codes.pairing('ABCD1234')).toBeNull()
  expect(() => codes.pairing('undefined')).toThrow('malformed')
})
