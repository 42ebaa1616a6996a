import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { populate, SENTENCES, strangerName } from './population'
import { chatAddress } from './world'

const UNTIL = Date.parse('2026-01-05T09:00:00Z')

describe('populate', () => {
  it('makes the same account of the same seed, and another one of another', () => {
    expect(populate('a', UNTIL)).toEqual(populate('a', UNTIL))
    const addresses = [...populate('a', UNTIL).chats, ...populate('b', UNTIL).chats].map(chatAddress)
    expect(new Set(addresses).size).toBe(24)
  })

  it('makes 13 people, 8 private chats and 4 groups, with a few dozen messages', () => {
    const { people, chats } = populate('a', UNTIL)
    expect(people).toHaveLength(13)
    expect(chats.filter((chat) => chat.kind === 'PRIVATE')).toHaveLength(8)
    expect(chats.filter((chat) => chat.kind === 'GROUP')).toHaveLength(4)
    for (const { messages } of chats) expect(messages.length).toBeGreaterThanOrEqual(12)
  })

  it('ends each history shortly before the account is linked, in the order of the conversation', () => {
    for (const { messages } of populate('a', UNTIL).chats) {
      const times = messages.map((message) => message.sentAt)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times.at(-1)).toBeLessThan(UNTIL)
      expect(times.at(-1)).toBeGreaterThan(UNTIL - 6 * 3_600_000)
    }
  })

  it('has unread messages, a pinned and an archived chat', () => {
    const { chats } = populate('a', UNTIL)
    expect(chats.filter((chat) => chat.unreadCount > 0).map((chat) => chat.kind)).toEqual(['PRIVATE', 'GROUP'])
    expect(chats.filter((chat) => chat.pinned)).toHaveLength(1)
    expect(chats.filter((chat) => chat.archived)).toHaveLength(1)
    for (const { messages, unreadCount } of chats) {
      expect(messages.slice(messages.length - unreadCount).some((message) => message.fromMe)).toBe(false)
    }
  })

  it('knows people by number, by LID with a number, and by LID only', () => {
    const { people } = populate('a', UNTIL)
    const kinds = people.map(({ addressing, linked }) => `${addressing} ${linked}`)
    expect(new Set(kinds)).toEqual(new Set(['PHONE false', 'LID true', 'LID false']))
  })

  it('gives numbers that a phone number library takes, for many seeds', () => {
    const numbers = Array.from({ length: 20 }, (_, seed) => populate(`seed ${seed}`, UNTIL).people).flat()
    const odd = numbers.filter(({ phone }) => parsePhoneNumberFromString(phone)?.isPossible() !== true)
    expect(odd).toEqual([])
  })

  it('does not repeat a stanza id, and gives the same ones whenever it is linked', () => {
    const ids = (until: number): string[] =>
      populate('a', until).chats.flatMap(({ messages }) => messages.map((message) => message.stanzaId))
    expect(new Set(ids(UNTIL)).size).toBe(ids(UNTIL).length)
    expect(ids(UNTIL + 86_400_000)).toEqual(ids(UNTIL))
  })

  it('writes in many scripts', () => {
    const text = SENTENCES.join('\n')
    const scripts = [/\p{Script=Latin}/u, /\p{Script=Arabic}/u, /\p{Script=Hebrew}/u, /\p{Script=Devanagari}/u]
    for (const script of [...scripts, /\p{Script=Han}/u, /\p{Extended_Pictographic}/u]) expect(text).toMatch(script)
  })
})

describe('strangerName', () => {
  it('names thousands of people, no two alike', () => {
    const names = Array.from({ length: 5_000 }, (_, index) => strangerName(index))
    expect(new Set(names).size).toBe(5_000)
  })
})
