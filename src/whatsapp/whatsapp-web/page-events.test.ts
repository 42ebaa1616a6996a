import { fallbackEvent, neededFacts, toEngineEvents } from './page-events'
import type { Facts } from './page-types'

const NONE: Facts = { persons: {}, chats: {} }
const THEIRS = { fromMe: false, remote: '628222@c.us', id: 'ABC' }
const OWN = { ...THEIRS, fromMe: true }
const STATUS = { fromMe: false, remote: 'status@broadcast', id: 'S', participant: '628222@c.us' }

test('facts are asked for about the chat and the sender', () => {
  const group = { fromMe: false, remote: '1203@g.us', id: 'A', participant: '99222@lid' }
  expect(neededFacts({ kind: 'message', raw: { id: group } })).toEqual({ persons: ['99222@lid'], chats: ['1203@g.us'] })
  expect(neededFacts({ kind: 'unread', chatId: '628222@c.us', count: 1 })).toEqual({
    persons: ['628222@c.us'],
    chats: [],
  })
  expect(neededFacts({ kind: 'message', raw: { id: STATUS } })).toEqual({ persons: [], chats: [] })
  expect(neededFacts({ kind: 'message', raw: {} })).toEqual({ persons: [], chats: [] })
})

test('a status is counted when it comes, and what happens to it is not told', () => {
  const raw = { id: STATUS, t: 1, ack: 1 }
  expect(toEngineEvents({ kind: 'message', raw }, NONE)).toEqual([{ type: 'status-skipped' }])
  expect(toEngineEvents({ kind: 'message', raw: { ...raw, id: THEIRS, isStatusV3: true } }, NONE)).toHaveLength(1)
  for (const kind of ['decrypted', 'revoke'] as const) expect(toEngineEvents({ kind, raw }, NONE)).toEqual([])
  const reaction = { parentMsgKey: STATUS, senderUserJid: '628222@c.us' }
  expect(toEngineEvents({ kind: 'reaction', raw: reaction }, NONE)).toEqual([])
})

test('acks of received messages are not told', () => {
  expect(toEngineEvents({ kind: 'ack', raw: { id: THEIRS }, ack: 3 }, NONE)).toEqual([])
  expect(toEngineEvents({ kind: 'ack', raw: { id: OWN }, ack: 2 }, NONE)).toEqual([
    { type: 'ack', key: { fromMe: true, stanzaId: 'ABC' }, deliveryState: 'DELIVERED' },
  ])
})

test('a revocation names the revoked message, by whichever key it comes', () => {
  const key = { fromMe: false, stanzaId: 'ABC' }
  const notice = { id: { ...THEIRS, id: 'NOTICE' }, protocolMessageKey: THEIRS }
  expect(toEngineEvents({ kind: 'revoke', raw: notice }, NONE)).toMatchObject([{ type: 'revoke', key }])
  expect(toEngineEvents({ kind: 'revoke', raw: { id: THEIRS } }, NONE)).toMatchObject([{ key }])
})

test('reactions: of others, of the account itself, and taken back', () => {
  const raw = { parentMsgKey: THEIRS, msgKey: THEIRS, senderUserJid: '628222@c.us', reactionText: '👍', timestamp: 5 }
  expect(toEngineEvents({ kind: 'reaction', raw }, NONE)).toMatchObject([
    { key: { stanzaId: 'ABC' }, emoji: '👍', sender: { phone: '+628222' }, at: new Date(5_000) },
  ])
  const own = { ...raw, msgKey: OWN, reactionText: '' }
  expect(toEngineEvents({ kind: 'reaction', raw: own }, NONE)).toMatchObject([{ sender: null, emoji: '' }])
})

test('what cannot be understood is refused, and of a message stays that it came', () => {
  const noTime = { kind: 'message', raw: { id: THEIRS, type: 'chat', body: 'hi' } } as const
  expect(() => toEngineEvents(noTime, NONE)).toThrow('time')
  expect(fallbackEvent(noTime, NONE)).toMatchObject({ type: 'message', message: { type: 'UNSUPPORTED', body: null } })
  expect(fallbackEvent({ kind: 'message', raw: {} }, NONE)).toBeNull()
  expect(() => toEngineEvents({ kind: 'reaction', raw: {} }, NONE)).toThrow('key')
  expect(fallbackEvent({ kind: 'reaction', raw: {} }, NONE)).toBeNull()
})
