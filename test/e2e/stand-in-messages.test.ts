import { once } from 'node:events'

import type { Chat, Client, Message, Reaction } from 'whatsapp-web.js'

import { LibraryClients } from '../stand-in/library-client'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'

jest.setTimeout(60_000)

const GROUP = '120363000000000001@g.us'

let standIn: StandIn
let clients: LibraryClients
let account: Account
let client: Client

beforeAll(async () => {
  standIn = await startStandIn()
  clients = new LibraryClients(standIn)
  account = standIn.account({
    phone: '628111',
    lid: '5001',
    pushName: 'Ani',
    contacts: [
      { phone: '628222', name: 'Budi Santoso', pushName: 'budi' },
      { phone: '628333', lid: '7003', name: 'Citra', pushName: 'citra' },
      { phone: '628444', lid: '7004', pushName: 'dewi', mappingUnknown: true },
    ],
    chats: [
      {
        id: '628222',
        history: Array.from({ length: 50 }, (_, n) => ({
          from: '628222',
          body: `old ${n}`,
          timestamp: 1_700_000_000 + n,
        })),
      },
      { id: GROUP, subject: 'Family', participants: ['628111', { id: '628222', isSuperAdmin: true }, '7003@lid'] },
    ],
  })
  client = clients.create(await clients.newProfile())
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

/** The arguments of the next event of that name that `matches` (any, unless given). */
function next<T extends unknown[]>(name: string, matches: (...args: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const listener = (...args: T) => {
      if (!matches(...args)) return
      client.off(name, listener)
      resolve(args)
    }
    client.on(name, listener)
  })
}

/** The next `message` event of that type. */
async function nextMessage(type: string): Promise<Message> {
  return (await next<[Message]>('message', (message) => String(message.type) === type))[0]
}

describe('messages that arrive', () => {
  test.each([
    ['private', { from: '628222' }, { from: '628222@c.us', to: '628111@c.us', author: undefined }],
    ['group', { from: '628222', chat: GROUP }, { from: GROUP, to: '628111@c.us', author: '628222@c.us' }],
    ['private by LID', { from: '7003@lid' }, { from: '7003@lid', to: '5001@lid', author: undefined }],
    ['group by LID', { from: '7003@lid', chat: GROUP }, { from: GROUP, to: '628111@c.us', author: '7003@lid' }],
    [
      'status',
      { from: '628222', chat: 'status@broadcast' },
      { from: 'status@broadcast', author: '628222@c.us', isStatus: true },
    ],
  ])('%s', async (_kind, input, expected) => {
    const events = [next<[Message]>('message_create'), next<[Message]>('message')]
    const { id, key } = account.receive({ ...input, body: 'Halo 👋' })
    for (const [message] of await Promise.all(events)) {
      expect(message).toMatchObject({ ...expected, body: 'Halo 👋', type: 'chat', fromMe: false })
      expect(message.id).toMatchObject({ id, _serialized: key })
    }
  })

  test('from the own phone: message_create only', async () => {
    const wrong = jest.fn()
    client.on('message', wrong)
    const created = next<[Message]>('message_create')
    account.receive({ fromMe: true, chat: '628222', body: 'from my phone' })
    const [message] = await created
    expect(message).toMatchObject({
      fromMe: true,
      from: '628111@c.us',
      to: '628222@c.us',
      body: 'from my phone',
      ack: 1,
    })
    const other = next<[Message]>('message')
    account.receive({ from: '628222', body: 'next' })
    await other
    expect(wrong).toHaveBeenCalledTimes(1)
    client.off('message', wrong)
  })

  test('the same stanza id twice is one message', async () => {
    const bodies: string[] = []
    const collect = ({ body }: Message) => bodies.push(body)
    client.on('message', collect)
    const first = account.receive({ from: '628222', id: 'TWICE', body: 'once' })
    expect(account.receive({ from: '628222', id: 'TWICE', body: 'again' })).toEqual(first)
    const last = next<[Message]>('message', ({ body }) => body === 'last')
    account.receive({ from: '628222', body: 'last' })
    await last
    client.off('message', collect)
    expect(bodies).toEqual(['once', 'last'])
  })

  test('ciphertext first, the text later', async () => {
    const ciphertext = next<[Message]>('message_ciphertext')
    const { key } = account.receive({ from: '628222', type: 'ciphertext' })
    expect((await ciphertext)[0]).toMatchObject({ type: 'ciphertext', body: '' })
    const message = next<[Message]>('message')
    account.decrypt(key, 'now readable')
    expect((await message)[0]).toMatchObject({ type: 'chat', body: 'now readable', id: { _serialized: key } })
  })

  test('an edit, a reaction, a deletion for everyone', async () => {
    const { key } = account.receive({ from: '628222', body: 'first' })
    const edited = next<[Message, string, string]>('message_edit', ({ id }) => id._serialized === key)
    account.edit(key, 'second')
    expect((await edited).slice(1)).toEqual(['second', 'first'])

    const reaction = next<[Reaction]>('message_reaction')
    account.react(key, { from: '628222', emoji: '👍' })
    expect((await reaction)[0]).toMatchObject({ reaction: '👍', senderId: '628222@c.us', msgId: { _serialized: key } })
    expect((await (await client.getMessageById(key)).getReactions())[0]?.senders[0]?.reaction).toBe('👍')

    const revoked = next<[Message, Message]>('message_revoke_everyone')
    account.revoke(key)
    expect((await revoked)[0]).toMatchObject({ type: 'revoked', id: { _serialized: key } })
  })

  test('unread messages are counted until the chat is seen', async () => {
    const chat = await client.getChatById('628222@c.us')
    const before = chat.unreadCount
    const counted = next<[Chat]>('unread_count', ({ unreadCount }) => unreadCount === before + 1)
    account.receive({ from: '628222', body: 'unread' })
    expect((await counted)[0].id._serialized).toBe('628222@c.us')
    await client.sendSeen('628222@c.us')
    expect(account.seen.at(-1)).toBe('628222@c.us')
    expect((await client.getChatById('628222@c.us')).unreadCount).toBe(0)
  })

  test('media are announced and can be downloaded, unless expired', async () => {
    const announced = nextMessage('image')
    const file = { mimetype: 'image/png', data: Buffer.from('not really a picture'), filename: 'cat.png' }
    account.receive({ from: '628222', type: 'image', media: file, fields: { caption: 'a cat' } })
    const message = await announced
    expect(message).toMatchObject({ type: 'image', hasMedia: true, body: 'a cat' })
    const media = await message.downloadMedia()
    expect(media).toMatchObject({ mimetype: 'image/png', filename: 'cat.png', data: file.data.toString('base64') })

    const expired = nextMessage('image')
    account.receive({ from: '628222', type: 'image', media: { ...file, expired: true } })
    expect(await (await expired).downloadMedia()).toBeUndefined()
  })

  test('changes of a group are notifications, and its roster follows', async () => {
    const joined = next<[{ recipientIds: string[]; author: string }]>('group_join')
    account.changeGroup({ group: GROUP, kind: 'add', author: '628222', participants: ['628444'] })
    expect((await joined)[0]).toMatchObject({ recipientIds: ['628444@c.us'], author: '628222@c.us' })
    const chat = (await client.getChatById(GROUP)) as unknown as { participants: { id: { _serialized: string } }[] }
    expect(chat.participants.map(({ id }) => id._serialized)).toEqual([
      '628111@c.us',
      '628222@c.us',
      '628333@c.us',
      '628444@c.us',
    ])
  })
})

describe('messages that the library sends', () => {
  test('a reply quotes the message, and its acks arrive', async () => {
    const received = next<[Message]>('message')
    const original = account.receive({ from: '628222', body: 'a question?' })
    const acks: number[] = []
    const read = new Promise<void>((resolve) => {
      client.on('message_ack', (_message: Message, ack: number) => {
        acks.push(ack)
        if (ack === 3) resolve()
      })
    })
    const before = account.sent.length
    const reply = await (await received)[0].reply('an answer')
    expect(reply).toMatchObject({ fromMe: true, body: 'an answer', hasQuotedMsg: true })
    const sent = (await account.waitForSent(before + 1)).at(-1)
    expect(sent).toMatchObject({ chat: '628222@c.us', body: 'an answer', fields: { quotedStanzaID: original.id } })
    account.ack(reply.id._serialized, 2)
    account.ack(reply.id._serialized, 3)
    await read
    expect(acks).toEqual([1, 2, 3])
    expect((await reply.getQuotedMessage()).body).toBe('a question?')
  })

  test('without an ack a message stays pending', async () => {
    account.autoAck = 0
    const before = account.sent.length
    const message = await client.sendMessage(GROUP, 'no ack')
    await account.waitForSent(before + 1)
    account.autoAck = 1
    expect((await client.getMessageById(message.id._serialized)).ack).toBe(0)
  })

  test('an edit, a reaction, a deletion', async () => {
    const message = await client.sendMessage('628222@c.us', 'draft')
    const key = message.id._serialized
    expect((await message.edit('final'))?.body).toBe('final')
    expect(account.message(key)?.body).toBe('final')
    const reaction = next<[Reaction]>('message_reaction')
    await message.react('🎉')
    expect((await reaction)[0]).toMatchObject({ reaction: '🎉', senderId: '628111@c.us' })
    await message.delete(true)
    expect(account.message(key)?.type).toBe('revoked')
  })

  test('to a number whose chat is known by its LID: lands in the LID chat', async () => {
    account.receive({ from: '7004@lid', body: 'hello from a LID' })
    const before = account.sent.length
    const message = await client.sendMessage('628444@c.us', 'back to you')
    expect(message).toMatchObject({ to: '7004@lid', from: '5001@lid' })
    expect((await account.waitForSent(before + 1)).at(-1)).toMatchObject({ chat: '7004@lid', body: 'back to you' })
  })

  test('to somebody who is not on WhatsApp: rejected', async () => {
    await expect(client.sendMessage('628000@c.us', 'anybody?')).rejects.toThrow('No LID for user')
  })
})

describe('what the library reads', () => {
  test('history: the newest messages, earlier ones on demand', async () => {
    const chat = await client.getChatById('628222@c.us')
    const messages = (await chat.fetchMessages({ limit: 1000 })).filter(({ body }) => body.startsWith('old '))
    expect(messages.map(({ body }) => body)).toEqual(Array.from({ length: 50 }, (_, n) => `old ${n}`))
  })

  test('contacts and chats', async () => {
    const contact = await client.getContactById('7003@lid')
    expect(contact).toMatchObject({
      id: { _serialized: '628333@c.us' },
      number: '628333',
      name: 'Citra',
      isMyContact: true,
    })
    expect((await client.getContacts()).find(({ isMe }) => isMe)?.pushname).toBe('Ani')
    const chats = await client.getChats()
    expect(chats.find(({ id }) => id._serialized === GROUP)).toMatchObject({ name: 'Family', isGroup: true })
    expect(chats.find(({ id }) => id._serialized === '628222@c.us')).toMatchObject({ name: 'Budi Santoso' })
  })

  test('who is on WhatsApp, and which LID belongs to which number', async () => {
    standIn.person({ phone: '628555', lid: '7005' })
    expect((await client.getNumberId('628555'))?._serialized).toBe('628555@c.us')
    expect(await client.getNumberId('628000')).toBeNull()
    expect(await client.getContactLidAndPhone(['628333@c.us', '7003@lid', '628444@c.us', '628555@c.us'])).toEqual([
      { lid: '7003@lid', pn: '628333@c.us' },
      { lid: '7003@lid', pn: '628333@c.us' },
      { lid: '7004@lid', pn: '628444@c.us' },
      { lid: '7005@lid', pn: '628555@c.us' },
    ])
  })

  test('typing is announced; archiving and muting reach the account', async () => {
    const chat = await client.getChatById('628222@c.us')
    await chat.sendStateTyping()
    await chat.archive()
    await chat.mute()
    const now = await client.getChatById('628222@c.us')
    expect(now).toMatchObject({ archived: true, isMuted: true, muteExpiration: -1 })
    expect(account.chatStates).toEqual([{ chat: '628222@c.us', state: 'composing' }])
  })

  test('one failing group makes getChats() reject', async () => {
    account.addChat({ id: '120363000000000009@g.us', subject: 'Broken' })
    account.failGroupMetadata('120363000000000009@g.us')
    await account.settled()
    await expect(client.getChats()).rejects.toThrow('forbidden')
  })
})
