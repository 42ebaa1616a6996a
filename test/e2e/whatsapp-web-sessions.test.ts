/**
 * One session goes through every fault that a connection can have, and comes back from each with its login and with
 * what it missed; another session beside it, with a browser of its own, notices none of them.
 */
import type { Account } from '../stand-in/stand-in'
import { type RealSession, SessionRig } from './session-rig'

jest.setTimeout(60_000)

let rig: SessionRig
let account: Account
let session: RealSession
let otherAccount: Account
let other: RealSession

const FRIEND = '628222'

beforeAll(async () => {
  rig = await SessionRig.start()
  account = rig.standIn.account({ phone: '628111', contacts: [{ phone: FRIEND }] })
  otherAccount = rig.standIn.account({ phone: '628112', contacts: [{ phone: FRIEND }] })
  session = await rig.link(account)
  other = await rig.link(otherAccount)
})

afterAll(() => rig.end())

/** The other session receives as before. */
async function otherGoesOn(body: string): Promise<void> {
  otherAccount.receive({ from: FRIEND, body })
  expect(await other.told(body)).toMatchObject({ origin: 'LIVE' })
  expect(await other.states()).toEqual(['STARTING', 'AWAITING_LOGIN', 'AUTHENTICATING', 'CONNECTED'])
}

const FAULTS: [name: string, reason: string, cause: () => Promise<void> | void][] = [
  ['a killed browser', 'CRASH: The browser ended.', () => void process.kill(rig.browserOf(session.id), 'SIGKILL')],
  ['a crashed renderer', 'CRASH: The page crashed', () => rig.killRenderers(session.id)],
  [
    'a page that hangs, found by the next probe',
    'CRASH: a probe failed: probe did not end within 500 ms',
    async () => {
      await account.hangPages()
      await rig.clock.advance(15_000)
    },
  ],
  ['a page that loads anew', 'CRASH: The page navigated away.', () => account.reloadPages()],
  ['a page that leaves', 'CRASH: The page navigated away.', () => account.navigatePages('leave')],
  ['a lost network', 'NETWORK: No connection to WhatsApp', () => account.dropNetwork()],
  ['a takeover elsewhere', 'CONFLICT: WhatsApp Web was opened elsewhere', () => account.conflict()],
  ['a blocked network', 'NETWORK: WhatsApp blocks the network', () => account.setState('PROXYBLOCK')],
]

test('what the browser takes is stored with the lease, while it runs', async () => {
  // The first renewal, and no later: the clock must not run on while the memory is measured.
  await rig.clock.advance(8_000)
  const bytes = await rig.until(async () => (await session.record()).memoryBytes ?? undefined)
  expect(bytes).toBeGreaterThan(10 * 2 ** 20)
  expect(bytes).toBeLessThan(2 * 2 ** 30)
  expect((await other.record()).memoryBytes).toBeGreaterThan(10 * 2 ** 20)
  const runner = await session.runner()
  await runner.stop(null)
  expect(await session.record()).toMatchObject({ state: 'STOPPED', memoryBytes: null })
  expect([...((await rig.factory.memory?.())?.keys() ?? [])]).toEqual([other.id])
  await runner.start(null)
  await session.reached('CONNECTED')
})

test.each(FAULTS)('%s: RECONNECTING with the reason, and CONNECTED again', async (name, reason, cause) => {
  await cause()
  await session.reached('RECONNECTING')
  expect((await session.record()).stateReason).toContain(reason)
  expect(await rig.factory.hasLogin(session.id)).toBe(true)
  account.receive({ from: FRIEND, body: `missed: ${name}` })
  await otherGoesOn(`beside: ${name}`)
  account.restoreNetwork()
  await rig.clock.advance(0) // the back-off
  await session.reached('CONNECTED')
  expect(await session.told(`missed: ${name}`)).toMatchObject({ origin: 'BACKFILL' })
  expect(account.linkedDevices).toBe(1)
})

test('frames that come and go, and another address, end nothing', async () => {
  const before = await session.states()
  account.navigatePages('frame')
  account.navigatePages('navigate')
  await account.settled()
  account.receive({ from: FRIEND, body: 'same page' })
  expect(await session.told('same page')).toMatchObject({ origin: 'LIVE' })
  await rig.clock.advance(15_000) // a probe
  expect(await session.states()).toEqual(before)
})

test('a version that WhatsApp no longer takes: FAILED with the reason, and the login is kept', async () => {
  account.setState('DEPRECATED_VERSION')
  await session.reached('FAILED')
  expect((await session.record()).stateReason).toContain('no longer takes this version')
  await otherGoesOn('beside: a version')
  expect(await rig.factory.hasLogin(session.id)).toBe(true)
  await (await session.runner()).start(null)
  await session.reached('CONNECTED')
})

test('an unlink by the phone: LOGGED_OUT, and the login is deleted', async () => {
  account.unlink()
  await session.reached('LOGGED_OUT')
  expect(await session.record()).toMatchObject({ stateReason: 'The phone unlinked this device.', me: null })
  await otherGoesOn('beside: an unlink')
  await rig.clock.advance(120_000)
  expect((await session.states()).at(-1)).toBe('LOGGED_OUT')
  await rig.stop()
  expect(await rig.factory.hasLogin(session.id)).toBe(false)
  expect(await rig.factory.hasLogin(other.id)).toBe(true)
})
