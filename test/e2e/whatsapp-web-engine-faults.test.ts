import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { markedBrowsers, markerArgument } from '../../src/whatsapp/whatsapp-web/browser-marker'
import { groupMembers, isGroupGone, killGroup, listProcesses } from '../../src/whatsapp/whatsapp-web/processes'
import { Profiles } from '../../src/whatsapp/whatsapp-web/profile'
import type { Account } from '../stand-in/stand-in'
import { EngineRig, WORKER_FILE } from './whatsapp-web-rig'

jest.setTimeout(60_000)

let rig: EngineRig
let account: Account
const children: ChildProcess[] = []

beforeEach(async () => {
  rig = await EngineRig.start()
  account = rig.standIn.account({ phone: '628111', contacts: [{ phone: '628222' }] })
})

afterEach(async () => {
  for (const { pid } of children.splice(0)) if (pid) await killGroup(pid, 2_000)
  await rig.end()
})

/** Living browsers of the rig's data directory. */
const browsers = async () => markedBrowsers(await listProcesses(), new Profiles(rig.dataDir).owner)

/** Resolves once a file of this name is in the folder. */
async function appears(folder: string, name: string): Promise<void> {
  const watcher = watch(folder)
  while (!existsSync(join(folder, name))) await once(watcher, 'change')
  watcher.close()
}

/** A worker file that loads the real one and fails on command: `markRead(<fault>)`. */
async function faultyWorker(): Promise<string> {
  const file = join(rig.dataDir, 'faulty-worker.js')
  await writeFile(
    file,
    `require(${JSON.stringify(WORKER_FILE)})
    const faults = {
      rejectString: () => void Promise.reject('a string'),
      throwString: () => setImmediate(() => { throw 'a string' }),
      exit: () => process.exit(3),
      exhaust: () => { for (const all = []; ; ) all.push(new Array(100000).fill({})) },
      hang: () => { for (;;); },
    }
    require('node:worker_threads').parentPort.on('message', ({ args }) => faults[args?.[0]]?.())`,
  )
  return file
}

test('an unlink while the engine was down ends in LOGGED_OUT at the next start', async () => {
  const factory = rig.factory()
  await (await rig.link(account, factory)).engine.close()
  account.unlink()
  const { engine, log } = rig.create(factory)
  await engine.start().catch(() => undefined)
  expect(await log.until('closed')).toMatchObject({ reason: 'LOGGED_OUT' })
  expect(log.types()).not.toContain('qr')
  await engine.close()
  expect(await factory.hasLogin('s1')).toBe(false)
})

test.each([
  ['DEPRECATED_VERSION', 'INCOMPATIBLE'],
  ['PROXYBLOCK', 'NETWORK'],
])('state %s ends in %s, with the login kept', async (state, reason) => {
  const factory = rig.factory()
  const { engine, log } = await rig.link(account, factory)
  account.setState(state)
  expect(await log.until('closed')).toMatchObject({ reason })
  await engine.close()
  expect(await factory.hasLogin('s1')).toBe(true)
  expect(log.all('closed')).toHaveLength(1)
})

test('a network that comes back ends nothing, and the engine says so meanwhile', async () => {
  const { engine, log } = await rig.link(account)
  account.dropNetwork()
  await account.waitForPages(0)
  // The page hears of it a moment after the stand-in has cut it.
  const probeUntilLost = async (): Promise<never> => {
    for (;;) await engine.probe()
  }
  await expect(probeUntilLost()).rejects.toThrow('the connection is')
  account.restoreNetwork()
  await account.waitForPages(1)
  account.receive({ from: '628222', body: 'back' })
  await log.text('back')
  await engine.probe()
  expect(log.types()).not.toContain('closed')
})

test('a page that reloads ends in CRASH; one that changes its address does not', async () => {
  const { log } = await rig.link(account)
  account.navigatePages()
  account.receive({ from: '628222', body: 'same page' })
  await log.text('same page')
  expect(log.types().slice(0, 4)).toEqual(['qr', 'authenticated', 'ready', 'message'])
  account.reloadPages()
  expect(await log.until('closed')).toMatchObject({ reason: 'CRASH', detail: 'The page navigated away.' })
  expect(log.all('ready')).toHaveLength(1)
})

test('modules that WhatsApp took away end in INCOMPATIBLE and are named', async () => {
  rig.standIn.lackModules('WAWebSendMsgChatAction')
  const factory = rig.factory()
  const { engine, log } = rig.create(factory)
  void log.until('qr').then(({ code }) => rig.standIn.scan(code, account))
  await engine.start().catch(() => undefined)
  expect(await log.until('closed')).toMatchObject({
    reason: 'INCOMPATIBLE',
    detail: expect.stringContaining('WAWebSendMsgChatAction') as string,
  })
})

test('a page that the library cannot watch ends in INCOMPATIBLE, instead of never being ready', async () => {
  rig.standIn.lackModules('WAWebSyncGatingUtils')
  const { engine, log } = rig.create()
  void log.until('qr').then(({ code }) => rig.standIn.scan(code, account))
  await engine.start().catch(() => undefined)
  expect(await log.until('closed')).toMatchObject({
    reason: 'INCOMPATIBLE',
    detail: expect.stringContaining('WAWebSyncGatingUtils') as string,
  })
  // The library's failure is the page's error too.
  expect(rig.standIn.pageErrors).toHaveLength(1)
  ;(rig.standIn.pageErrors as string[]).length = 0
})

test('a server that cannot be reached fails the start with NETWORK', async () => {
  const { engine, log } = rig.create()
  await rig.standIn.close()
  await expect(engine.start()).rejects.toThrow('did not load')
  expect(log.events).toMatchObject([{ type: 'closed', reason: 'NETWORK' }])
})

test('modules that are needed before the login fail the start', async () => {
  rig.standIn.lackModules('WAWebConnModel')
  const { engine, log } = rig.create()
  await expect(engine.start()).rejects.toThrow('WAWebConnModel')
  expect(log.events).toMatchObject([{ type: 'closed', reason: 'INCOMPATIBLE' }])
  expect(await browsers()).toEqual([])
})

test('a first sync that ends before the library listens still leads to ready', async () => {
  const factory = rig.factory()
  await (await rig.link(account, factory)).engine.close()
  account.sync = 'at-once'
  const { log } = await rig.restore(factory)
  expect(log.all('ready')).toHaveLength(1)
})

test('a killed renderer ends in CRASH', async () => {
  const { log, browserPid } = await rig.link(account)
  const renderers = (await groupMembers(browserPid)).filter(({ command }) => command.includes('--type=renderer'))
  for (const { pid } of renderers) process.kill(pid, 'SIGKILL')
  expect(renderers.length).toBeGreaterThan(0)
  expect(await log.until('closed')).toMatchObject({ reason: 'CRASH' })
})

test('a hanging page: calls end by their limit, and close() takes less than 5 seconds', async () => {
  const { engine } = await rig.link(account, rig.factory({ probe: 300, call: 300 }))
  await account.hangPages()
  await expect(engine.probe()).rejects.toMatchObject({ name: 'EngineCallTimeout' })
  await expect(engine.sendText('628222@c.us', 'hello', null)).rejects.toMatchObject({ name: 'EngineCallTimeout' })
  const before = Date.now()
  await engine.close()
  expect(Date.now() - before).toBeLessThan(5_000)
})

test.each(['rejectString', 'throwString', 'exit', 'exhaust'])(
  'a fault in the thread (%s) ends in CRASH and leaves nothing running',
  async (fault) => {
    const { engine, log, browserPid } = await rig.link(account, rig.factory({}, await faultyWorker()))
    engine.markRead(fault).catch(() => undefined)
    expect(await log.until('closed')).toMatchObject({ reason: 'CRASH' })
    await engine.close()
    expect(await groupMembers(browserPid)).toEqual([])
    expect(log.all('closed')).toHaveLength(1)
  },
)

test('a hanging thread is ended by force in less than 5 seconds', async () => {
  const { engine, browserPid } = await rig.link(account, rig.factory({ call: 300 }, await faultyWorker()))
  await expect(engine.markRead('hang')).rejects.toMatchObject({ name: 'EngineCallTimeout' })
  const before = Date.now()
  await engine.close()
  expect(Date.now() - before).toBeLessThan(5_000)
  expect(await groupMembers(browserPid)).toEqual([])
})

test('close() ends the whole process group, twice as well as once', async () => {
  const { engine, log, browserPid } = await rig.link(account)
  expect((await groupMembers(browserPid)).length).toBeGreaterThan(1)
  await Promise.all([engine.close(), engine.close()])
  expect(await groupMembers(browserPid)).toEqual([])
  await engine.close()
  expect(log.types()).not.toContain('closed')
  await expect(engine.sendText('628222@c.us', 'late', null)).rejects.toMatchObject({ name: 'EngineNotReached' })
  await expect(engine.start()).rejects.toMatchObject({ name: 'EngineClosed' })
})

test('close() at once after start() leaves nothing running', async () => {
  const { engine } = rig.create()
  const starting = expect(engine.start()).rejects.toMatchObject({ name: 'EngineClosed' })
  await engine.close()
  await starting
  expect(await browsers()).toEqual([])
})

test('close() while the browser launches leaves nothing running', async () => {
  const launching = join(rig.dataDir, 'browser')
  const launched = join(rig.dataDir, 'launched')
  await writeFile(launching, `#!/bin/sh\necho > ${launched}.part; mv ${launched}.part ${launched}\nsleep 600 & wait\n`)
  await chmod(launching, 0o755)
  const { engine } = rig.create(rig.factory({}, WORKER_FILE, launching))
  const starting = expect(engine.start()).rejects.toMatchObject({ name: 'EngineClosed' })
  await appears(rig.dataDir, 'launched')
  expect(await browsers()).toHaveLength(1)
  await engine.close()
  await starting
  expect(await browsers()).toEqual([])
})

test('a stale lock of a killed container does not keep the browser from starting', async () => {
  const factory = rig.factory()
  await (await rig.link(account, factory)).engine.close()
  const profile = new Profiles(rig.dataDir).userDataDir('s1')
  await symlink('another-host-4711', join(profile, 'SingletonLock'))
  const { log } = await rig.restore(factory)
  expect(log.types()).toContain('ready')
})

test('a killed server takes its browser with it', async () => {
  const options = { dataDir: rig.dataDir, browserArgs: rig.standIn.chromiumArgs }
  const script = `
    const { createWhatsappWebFactory } = require(${JSON.stringify(WORKER_FILE.replace('worker.js', 'factory.js'))})
    const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger }
    const options = { ...${JSON.stringify(options)}, logger, metrics: { count() {} } }
    const engine = createWhatsappWebFactory(options).create({ sessionId: 's1', pairingPhone: null }, () => {})
    engine.start().then(() => console.log(engine.browserPid))`
  const server = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(server)
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const browser = Number(line.toString())
  expect(await groupMembers(browser)).not.toEqual([])
  server.kill('SIGKILL')
  expect(await isGroupGone(browser, 10_000)).toBe(true)
})

test('browsers that a killed server left behind are swept; those of a living one are not', async () => {
  const { owner } = new Profiles(rig.dataDir)
  const leave = (marker: string) => {
    const child = spawn('/bin/sh', ['-c', 'sleep 600 & wait', marker], { detached: true, stdio: 'ignore' })
    children.push(child)
    return child
  }
  const orphan = leave(markerArgument(owner, 's1', 999_999_999))
  const living = leave(markerArgument(owner, 's2', process.pid))
  const { browserPid } = await rig.link(account, rig.factory(), 's3')
  const elsewhere = leave(markerArgument('0123456789abcdef', 's1', 999_999_999))
  const gone = once(orphan, 'exit')
  expect(await rig.factory().sweepOrphans()).toBe(1)
  await gone
  expect(await groupMembers(orphan.pid ?? 0)).toEqual([])
  expect([living.exitCode, elsewhere.exitCode]).toEqual([null, null])
  expect(await groupMembers(browserPid)).not.toEqual([])
  expect(await rig.factory().sweepOrphans()).toBe(0)
})
