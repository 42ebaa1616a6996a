/** What of logging in and out is WhatsApp Web's alone; the rest is in the conformance suite. */
import type { Account } from '../stand-in/stand-in'
import { EngineRig } from './whatsapp-web-rig'

jest.setTimeout(60_000)

let rig: EngineRig
let account: Account

beforeEach(async () => {
  rig = await EngineRig.start()
  account = rig.standIn.account({ phone: '628111', pushName: 'Ani' })
})

afterEach(async () => {
  await rig.end()
})

test('the first QR code is good for a minute and the next for 20 seconds; after the last, more are asked for', async () => {
  const { engine, log } = rig.create()
  await engine.start()
  rig.standIn.refreshQr()
  await log.until('qr', ({ expiresInMs }) => expiresInMs === 20_000)
  rig.standIn.expireQr()
  const refs = await rig.standIn.waitForQr(3)
  const last = await log.until('qr', ({ code }) => code.startsWith(refs[2] ?? '?'))
  expect(log.all('qr').map(({ expiresInMs }) => expiresInMs)).toEqual([60_000, 20_000, 20_000])
  expect(log.all('qr').map(({ code }) => code.split(',')[0])).toEqual(refs)
  rig.standIn.scan(last.code, account)
  expect((await log.until('ready')).me).toEqual({ whatsappId: '628111@c.us', phone: '+628111', name: 'Ani' })
})

test('a stored login stays the same device at WhatsApp, and logout unlinks it there', async () => {
  const factory = rig.factory()
  await (await rig.link(account, factory)).engine.close()
  const { engine } = await rig.restore(factory)
  expect(account.linkedDevices).toBe(1)
  await engine.logout()
  expect(account.linkedDevices).toBe(0)
})
