import { scenes, spoken } from './scenes'

const act = (line: string): unknown => scenes(line)[0]?.[0]?.act

describe('scenes', () => {
  it('reads who says what, scene by scene', () => {
    const [first, second] = scenes('\n0 Hi: you > me\n> Hello\n\n3 Later ⏎ on\n')
    expect(first?.map(({ speaker }) => speaker)).toEqual([0, null])
    expect(first?.[0]?.act).toEqual({ type: 'SAY', text: 'Hi: you > me', content: null, back: null })
    expect(second).toEqual([{ speaker: 3, act: { type: 'SAY', text: 'Later\non', content: null, back: null } }])
  })

  it('reads what happens to messages before', () => {
    expect(act('0^ Yes')).toMatchObject({ type: 'SAY', text: 'Yes', back: 1 })
    expect(act('0^3 Yes')).toMatchObject({ type: 'SAY', back: 3 })
    expect(act('>+2 👍')).toEqual({ type: 'REACT', emoji: '👍', back: 2 })
    expect(act('1~ Better')).toEqual({ type: 'EDIT', text: 'Better', back: 1 })
    expect(act('1x2')).toEqual({ type: 'REVOKE', back: 2 })
    expect(act('>=')).toEqual({ type: 'READ' })
  })

  it('reads what is more than text', () => {
    const media = { mimeType: 'image/jpeg', filename: null, size: 12 }
    expect(act('0[IMAGE 12] Look')).toMatchObject({ text: 'Look', content: { type: 'IMAGE', media, location: null } })
    expect(act('0[STICKER 9]')).toMatchObject({ text: null, content: { type: 'STICKER' } })
    const report = { mimeType: 'application/pdf', filename: 'My report.pdf', size: 7 }
    expect(act('>[DOCUMENT 7 My report.pdf]')).toMatchObject({ text: null, content: { media: report } })
    const location = { latitude: -6.2, longitude: 106.8, name: 'Kota Tua, Jakarta' }
    expect(act('0[LOCATION -6.2 106.8 Kota Tua, Jakarta]')).toMatchObject({ content: { type: 'LOCATION', location } })
    expect(act('0^2[POLL] Where?')).toMatchObject({ text: 'Where?', content: { type: 'POLL', media: null }, back: 2 })
  })

  it.each(['hello', '', '0[GIF 3] x'])('refuses %j', (line) => {
    expect(() => scenes(`0 first\n${line}x`)).toThrow('no ')
  })
})

describe('spoken', () => {
  it('chooses the same for the same alternatives and place, and in time every one of them', () => {
    const [one, other] = spoken('{a|b} and {a|b}', 'seed', 'here').split(' and ')
    expect(one).toBe(other)
    const chosen = Array.from({ length: 30 }, (_, place) => spoken('{a|b|}!', 'seed', String(place)))
    expect(new Set(chosen)).toEqual(new Set(['a!', 'b!', '!']))
    expect(spoken('{not one}', 'seed', 'here')).toBe('{not one}')
  })
})
