import { once } from 'node:events'

import {
  Location,
  MessageMedia,
  Poll,
  type Call,
  type Client,
  type GroupChat,
  type Message,
  type PollVote,
} from 'whatsapp-web.js'

import { LibraryClients } from '../stand-in/library-client'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'

jest.setTimeout(60_000)

let standIn: StandIn
let clients: LibraryClients
let account: Account
let client: Client
let dataPath: string

beforeAll(async () => {
  standIn = await startStandIn()
  clients = new LibraryClients(standIn)
  account = standIn.account({
    phone: '628111',
    pushName: 'Ani',
    contacts: [{ phone: '628222', name: 'Budi', picture: 'https://pps.whatsapp.net/budi.jpg', about: 'Hey there!' }],
    chats: [{ id: '628222' }],
  })
  dataPath = await clients.newProfile()
  client = clients.create(dataPath)
  const ready = once(client, 'ready')
  client.once('qr', (qr: string) => standIn.scan(qr, account))
  await client.initialize()
  await ready
})

afterAll(async () => {
  await clients.close()
  await standIn.close()
})

afterEach(() => {
  expect({ missing: standIn.missing, pageErrors: standIn.pageErrors }).toEqual({ missing: [], pageErrors: [] })
})

/** What the account sent last, once it has sent one more than before `act`. */
async function sentBy(act: () => Promise<unknown>) {
  const before = account.sent.length
  await act()
  return (await account.waitForSent(before + 1)).at(-1)
}

test.each([
  ['image/png', 'image', {}],
  ['application/pdf', 'document', {}],
  ['image/png', 'document', { sendMediaAsDocument: true }],
  ['audio/ogg', 'ptt', { sendAudioAsVoice: true }],
])('sends %s as %s', async (mimetype, type, options) => {
  const data = Buffer.from('not really media').toString('base64')
  const uploaded = once(client, 'media_uploaded')
  const media = new MessageMedia(mimetype, data, 'file.bin')
  const sent = await sentBy(() => client.sendMessage('628222@c.us', media, { caption: 'look', ...options }))
  expect(sent).toMatchObject({ type, fields: { caption: 'look', mimetype } })
  const [message] = (await uploaded) as [Message]
  expect(await message.downloadMedia()).toMatchObject({ data, mimetype })
})

test('sends locations and contact cards', async () => {
  const place = await sentBy(() => client.sendMessage('628222@c.us', new Location(-6.2, 106.8, { name: 'Jakarta' })))
  expect(place).toMatchObject({ type: 'location', fields: { lat: -6.2, lng: 106.8 } })
  const budi = await client.getContactById('628222@c.us')
  const card = await sentBy(() => client.sendMessage('628222@c.us', budi))
  expect(card?.type).toBe('vcard')
  expect(card?.body).toContain('waid=628222')
})

test('sends polls, sees votes, and votes', async () => {
  const before = account.sent.length
  const poll = await client.sendMessage('628222@c.us', new Poll('Lunch?', ['Soto', 'Rawon']))
  expect(poll).toMatchObject({ type: 'poll_creation', pollName: 'Lunch?' })
  await account.waitForSent(before + 1)
  const update = once(client, 'vote_update')
  account.vote(poll.id._serialized, { from: '628222', options: ['Rawon'] })
  const [vote] = (await update) as [PollVote]
  expect(vote).toMatchObject({ voter: { _serialized: '628222@c.us' }, selectedOptions: [{ name: 'Rawon' }] })
  const own = once(client, 'vote_update')
  await poll.vote(['Soto'])
  expect(((await own) as [PollVote])[0].selectedOptions).toMatchObject([{ name: 'Soto' }])
})

test('forwards', async () => {
  const received = once(client, 'message')
  account.receive({ from: '628222', body: 'pass it on' })
  const [message] = (await received) as [Message]
  const sent = await sentBy(() => message.forward('628222@c.us'))
  expect(sent).toMatchObject({ body: 'pass it on', fields: { isForwarded: true, forwardingScore: 1 } })
})

test('tells held messages in the order that it is told to, and one of them again', async () => {
  const heard: string[] = []
  const listen = ({ body }: Message) => void heard.push(body)
  client.on('message', listen)
  account.deliveries.hold()
  const keys = ['one', 'two', 'three'].map((body) => account.receive({ from: '628222', body }).key)
  account.edit(keys[0] ?? '', 'one, edited')
  await account.settled()
  expect(heard).toEqual([])
  account.deliveries.release((messages) => [...messages].reverse())
  account.deliveries.again(keys[1] ?? '')
  account.receive({ from: '628222', body: 'last' })
  while (!heard.includes('last')) await once(client, 'message')
  client.off('message', listen)
  expect(heard).toEqual(['three', 'two', 'one', 'two', 'last'])
  expect(account.message(keys[0] ?? '')?.body).toBe('one, edited')
})

test('sees calls and rejects them', async () => {
  const incoming = once(client, 'call')
  const id = account.call({ from: '628222', isVideo: true })
  const [call] = (await incoming) as [Call]
  expect(call).toMatchObject({ id, isVideo: true, fromMe: false })
  await call.reject()
  expect(account.rejectedCalls).toEqual([id])
})

test('knows pictures and abouts', async () => {
  expect(await client.getProfilePicUrl('628222@c.us')).toBe('https://pps.whatsapp.net/budi.jpg')
  expect(await (await client.getContactById('628222@c.us')).getAbout()).toBe('Hey there!')
})

test('blocks and unblocks', async () => {
  const contact = await client.getContactById('628222@c.us')
  await contact.block()
  expect((await client.getContactById('628222@c.us')).isBlocked).toBe(true)
  await contact.unblock()
  expect((await client.getContactById('628222@c.us')).isBlocked).toBe(false)
})

test('creates a group and changes it', async () => {
  standIn.person({ phone: '628333' })
  const created = await client.createGroup('Trip', ['628222@c.us'])
  const gid = typeof created === 'string' ? created : created.gid._serialized
  const roles = async () => {
    const group = (await client.getChatById(gid)) as GroupChat
    return group.participants.map(({ id, isAdmin }) => [id._serialized, isAdmin])
  }
  expect(await roles()).toEqual([
    ['628111@c.us', true],
    ['628222@c.us', false],
  ])
  const group = (await client.getChatById(gid)) as GroupChat
  expect(await group.addParticipants(['628333@c.us'])).toMatchObject({ '628333@c.us': { code: 200 } })
  await group.promoteParticipants(['628333@c.us'])
  await group.removeParticipants(['628222@c.us'])
  expect(await roles()).toEqual([
    ['628111@c.us', true],
    ['628333@c.us', true],
  ])
  expect(await group.setSubject('Long trip')).toBe(true)
  expect((await client.getChatById(gid)).name).toBe('Long trip')
  const code = await group.getInviteCode()
  expect(await group.revokeInvite()).not.toBe(code)
  await group.leave()
  expect(await roles()).toEqual([['628333@c.us', true]])
})

describe('faults', () => {
  const events = async () => {
    const other = clients.create(dataPath)
    const seen: string[] = []
    for (const name of ['qr', 'authenticated', 'ready']) other.on(name, () => seen.push(name))
    await other.initialize()
    const state: string = await other.getState()
    await other.destroy()
    return { seen, state }
  }

  beforeAll(() => client.destroy())

  test.each(['at-once', 'never'] as const)('sync %s: CONNECTED, and neither authenticated nor ready', async (sync) => {
    account.sync = sync
    expect(await events()).toEqual({ seen: [], state: 'CONNECTED' })
    account.sync = 'when-listened'
  })

  test('a page that lacks a module', async () => {
    const other = await startStandIn()
    other.lackModules('WAWebSocketModel')
    const others = new LibraryClients(other)
    const broken = others.create(await others.newProfile())
    await expect(broken.initialize()).rejects.toThrow('Requiring unknown module "WAWebSocketModel"')
    await others.close()
    expect(other.missing).toEqual([])
    await other.close()
  })
})
