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

  it('has replies, an edit, a deletion, and what is more than text', () => {
    const messages = populate('a', UNTIL).chats.flatMap((chat) => chat.messages.map((message) => ({ chat, message })))
    const replies = messages.filter(({ message }) => message.quotedStanzaId !== null)
    expect(replies.length).toBeGreaterThan(5)
    for (const { chat, message } of replies) {
      const quoted = chat.messages.findIndex(({ stanzaId }) => stanzaId === message.quotedStanzaId)
      expect(quoted).toBeGreaterThanOrEqual(0)
      expect(quoted).toBeLessThan(chat.messages.indexOf(message))
    }
    expect(new Set(messages.filter(({ message }) => message.editedAt).map(({ chat }) => chat.kind)).size).toBe(2)
    const revoked = messages.filter(({ message }) => message.revoked).map(({ message }) => message)
    expect(new Set(revoked.map(({ fromMe }) => fromMe)).size).toBe(2)
    expect(revoked.map(({ body }) => body)).toEqual(revoked.map(() => null))
    const kinds = new Set(messages.map(({ message }) => message.content?.type ?? 'TEXT'))
    const others = ['IMAGE', 'VIDEO', 'VOICE', 'STICKER', 'DOCUMENT', 'LOCATION', 'CONTACT', 'POLL', 'SYSTEM']
    expect(kinds).toEqual(new Set(['TEXT', ...others]))
    for (const { chat, message } of messages) if (message.content?.type === 'SYSTEM') expect(chat.kind).toBe('GROUP')
  })

  it('leaves own messages at the end of a chat in different states, and all others read', () => {
    const { chats } = populate('a', UNTIL)
    const last = chats.flatMap(({ messages }) => messages.slice(-1)).filter(({ fromMe }) => fromMe)
    expect(new Set(last.map(({ deliveryState }) => deliveryState))).toEqual(new Set(['SENT', 'DELIVERED']))
    const before = chats.flatMap(({ messages }) => messages.slice(0, -1)).filter(({ fromMe }) => fromMe)
    expect(new Set(before.map(({ deliveryState }) => deliveryState))).toEqual(new Set(['READ']))
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
