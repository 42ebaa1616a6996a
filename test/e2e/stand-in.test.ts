import { once } from 'node:events'

import type { Client, Message } from 'whatsapp-web.js'

import { KeptLocalAuth, LibraryClients } from '../stand-in/library-client'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'

jest.setTimeout(60_000)

let standIn: StandIn
let clients: LibraryClients

beforeEach(async () => {
  standIn = await startStandIn()
  clients = new LibraryClients(standIn)
})

afterEach(async () => {
  await clients.close()
  const { missing, pageErrors } = standIn
  await standIn.close()
  expect({ missing, pageErrors }).toEqual({ missing: [], pageErrors: [] })
})

/** Starts a client on a profile, scans its first QR code with the account's phone, and waits for `ready`. */
async function linked(account: Account, dataPath: string): Promise<Client> {
  const client = clients.create(dataPath)
  const ready = once(client, 'ready')
  client.once('qr', (qr: string) => standIn.scan(qr, account))
  await client.initialize()
  await ready
  return client
}

/** Names of events in the order in which the client emitted them. */
function record(client: Client, ...names: string[]): string[] {
  const seen: string[] = []
  for (const name of names) client.on(name, () => seen.push(name))
  return seen
}

test('a scanned QR code links the device: qr, authenticated, ready', async () => {
  const account = standIn.account({ phone: '628111', pushName: 'Ani' })
  const client = clients.create(await clients.newProfile())
  const seen = record(client, 'qr', 'loading_screen', 'authenticated', 'ready')
  const ready = once(client, 'ready')
  const qr = once(client, 'qr')
  await client.initialize()
  const [text] = (await qr) as [string]
  expect(await standIn.waitForQr()).toEqual([text.split(',')[0]])
  expect(() => standIn.scan('2@old,a,b,c,1', account)).toThrow('not valid')
  expect(() => standIn.scan(text.replace(/,.*/, ',undefined,b,c,1'), account)).toThrow('wrong keys')
  standIn.scan(text, account)
  await ready
  expect(seen).toEqual(['qr', 'loading_screen', 'authenticated', 'ready'])
  expect(client.info).toMatchObject({ pushname: 'Ani', wid: { _serialized: '628111@c.us' } })
  expect(await client.getState()).toBe('CONNECTED')
  expect([account.linkedDevices, account.connectedPages]).toEqual([1, 1])
})

test('a profile comes back without a QR code, and what arrived in between is history, not an event', async () => {
  const account = standIn.account({ phone: '628111', contacts: [{ phone: '628222', name: 'Budi' }] })
  const dataPath = await clients.newProfile()
  await (await linked(account, dataPath)).destroy()
  await account.waitForPages(0)
  account.receive({ from: '628222', body: 'while you were out' })

  const client = clients.create(dataPath)
  const seen = record(client, 'qr', 'authenticated', 'ready', 'message')
  const ready = once(client, 'ready')
  await client.initialize()
  await ready
  const chat = await client.getChatById('628222@c.us')
  expect((await chat.fetchMessages({ limit: 10 })).map(({ body }) => body)).toEqual(['while you were out'])
  expect(chat.unreadCount).toBe(1)
  expect(seen).toEqual(['authenticated', 'ready'])
})

test('a pairing code links the device of the number it was made for', async () => {
  const account = standIn.account({ phone: '628111' })
  const other = standIn.account({ phone: '628999' })
  const client = clients.create(await clients.newProfile(), { pairWithPhoneNumber: { phoneNumber: '628111' } })
  const ready = once(client, 'ready')
  const code = once(client, 'code')
  await client.initialize()
  const [text] = (await code) as [string]
  expect(text).toMatch(/^[1-9A-Z]{8}$/)
  expect(await standIn.waitForPairingCode()).toBe(text)
  expect(() => standIn.enterPairingCode(text, other)).toThrow('not valid')
  standIn.enterPairingCode(text, account)
  await ready
  expect(account.linkedDevices).toBe(1)
})

test('the phone unlinks: disconnected with LOGOUT, a new QR code, and the device can be linked again', async () => {
  const account = standIn.account({ phone: '628111' })
  const dataPath = await clients.newProfile()
  const client = clients.create(dataPath, { authStrategy: new KeptLocalAuth({ dataPath }) })
  client.once('qr', (qr: string) => standIn.scan(qr, account))
  const ready = once(client, 'ready')
  await client.initialize()
  await ready

  const disconnected = once(client, 'disconnected')
  const newQr = once(client, 'qr')
  account.unlink()
  expect(await disconnected).toEqual(['LOGOUT'])
  expect(account.linkedDevices).toBe(0)
  const readyAgain = once(client, 'ready')
  standIn.scan(((await newQr) as [string])[0], account)
  await readyAgain
  expect(account.linkedDevices).toBe(1)
})

test('a device that was unlinked while it was away shows a QR code', async () => {
  const account = standIn.account({ phone: '628111' })
  const dataPath = await clients.newProfile()
  await (await linked(account, dataPath)).destroy()
  account.unlink()
  const client = clients.create(dataPath)
  const qr = once(client, 'qr')
  await client.initialize()
  expect(await qr).toHaveLength(1)
})

test('logout by the library reaches the server', async () => {
  const account = standIn.account({ phone: '628111' })
  const dataPath = await clients.newProfile()
  const client = await linked(account, dataPath)
  await client.logout()
  await account.waitForPages(0)
  expect(account.linkedDevices).toBe(0)
})

test('another browser takes over: disconnected with CONFLICT', async () => {
  const account = standIn.account({ phone: '628111' })
  const client = await linked(account, await clients.newProfile())
  const disconnected = once(client, 'disconnected')
  account.conflict()
  expect(await disconnected).toEqual(['CONFLICT'])
  await account.waitForPages(0)
})

test.each([
  { announce: true, events: ['missed', 'after'] },
  { announce: false, events: ['after'] },
])('a lost network shows as states, and comes back (announce: $announce)', async ({ announce, events }) => {
  const account = standIn.account({ phone: '628111' })
  const client = await linked(account, await clients.newProfile())
  const states: string[] = []
  const bodies: string[] = []
  client.on('message', ({ body }: Message) => bodies.push(body))
  const back = new Promise<void>((resolve) => {
    client.on('change_state', (state: string) => {
      states.push(state)
      if (state === 'CONNECTED') resolve()
    })
  })
  const opening = new Promise<void>((resolve) =>
    client.on('change_state', (state) => String(state) === 'OPENING' && resolve()),
  )
  account.dropNetwork()
  account.receive({ from: '628222', body: 'missed' })
  await opening
  account.restoreNetwork({ announce })
  await back
  expect(states.slice(0, 2)).toEqual(['TIMEOUT', 'OPENING'])

  const after = new Promise<void>((resolve) => client.on('message', ({ body }) => body === 'after' && resolve()))
  account.receive({ from: '628222', body: 'after' })
  await after
  expect(bodies).toEqual(events)
  const history = await (await client.getChatById('628222@c.us')).fetchMessages({ limit: 10 })
  expect(history.map(({ body }) => body).sort()).toEqual(['after', 'missed'])
})

test('what is sent without a network stays pending and goes out when it is back', async () => {
  const account = standIn.account({ phone: '628111', contacts: [{ phone: '628222' }], chats: [{ id: '628222' }] })
  const client = await linked(account, await clients.newProfile())
  account.dropNetwork()
  await account.waitForPages(0)
  const message = await client.sendMessage('628222@c.us', 'later', { sendSeen: false })
  expect([message.ack, account.sent.length]).toEqual([0, 0])
  const acked = once(client, 'message_ack')
  account.restoreNetwork()
  expect((await account.waitForSent(1))[0]).toMatchObject({ id: message.id.id, body: 'later' })
  expect((await acked)[1]).toBe(1)
})

test('reloads and navigations of the page are seen by the library', async () => {
  const account = standIn.account({ phone: '628111' })
  const client = await linked(account, await clients.newProfile())
  const ready = once(client, 'ready')
  account.reloadPages()
  await ready
  account.navigatePages()
  // The library injects itself once more; the test must not end in the midst of it.
  await client.pupPage?.waitForFunction("window.require('WAWebCmd').Cmd._listeners.get('logout').length === 2")
  const message = once(client, 'message')
  account.receive({ from: '628222', body: 'still here' })
  expect(((await message) as [Message])[0].body).toBe('still here')
})

test('a hanging page answers nothing', async () => {
  const account = standIn.account({ phone: '628111' })
  const client = await linked(account, await clients.newProfile())
  await account.hangPages()
  const asked = client.getState().then(
    () => 'answered',
    () => 'rejected',
  )
  const browser = client.pupBrowser
  expect(await browser?.version()).toContain('Chrome')
  const gone = new Promise<void>((resolve) => browser?.once('disconnected', () => resolve()))
  // Its process group: the browser may have been started by a wrapper script, which would die alone.
  process.kill(-(browser?.process()?.pid ?? Number.NaN), 'SIGKILL')
  await gone
  expect(await asked).toBe('rejected')
})

test('QR codes that nobody scans: new ones in time, then none', async () => {
  const impatient = await startStandIn({ qrRefreshMs: 20 })
  const others = new LibraryClients(impatient)
  const client = others.create(await others.newProfile())
  await client.initialize()
  expect(new Set(await impatient.waitForQr(3)).size).toBeGreaterThanOrEqual(3)
  impatient.expireQr()
  // The library's own handler of UNPAIRED_IDLE runs page code in Node, and the page gets the error.
  const error = await impatient.until('the error', () => impatient.pageErrors[0])
  expect(error).toContain('window is not defined')
  await others.close()
  await impatient.close()
})

test('QR codes are renewed on command, and the old one expires', async () => {
  const account = standIn.account({ phone: '628111' })
  const client = clients.create(await clients.newProfile())
  const first = once(client, 'qr')
  await client.initialize()
  const [old] = (await first) as [string]
  const second = once(client, 'qr')
  standIn.refreshQr()
  const [renewed] = (await second) as [string]
  expect(() => standIn.scan(old, account)).toThrow('not valid')
  const ready = once(client, 'ready')
  standIn.scan(renewed, account)
  await ready
})

test('two accounts in two browsers get their own messages', async () => {
  const accounts = ['628111', '628222'].map((phone) => standIn.account({ phone }))
  const bodies = await Promise.all(
    accounts.map(async (account) => {
      const client = await linked(account, await clients.newProfile())
      const message = once(client, 'message')
      account.receive({ from: '628333', body: `for ${account.phone}` })
      return ((await message) as [Message])[0].body
    }),
  )
  expect(bodies).toEqual(['for 628111', 'for 628222'])
})

test('asking for a module or member that the page lacks is recorded', async () => {
  const other = await startStandIn()
  const client = new LibraryClients(other)
  const page = client.create(await client.newProfile())
  await page.initialize()
  await page.pupPage?.evaluate("window.require('WAWebCmd').Cmd.noSuchCommand")
  await expect(page.pupPage?.evaluate("window.require('WAWebNoSuchModule')")).rejects.toThrow('WAWebNoSuchModule')
  await page.pupPage?.evaluate("window.require('WAWebCollections').Msg.noSuchMethod")
  const missing = await other.until('three reports', () => (other.missing.length === 3 ? other.missing : undefined))
  expect(missing).toEqual(['Cmd.noSuchCommand', 'WAWebNoSuchModule', 'Msg.noSuchMethod'])
  await client.close()
  await other.close()
})

test('closing rejects what still waits', async () => {
  const other = await startStandIn()
  const waiting = other.waitForQr()
  await other.close()
  await expect(waiting).rejects.toThrow('closed')
})
