import { oneLine } from './one-line'

describe('oneLine', () => {
  it('cuts what nobody would see, and no letter in two', () => {
    expect(oneLine('a'.repeat(200))).toBe('a'.repeat(200))
    expect(oneLine('😀'.repeat(150_000))).toBe(`${'😀'.repeat(200)}…`)
  })
})
