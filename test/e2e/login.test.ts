/** Logins and their ends with the real engine, through the API: codes, limits, unlinking, and processes left behind. */
import { ApiClient, BEGINNING } from '../harness/client'
import { browserGroups } from '../harness/browsers'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { browserPath } from '../harness/services'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'
import { ConnectionStateChangedDocument, SessionDocument, StartDocument, StopDocument } from '../generated/operations'

jest.setTimeout(120_000)

let standIn: StandIn
let account: Account
let dataDir: string
let env: Record<string, string>
let server: ServerProcess
let api: ApiClient

beforeEach(async () => {
  standIn = await startStandIn()
  account = standIn.account({ phone: '628990000001', pushName: 'Kantor' })
  dataDir = await makeDataDir()
  env = { PUPPETEER_EXECUTABLE_PATH: browserPath(), BROWSER_ARGS: standIn.chromiumArgs.join(' ') }
  server = await startServer(dataDir, env)
  api = new ApiClient(server.url)
})

afterEach(async () => {
  await api.close()
  await server.stop()
  await standIn.close()
  await removeDataDir(dataDir)
})

const start = async (input = {}) => (await api.ask(StartDocument, { input })).startSession.session
const statesOf = (sessionId: string) => api.subscribe(ConnectionStateChangedDocument, { sessionId, after: BEGINNING })

/** A session that the account's phone has scanned. */
const linked = async (): Promise<string> => {
  const { id, qr } = await start()
  const states = statesOf(id)
  standIn.scan(qr?.code ?? '', account)
  await states.find(({ state }) => state === 'CONNECTED')
  states.stop()
  return id
}

it('logs in by a pairing code', async () => {
  const session = await start({ pairingPhone: '+628990000001' })
  expect(session).toMatchObject({ state: 'AWAITING_LOGIN', qr: null })
  expect(session.pairingCode).toBe(standIn.pairingCodes[0]?.code)
  const states = statesOf(session.id)
  standIn.enterPairingCode(session.pairingCode ?? '', account)
  await states.find(({ state }) => state === 'CONNECTED')
  states.stop()
})

it('gives up after six codes that nobody scanned, and its browser is gone', async () => {
  const { id } = await start()
  const states = statesOf(id)
  for (let shown = 1; shown <= 6; shown += 1) {
    await states.find(() => states.received.filter(({ qr }) => qr !== null).length === shown)
    standIn.refreshQr()
  }
  const { reason } = await states.find(({ state }) => state === 'FAILED')
  expect(reason).toMatch(/6 codes/)
  expect(states.received.filter(({ qr }) => qr !== null)).toHaveLength(6)
  await standIn.until('the page is gone', () => (account.connectedPages === 0 ? true : undefined))
  await api.ask(StopDocument, { id }) // waits for the browser's end
  expect(await browserGroups(server.pid)).toEqual([])
  states.stop()
})

it('is LOGGED_OUT when the phone unlinks it, and asks for a new login then', async () => {
  const id = await linked()
  const states = statesOf(id)
  account.unlink()
  await states.find(({ state }) => state === 'LOGGED_OUT')
  const { session } = await api.ask(SessionDocument, { id })
  expect(session).toMatchObject({ me: null, qr: null })
  const again = await start({ sessionId: id })
  expect(again).toMatchObject({ id, state: 'AWAITING_LOGIN' })
  standIn.scan(again.qr?.code ?? '', account)
  await states.find((event) => event.state === 'CONNECTED' && states.received.at(-1) === event)
  states.stop()
})

it('runs several sessions apart from each other', async () => {
  const other = standIn.account({ phone: '628990000002', pushName: 'Cabang' })
  const first = await linked()
  const { id: second, qr } = await start({ name: 'Cabang' })
  standIn.scan(qr?.code ?? '', other)
  const states = statesOf(second)
  await states.find(({ state }) => state === 'CONNECTED')
  account.unlink()
  await statesOf(first).find(({ state }) => state === 'LOGGED_OUT')
  const { session } = await api.ask(SessionDocument, { id: second })
  expect(session).toMatchObject({ state: 'CONNECTED', me: { name: 'Cabang' } })
  states.stop()
})

it('leaves no process behind after SIGTERM', async () => {
  await linked()
  expect(await browserGroups(server.pid)).toHaveLength(1)
  expect(await server.stop()).toBe(0)
  expect(await browserGroups(server.pid)).toEqual([])
})

it('ends the browser of a killed server, and comes back without a code', async () => {
  const id = await linked()
  const { pid } = server
  await server.kill()
  server = await startServer(dataDir, env)
  await api.close()
  api = new ApiClient(server.url)
  const states = statesOf(id)
  await states.find(({ state, previousState }) => state === 'CONNECTED' && previousState === 'RECONNECTING')
  expect(await browserGroups(pid)).toEqual([])
  expect(standIn.qrRefs).toHaveLength(1)
  states.stop()
})
