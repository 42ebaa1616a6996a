import type { EngineMessage } from '../../src/domain/engine'
import type { Account } from '../stand-in/stand-in'
import { EngineRig, type Connected } from './whatsapp-web-rig'

jest.setTimeout(60_000)

const BUDI = { phone: '628222', lid: '99222', name: 'Budi', pushName: 'Bud' }
const CITRA = { phone: '628333', lid: '99333', pushName: 'Citra' }
const TEAM = { id: '120363@g.us', subject: 'Team', participants: ['628111', '628222'] }
const OLD = { id: '120364@g.us', subject: 'Old', participants: ['628111', '628222'] }

let rig: EngineRig
let account: Account
let connected: Connected

beforeAll(async () => {
  rig = await EngineRig.start()
  const history = Array.from({ length: 50 }, (_, index) => ({
    from: BUDI.phone,
    body: `old ${index + 1}`,
    timestamp: 1_700_000_000 + index,
  }))
  const chats = [TEAM, { ...OLD, history, unreadCount: 2 }, { id: CITRA.phone, archived: true, pinned: true }]
  account = rig.standIn.account({ phone: '628111', contacts: [BUDI, CITRA], chats })
  connected = await rig.link(account)
})

afterAll(async () => {
  await rig.end()
})

/** Receives a message of this type and gives what the engine made of it. */
async function received(type: string, fields: Readonly<Record<string, unknown>>, body = '') {
  const { id } = account.receive({ from: BUDI.phone, type, body, fields })
  return (await connected.log.until('message', ({ message }) => message.key.stanzaId === id)).message
}

const budi = { whatsappId: '628222@c.us', lid: '99222@lid', phone: '+628222', savedName: 'Budi', pushName: 'Bud' }
const citra = { whatsappId: '99333@lid', lid: '99333@lid', phone: '+628333', savedName: null, pushName: 'Citra' }

test('persons come with all that the page knows of them', async () => {
  account.receive({ from: BUDI.phone, body: 'private' })
  account.receive({ from: BUDI.phone, chat: TEAM.id, body: 'group' })
  account.receive({ from: '99333@lid', body: 'lid' })
  account.receive({ fromMe: true, chat: BUDI.phone, body: 'own phone' })
  const { log } = connected
  const chat = { whatsappId: '628222@c.us', kind: 'PRIVATE', name: null, person: budi }
  expect(await log.text('private')).toMatchObject({ chat, sender: budi })
  const team = { whatsappId: TEAM.id, kind: 'GROUP', name: 'Team', person: null }
  expect(await log.text('group')).toMatchObject({ chat: team, sender: budi })
  expect(await log.text('lid')).toMatchObject({ chat: { whatsappId: '99333@lid', person: citra }, sender: citra })
  expect(await log.text('own phone')).toMatchObject({ chat, sender: null, deliveryState: 'SENT' })
})

test('a reply names what it quotes', async () => {
  const { id } = account.receive({ from: BUDI.phone, body: 'tea or coffee?' })
  account.receive({ from: BUDI.phone, body: 'tea, then', quoted: id })
  expect(await connected.log.text('tea, then')).toMatchObject({ quotedStanzaId: id })
})

test('a text that comes late, an edit and a reaction carry what WhatsApp says of them', async () => {
  const { log } = connected
  const hidden = account.receive({ from: BUDI.phone, type: 'ciphertext' })
  const theirs = account.receive({ from: BUDI.phone, body: 'frist' })
  account.edit(theirs.key, 'first', 1_800_000_000)
  account.react(theirs.key, { from: BUDI.phone, emoji: '👍', timestamp: 1_800_000_001 })
  account.decrypt(hidden.key, 'late text')
  const { message } = await log.until('decrypted')
  expect(message).toMatchObject({ key: { stanzaId: hidden.id }, type: 'TEXT', body: 'late text' })
  const placeholder = await log.until('message', (event) => event.message.key.stanzaId === hidden.id)
  expect(placeholder.message).toMatchObject({ type: 'UNDECRYPTED', body: null })
  const key = { fromMe: false, stanzaId: theirs.id }
  expect(log.all('edit')).toEqual([{ type: 'edit', key, body: 'first', editedAt: new Date(1_800_000_000_000) }])
  expect(log.all('reaction')).toMatchObject([{ key, emoji: '👍', sender: budi, at: new Date(1_800_000_001_000) }])
})

test('chats and a long history are read, in spite of a group whose metadata fails', async () => {
  const { engine } = connected
  account.failGroupMetadata(OLD.id)
  const chats = await engine.chats()
  const old = { whatsappId: OLD.id, kind: 'GROUP', name: 'Old', unreadCount: 2, archived: false, pinned: false }
  expect(chats.find(({ whatsappId }) => whatsappId === OLD.id)).toMatchObject({
    ...old,
    lastActivityAt: new Date(1_700_000_049_000),
  })
  expect(chats.find(({ whatsappId }) => whatsappId === '628333@c.us')).toMatchObject({ archived: true, pinned: true })
  const last = await engine.history(OLD.id, 30, null)
  expect(last.map(({ body }) => body)).toEqual(Array.from({ length: 30 }, (_, index) => `old ${index + 21}`))
})

test('media come with their description, and the caption as text', async () => {
  const { id } = account.receive({
    from: BUDI.phone,
    type: 'image',
    body: '/9j/4AAQSkZJRgABAQAAAQABAAD',
    media: { mimetype: 'image/jpeg', data: Buffer.alloc(1_234), filename: 'cat.jpg' },
    fields: { caption: 'a cat' },
  })
  const { message } = await connected.log.until('message', (event) => event.message.key.stanzaId === id)
  expect(message).toMatchObject({
    type: 'IMAGE',
    body: 'a cat',
    media: { mimeType: 'image/jpeg', filename: 'cat.jpg', size: 1_234 },
  })
})

test.each([
  ['ptt', 'VOICE', null],
  ['video', 'VIDEO', null],
  ['sticker', 'STICKER', null],
  ['document', 'DOCUMENT', null],
])('%s is %s, and a thumbnail is no text', async (type, expected, body) => {
  const media = { mimetype: 'application/x-test', size: 7, directPath: '/x', filename: 'f.bin', caption: 'f.bin' }
  expect(await received(type, media, 'UklGRg==')).toMatchObject({
    type: expected,
    body,
    media: { mimeType: 'application/x-test', filename: 'f.bin', size: 7 },
  })
})

test('a location has coordinates, and its thumbnail is no text', async () => {
  const fields = { lat: -6.2, lng: 106.8, loc: 'Monas\nJakarta' }
  expect(await received('location', fields, '/9j/4AAQSkZJRg')).toMatchObject({
    type: 'LOCATION',
    body: null,
    location: { latitude: -6.2, longitude: 106.8, name: 'Monas' },
  })
})

test('contacts, polls, calls and what is not known keep their place in the chat', async () => {
  expect(await received('vcard', { vcardFormattedName: 'Dewi' }, 'BEGIN:VCARD')).toMatchObject({
    type: 'CONTACT',
    body: 'Dewi',
  })
  expect(await received('poll_creation', { pollName: 'Lunch?', pollOptions: [] })).toMatchObject({
    type: 'POLL',
    body: 'Lunch?',
  })
  expect(await received('call_log', {})).toMatchObject({ type: 'SYSTEM', body: null })
  expect(await received('hologram', {}, 'AAAA')).toMatchObject({ type: 'UNSUPPORTED', body: null })
})

test('a change of a group is a SYSTEM message of it', async () => {
  account.changeGroup({ group: TEAM.id, kind: 'add', author: BUDI.phone, participants: ['628444'] })
  const inTeam = ({ message }: { message: EngineMessage }) =>
    message.chat.whatsappId === TEAM.id && message.type === 'SYSTEM'
  const { message } = await connected.log.until('message', inTeam)
  expect(message).toMatchObject({ chat: { kind: 'GROUP', name: 'Team' }, sender: budi })
})

test('names that become known are told', async () => {
  account.receive({ from: '628777', body: 'who am I?' })
  expect(await connected.log.text('who am I?')).toMatchObject({ sender: { phone: '+628777', savedName: null } })
  account.addContact({ phone: '628777', name: 'Eka' })
  const { person } = await connected.log.until('person', (event) => event.person.savedName === 'Eka')
  expect(person).toMatchObject({ whatsappId: '628777@c.us', phone: '+628777' })
})

test('the number behind an unknown LID is asked for once, and told', async () => {
  account.addContact({ lid: '99888', phone: '628888', pushName: 'Fajar', mappingUnknown: true })
  account.receive({ from: '99888@lid', body: 'first' })
  expect(await connected.log.text('first')).toMatchObject({ sender: { lid: '99888@lid', phone: null } })
  const { person } = await connected.log.until('person', (event) => event.person.phone === '+628888')
  expect(person).toMatchObject({ whatsappId: '99888@lid', lid: '99888@lid', pushName: 'Fajar' })
  account.receive({ from: '99888@lid', body: 'second' })
  expect(await connected.log.text('second')).toMatchObject({ sender: { phone: '+628888' } })
})

test('a burst arrives complete and in order', async () => {
  const bodies = Array.from({ length: 500 }, (_, index) => `burst ${index}`)
  for (const body of bodies) account.receive({ from: BUDI.phone, body })
  await connected.log.text('burst 499')
  const seen = connected.log.all('message').map(({ message }) => message.body)
  expect(seen.filter((body) => body?.startsWith('burst'))).toEqual(bodies)
})
