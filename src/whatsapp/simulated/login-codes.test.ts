import { pairingCode, qrCode } from './login-codes'

describe('login codes', () => {
  it('look as those of WhatsApp', () => {
    expect(qrCode('seed', 1, 0)).toMatch(/^2@[\w+/]{80,},[\w+/]{43}=,[\w+/]{43}=,[\w+/]{43}=,1$/)
    expect(pairingCode('seed', 1, 0)).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/)
  })

  it('are the same for the same start, and others each time they are renewed', () => {
    expect(qrCode('seed', 1, 0)).toBe(qrCode('seed', 1, 0))
    expect(pairingCode('seed', 1, 0)).toBe(pairingCode('seed', 1, 0))
    expect(new Set([qrCode('seed', 1, 0), qrCode('seed', 1, 1), qrCode('seed', 2, 0), qrCode('x', 1, 0)]).size).toBe(4)
    expect(new Set([1, 2, 3, 4].map((index) => pairingCode('seed', 1, index))).size).toBe(4)
  })
})
