import { chatOf, deliveryStateOf, mapMessage, personOf } from './message-mapping'
import type { Facts } from './page-types'
import { keyOf, type Raw } from './raw-data'

const NONE: Facts = { persons: {}, chats: {} }

const raw = (fields: Raw): Raw => ({
  id: { fromMe: false, remote: '628222@c.us', id: 'ABC', _serialized: 'false_628222@c.us_ABC' },
  type: 'chat',
  body: 'hi',
  t: 1_700_000_000,
  ...fields,
})

test('ids come as text or objects, in any spelling', () => {
  const id = { fromMe: false, remote: { _serialized: '628222:12@s.whatsapp.net' }, id: 'ABC' }
  expect(keyOf(id)).toEqual({
    key: { fromMe: false, stanzaId: 'ABC' },
    chatId: '628222@c.us',
    participant: null,
    ref: 'false_628222@c.us_ABC',
  })
  expect(keyOf('true_1203@g.us_ABC_99222@lid')).toMatchObject({
    key: { fromMe: true, stanzaId: 'ABC' },
    chatId: '1203@g.us',
    participant: '99222@lid',
  })
  for (const broken of [undefined, 'ABC', 'true_x_ABC', { id: 'ABC' }, { remote: '1@c.us' }]) {
    expect(keyOf(broken)).toBeNull()
  }
})

test('a person keeps the address it came under, with what the page knows beside it', () => {
  const known = { lid: '99222@lid', phone: '628222@c.us', savedName: 'Budi', pushName: 'Bud' }
  const facts = { persons: { '99222@lid': known }, chats: {} }
  expect(personOf('99222@lid', facts, 'B.')).toEqual({
    whatsappId: '99222@lid',
    lid: '99222@lid',
    phone: '+628222',
    savedName: 'Budi',
    pushName: 'B.',
  })
  const unknown = { whatsappId: '99333@lid', lid: '99333@lid', phone: null, savedName: null, pushName: null }
  expect(personOf('99333@lid', NONE)).toEqual(unknown)
  expect(personOf('628222@c.us', NONE)).toMatchObject({ phone: '+628222', lid: null })
})

test('chats of every kind', () => {
  const facts = { persons: {}, chats: { '1203@g.us': 'Team' } }
  expect(chatOf('1203@g.us', facts)).toEqual({ whatsappId: '1203@g.us', kind: 'GROUP', name: 'Team', person: null })
  expect(chatOf('77@newsletter', facts)).toMatchObject({ kind: 'CHANNEL', name: null, person: null })
  expect(chatOf('628222@c.us', facts)).toMatchObject({ kind: 'PRIVATE', person: { phone: '+628222' } })
})

test('the sender of a group message is its author, and notifyName names the sender only', () => {
  const id = { fromMe: false, remote: '1203@g.us', id: 'A', participant: '99222@lid' }
  const message = mapMessage(raw({ id, author: { _serialized: '628222@c.us' }, notifyName: 'Bud' }), NONE)
  expect(message.sender).toMatchObject({ whatsappId: '628222@c.us', pushName: 'Bud' })
  expect(mapMessage(raw({ id }), NONE).sender).toMatchObject({ whatsappId: '99222@lid' })
  const own = { fromMe: true, remote: '628222@c.us', id: 'A' }
  const sent = mapMessage(raw({ id: own, notifyName: 'Me', ack: 3 }), NONE)
  expect(sent).toMatchObject({ sender: null, deliveryState: 'READ', chat: { person: { pushName: null } } })
})

test('bodies: text, captions, and never a thumbnail', () => {
  const body = (fields: Raw) => mapMessage(raw({ body: '/9j/4AAQ', ...fields }), NONE).body
  expect(body({ type: 'chat', body: 'hi' })).toBe('hi')
  expect(body({ type: 'chat', body: '' })).toBeNull()
  expect(body({ type: 'image', caption: 'a cat' })).toBe('a cat')
  expect(body({ type: 'document', caption: 'a.pdf', filename: 'a.pdf' })).toBeNull()
  expect(body({ type: 'document', caption: 'read this', filename: 'a.pdf' })).toBe('read this')
  expect(body({ type: 'location' })).toBeNull()
  expect(body({ type: 'groups_v4_invite', caption: 'join' })).toBe('join')
  expect(body({ type: 'list', body: 'choose' })).toBe('choose')
  expect(body({ type: 'revoked', body: '' })).toBeNull()
})

test('a message without a key or a time is refused', () => {
  expect(() => mapMessage(raw({ id: {} }), NONE)).toThrow('key')
  expect(() => mapMessage(raw({ t: undefined }), NONE)).toThrow('time')
})

test('ack levels, also unknown ones', () => {
  const states = [-1, 0, 1, 2, 3, 4, 9, undefined].map(deliveryStateOf)
  expect(states).toEqual(['FAILED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'PLAYED', 'UNKNOWN', 'UNKNOWN'])
})
