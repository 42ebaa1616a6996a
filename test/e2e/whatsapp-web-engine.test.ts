import { EngineRig } from './whatsapp-web-rig'

jest.setTimeout(60_000)

const BUDI = { phone: '628222', lid: '99222', name: 'Budi', pushName: 'Bud' }
const CITRA = { phone: '628333', lid: '99333', pushName: 'Citra' }
const TEAM = { id: '120363@g.us', subject: 'Team', participants: ['628111', '628222'] }

let rig: EngineRig

beforeEach(async () => {
  rig = await EngineRig.start()
})

afterEach(async () => {
  await rig.end()
})

const newAccount = () => {
  const history = Array.from({ length: 50 }, (_, index) => ({
    from: BUDI.phone,
    body: `old ${index + 1}`,
    timestamp: 1_700_000_000 + index,
  }))
  return rig.standIn.account({
    phone: '628111',
    pushName: 'Ani',
    contacts: [BUDI, CITRA],
    chats: [
      { ...TEAM, history, unreadCount: 2 },
      { id: CITRA.phone, archived: true, pinned: true },
    ],
  })
}

test('a scanned QR code leads to ready, and the login is kept', async () => {
  const factory = rig.factory()
  expect(await factory.hasLogin('s1')).toBe(false)
  const { engine, log } = await rig.link(newAccount(), factory)
  expect(log.types).toEqual(['qr', 'authenticated', 'ready'])
  expect(log.of('qr')[0]).toMatchObject({ expiresInMs: 60_000 })
  expect(log.of('ready')[0]?.me).toEqual({ whatsappId: '628111@c.us', phone: '+628111', name: 'Ani' })
  await engine.probe()
  await engine.close()
  expect(await factory.hasLogin('s1')).toBe(true)
})

test('further QR codes replace the first, and one that ran out is asked for again', async () => {
  const { engine, log } = rig.create()
  await engine.start()
  const [first] = await rig.standIn.waitForQr()
  rig.standIn.refreshQr()
  await log.first('qr', ({ expiresInMs }) => expiresInMs === 20_000)
  rig.standIn.expireQr()
  const refs = await rig.standIn.waitForQr(3)
  const last = await log.first('qr', ({ code }) => code.startsWith(refs[2] ?? '?'))
  expect(log.of('qr')).toHaveLength(3)
  expect(log.of('qr')[0]?.code.startsWith(first ?? '?')).toBe(true)
  rig.standIn.scan(last.code, newAccount())
  await log.first('ready')
})

test('a pairing code links the device too', async () => {
  const account = newAccount()
  const { engine, log } = rig.create(rig.factory(), 's1', account.phone)
  await engine.start()
  const { code } = await log.first('pairing-code')
  rig.standIn.enterPairingCode(code, account)
  await log.first('ready')
  expect(log.types).toEqual(['pairing-code', 'authenticated', 'ready'])
})

test('private, group, LID and own-phone messages take the same path; a status is skipped', async () => {
  const account = newAccount()
  const { log } = await rig.link(account)
  account.receive({ from: BUDI.phone, body: 'private' })
  account.receive({ from: BUDI.phone, chat: TEAM.id, body: 'group' })
  account.receive({ from: `${CITRA.lid}@lid`, body: 'lid' })
  account.receive({ from: BUDI.phone, chat: 'status@broadcast', body: 'status' })
  account.receive({ fromMe: true, chat: BUDI.phone, body: 'own phone' })
  await log.text('own phone')
  const budi = {
    whatsappId: '628222@c.us',
    lid: '99222@lid',
    phone: '+628222',
    savedName: 'Budi',
    pushName: 'Bud',
  }
  const citra = { whatsappId: '99333@lid', lid: '99333@lid', phone: '+628333', savedName: null, pushName: 'Citra' }
  expect(await log.text('private')).toMatchObject({
    chat: { whatsappId: '628222@c.us', kind: 'PRIVATE', name: null, person: budi },
    sender: budi,
    type: 'TEXT',
    deliveryState: null,
    key: { fromMe: false },
  })
  const group = { whatsappId: TEAM.id, kind: 'GROUP', name: 'Team', person: null }
  expect(await log.text('group')).toMatchObject({ chat: group, sender: budi })
  expect(await log.text('lid')).toMatchObject({ chat: { whatsappId: '99333@lid', person: citra }, sender: citra })
  expect(await log.text('own phone')).toMatchObject({
    chat: { whatsappId: '628222@c.us', person: budi },
    sender: null,
    deliveryState: 'SENT',
    key: { fromMe: true },
  })
  expect(log.of('message')).toHaveLength(4)
  expect(log.of('status-skipped')).toHaveLength(1)
})

test('a sent text is not echoed, and its acks follow its result', async () => {
  const account = newAccount()
  account.autoAck = 0
  const { engine, log } = await rig.link(account)
  const sent = await engine.sendText('628222@c.us', 'hello', null)
  const [stored] = await account.waitForSent(1)
  expect(stored).toMatchObject({ id: sent.stanzaId, key: sent.ref, body: 'hello', chat: '628222@c.us' })
  account.receive({ fromMe: true, chat: BUDI.phone, body: 'from the phone' })
  await log.text('from the phone')
  for (const level of [1, 2, 3] as const) account.ack(sent.ref, level)
  await log.first('ack', ({ deliveryState }) => deliveryState === 'READ')
  const key = { fromMe: true, stanzaId: sent.stanzaId }
  expect(log.of('ack')).toEqual([
    { type: 'ack', key, deliveryState: 'SENT' },
    { type: 'ack', key, deliveryState: 'DELIVERED' },
    { type: 'ack', key, deliveryState: 'READ' },
  ])
  expect(log.of('message').map(({ message }) => message.body)).toEqual(['from the phone'])
})

test('a reply quotes; a number that nobody has is told apart from a failure', async () => {
  const account = newAccount()
  const { engine, log } = await rig.link(account)
  account.receive({ from: BUDI.phone, body: 'question' })
  const question = await log.text('question')
  await engine.sendText('628222@c.us', 'answer', question.ref)
  const [answer] = await account.waitForSent(1)
  expect(answer?.fields.quotedStanzaID).toBe(question.key.stanzaId)
  account.receive({ from: BUDI.phone, body: 'and back', quoted: answer?.key ?? '' })
  expect(await log.text('and back')).toMatchObject({ quotedStanzaId: answer?.id })
  await expect(engine.sendText('628999@c.us', 'nobody', null)).rejects.toMatchObject({ name: 'NotOnWhatsApp' })
  await expect(engine.sendText('628222@c.us', 'no quote', 'true_628222@c.us_NONE')).rejects.toThrow('quoted')
  expect(account.sent).toHaveLength(1)
})

test('edits, revocations, reactions and late texts arrive; so do ours', async () => {
  const account = newAccount()
  const { engine, log } = await rig.link(account)
  const theirs = account.receive({ from: BUDI.phone, body: 'frist' })
  const hidden = account.receive({ from: BUDI.phone, type: 'ciphertext' })
  account.edit(theirs.key, 'first', 1_800_000_000)
  account.react(theirs.key, { from: BUDI.phone, emoji: '👍', timestamp: 1_800_000_001 })
  account.decrypt(hidden.key, 'late text')
  account.revoke(theirs.key)
  await log.first('revoke')
  const key = { fromMe: false, stanzaId: theirs.id }
  expect(log.of('edit')).toEqual([{ type: 'edit', key, body: 'first', editedAt: new Date(1_800_000_000_000) }])
  expect(log.of('reaction')).toMatchObject([{ key, emoji: '👍', sender: { phone: '+628222' } }])
  expect(log.of('message')[1]?.message).toMatchObject({ type: 'UNDECRYPTED', body: null })
  expect(log.of('decrypted')).toMatchObject([{ message: { type: 'TEXT', body: 'late text' } }])
  expect(log.of('revoke')).toMatchObject([{ key }])
  const sent = await engine.sendText(TEAM.id, 'mine', null)
  await engine.edit(sent.ref, 'mine, better')
  await engine.react(sent.ref, '🎉')
  expect(account.message(sent.ref)?.body).toBe('mine, better')
  await engine.revoke(sent.ref)
  expect(account.message(sent.ref)?.type).toBe('revoked')
  const { message } = await log.first('message')
  await expect(engine.revoke(message.ref)).rejects.toThrow('does not let')
  await expect(engine.react('false_628222@c.us_NONE', '👍')).rejects.toThrow('does not know')
})

test('chats, contacts and history are read, in spite of a group whose metadata fails', async () => {
  const account = newAccount()
  account.failGroupMetadata(TEAM.id)
  const { engine, log } = await rig.link(account)
  account.receive({ from: BUDI.phone, body: 'newest' })
  await log.text('newest')
  const chats = await engine.chats()
  expect(chats.map(({ whatsappId }) => whatsappId)).toEqual(['628222@c.us', TEAM.id, '628333@c.us'])
  expect(chats[1]).toMatchObject({ name: 'Team', kind: 'GROUP', unreadCount: 2, archived: false })
  expect(chats[1]?.lastActivityAt).toEqual(new Date(1_700_000_049_000))
  expect(chats[2]).toMatchObject({ archived: true, pinned: true, lastActivityAt: null })
  const contacts = await engine.contacts()
  expect(contacts).toContainEqual(expect.objectContaining({ phone: '+628333', lid: '99333@lid', pushName: 'Citra' }))
  const last = await engine.history(TEAM.id, 30, null)
  expect(last.map(({ body }) => body)).toEqual(Array.from({ length: 30 }, (_, index) => `old ${index + 21}`))
  const since = await engine.history(TEAM.id, 30, new Date(1_700_000_045_000))
  expect(since.map(({ body }) => body)).toEqual(['old 46', 'old 47', 'old 48', 'old 49', 'old 50'])
  await engine.markRead(TEAM.id)
  expect(account.seen).toEqual([TEAM.id])
  await log.first('unread', ({ chat, unreadCount }) => chat.whatsappId === TEAM.id && unreadCount === 0)
})

test('a stored login needs no QR code, and what came meanwhile is in the history', async () => {
  const account = newAccount()
  const factory = rig.factory()
  const first = await rig.link(account, factory)
  await first.engine.close()
  account.receive({ from: BUDI.phone, body: 'while away' })
  const { engine, log } = await rig.restore(factory)
  expect(log.types.slice(0, 2)).toEqual(['authenticated', 'ready'])
  const history = await engine.history('628222@c.us', 10, null)
  expect(history.map(({ body }) => body)).toEqual(['while away'])
  expect(account.linkedDevices).toBe(1)
})

test('logout unlinks the device; the login is then gone', async () => {
  const account = newAccount()
  const factory = rig.factory()
  const { engine, log } = await rig.link(account, factory)
  await engine.logout()
  expect(account.linkedDevices).toBe(0)
  expect(await factory.hasLogin('s1')).toBe(false)
  expect(log.types).not.toContain('closed')
  await factory.deleteLogin('s1')
  await expect(engine.probe()).rejects.toMatchObject({ name: 'EngineClosed' })
})
