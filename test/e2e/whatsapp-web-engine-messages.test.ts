import type { Account } from '../stand-in/stand-in'
import { EngineRig, type Connected } from './whatsapp-web-rig'

jest.setTimeout(60_000)

const BUDI = { phone: '628222', lid: '99222', name: 'Budi', pushName: 'Bud' }
const TEAM = { id: '120363@g.us', subject: 'Team', participants: ['628111', '628222'] }

let rig: EngineRig
let account: Account
let connected: Connected

beforeAll(async () => {
  rig = await EngineRig.start()
  account = rig.standIn.account({ phone: '628111', contacts: [BUDI], chats: [TEAM] })
  connected = await rig.link(account)
})

afterAll(async () => {
  await rig.end()
})

/** Receives a message of this type and gives what the engine made of it. */
async function received(type: string, fields: Readonly<Record<string, unknown>>, body = '') {
  const { id } = account.receive({ from: BUDI.phone, type, body, fields })
  return (await connected.log.first('message', ({ message }) => message.key.stanzaId === id)).message
}

test('media come with their description, and the caption as text', async () => {
  const { id } = account.receive({
    from: BUDI.phone,
    type: 'image',
    body: '/9j/4AAQSkZJRgABAQAAAQABAAD',
    media: { mimetype: 'image/jpeg', data: Buffer.alloc(1_234), filename: 'cat.jpg' },
    fields: { caption: 'a cat' },
  })
  const { message } = await connected.log.first('message', (event) => event.message.key.stanzaId === id)
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
  const { message } = await connected.log.first('message', (event) => event.message.chat.whatsappId === TEAM.id)
  expect(message).toMatchObject({
    type: 'SYSTEM',
    chat: { kind: 'GROUP', name: 'Team' },
    sender: { phone: '+628222' },
  })
})

test('names that become known are told', async () => {
  account.receive({ from: '628777', body: 'who am I?' })
  expect(await connected.log.text('who am I?')).toMatchObject({ sender: { phone: '+628777', savedName: null } })
  account.addContact({ phone: '628777', name: 'Eka' })
  const { person } = await connected.log.first('person', (event) => event.person.savedName === 'Eka')
  expect(person).toMatchObject({ whatsappId: '628777@c.us', phone: '+628777' })
})

test('the number behind an unknown LID is asked for once, and told', async () => {
  account.addContact({ lid: '99888', phone: '628888', pushName: 'Fajar', mappingUnknown: true })
  account.receive({ from: '99888@lid', body: 'first' })
  expect(await connected.log.text('first')).toMatchObject({ sender: { lid: '99888@lid', phone: null } })
  const { person } = await connected.log.first('person', (event) => event.person.phone === '+628888')
  expect(person).toMatchObject({ whatsappId: '99888@lid', lid: '99888@lid', pushName: 'Fajar' })
  account.receive({ from: '99888@lid', body: 'second' })
  expect(await connected.log.text('second')).toMatchObject({ sender: { phone: '+628888' } })
})

test('a burst arrives complete and in order', async () => {
  const bodies = Array.from({ length: 500 }, (_, index) => `burst ${index}`)
  for (const body of bodies) account.receive({ from: BUDI.phone, body })
  await connected.log.text('burst 499')
  const seen = connected.log.of('message').map(({ message }) => message.body)
  expect(seen.filter((body) => body?.startsWith('burst'))).toEqual(bodies)
})
