import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Connections } from '../../../test/conformance/engine-harness'
import type { SimulatedHarness } from '../../../test/conformance/simulated-harness'
import { makeSimulatedHarness } from '../../../test/conformance/simulated-harness'
import { EngineClosed } from '../../domain/engine'
import type { Flood } from './batch'

const FLOOD: Flood = { count: 1, chats: 1, groups: 0, perSecond: null, body: null }
const CONFLICT = { code: 'CONFLICT' }

describe('the simulated factory', () => {
  let harness: SimulatedHarness
  let connections: Connections
  beforeEach(async () => {
    harness = await makeSimulatedHarness()
    connections = new Connections(harness)
  })
  afterEach(async () => {
    await connections.closeAll()
    await harness.dispose()
  })

  it('refuses to scan where no code waits', async () => {
    await expect(harness.factory.login('nobody')).rejects.toMatchObject(CONFLICT)
    const { sessionId, phone, code } = await connections.waiting()
    const twice = await Promise.allSettled([phone.scan(code), harness.factory.login(sessionId)])
    expect(twice.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await expect(harness.factory.login(sessionId)).rejects.toMatchObject(CONFLICT)
  })

  it('refuses to receive or to be unlinked before it is linked', async () => {
    const { sessionId } = await connections.waiting()
    await expect(harness.factory.receive(sessionId, FLOOD)).rejects.toMatchObject(CONFLICT)
    await expect(harness.factory.disconnect(sessionId, 'LOGGED_OUT')).rejects.toMatchObject(CONFLICT)
    await expect(harness.factory.phone(sessionId)).rejects.toMatchObject(CONFLICT)
  })

  it('refuses to disconnect what is not connected', async () => {
    await expect(harness.factory.disconnect('nobody', 'NETWORK')).rejects.toMatchObject(CONFLICT)
    const { sessionId, engine } = await connections.ready()
    await engine.close()
    await expect(harness.factory.disconnect(sessionId, 'CRASH')).rejects.toMatchObject(CONFLICT)
  })

  it.each([
    ['count', { count: -1 }],
    ['count', { count: 1.5 }],
    ['chats', { chats: 0 }],
    ['groups', { groups: 2 }],
    ['groups', { groups: -1 }],
    ['perSecond', { perSecond: 0 }],
  ])('refuses a bad %s', async (field, bad) => {
    const { sessionId } = await connections.ready()
    const refused = harness.factory.receive(sessionId, { ...FLOOD, ...bad })
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field: `input.${field}` } })
  })

  it('shows the first QR code for 60 s and each further one for 20 s', async () => {
    const { recorder } = await connections.waiting()
    await harness.clock.advance(59_999)
    expect(recorder.all('qr')).toHaveLength(1)
    await harness.clock.advance(1)
    expect(recorder.all('qr')).toHaveLength(2)
    await harness.clock.advance(40_000)
    expect(recorder.all('qr').map((qr) => qr.expiresInMs)).toEqual([60_000, 20_000, 20_000, 20_000])
  })

  it('counts messages that arrive as unread, but no notices of a group', async () => {
    const { sessionId, phone } = await connections.ready()
    const { world, account } = await harness.factory.phone(sessionId)
    const group = account.chatTo(phone.cast.group)
    const { unreadCount, members } = group
    const content = { type: 'SYSTEM' as const, media: null, location: null }
    world.arrive(group, { sender: members[0] ?? null, body: 'Oliver changed the subject', content })
    expect(group.unreadCount).toBe(unreadCount)
    world.arrive(group, { sender: members[0] ?? null, body: 'Hello', content: null })
    expect(group.unreadCount).toBe(unreadCount + 1)
  })

  it('reports nothing within the call that causes it', async () => {
    const { engine, recorder, phone } = await connections.ready()
    const { world, account } = await harness.factory.phone('session-1')
    const before = recorder.events.length
    world.arrive(account.chatTo(phone.cast.byPhone), { sender: null, body: 'hello' })
    expect(recorder.events).toHaveLength(before)
    await engine.probe()
    expect(recorder.events.length).toBeGreaterThan(before)
  })

  it('reports nothing once close is called, not even what was on its way', async () => {
    const { engine, recorder, phone } = await connections.ready()
    const { world, account } = await harness.factory.phone('session-1')
    const before = recorder.events.length
    world.arrive(account.chatTo(phone.cast.byPhone), { sender: null, body: 'hello' })
    await engine.close()
    await harness.quiet()
    expect(recorder.events).toHaveLength(before)
  })

  it('reports one end when it is cut off while the phone scans', async () => {
    const { sessionId, recorder, phone, code } = await connections.waiting()
    const [scanned] = await Promise.allSettled([phone.scan(code), harness.factory.disconnect(sessionId, 'NETWORK')])
    expect(scanned).toMatchObject({ status: 'rejected', reason: expect.any(EngineClosed) as unknown })
    await harness.quiet()
    expect(recorder.types()).toEqual(['qr', 'closed'])
  })

  it('leaves no timer behind when an engine is closed', async () => {
    const waiting = await connections.waiting()
    await waiting.engine.close()
    expect(harness.clock.pending).toBe(0)
    const ready = await connections.ready()
    await ready.phone.receive({ chat: ready.phone.cast.byPhone, sender: ready.phone.cast.byPhone, body: 'hi' })
    await ready.engine.sendText(ready.phone.cast.byPhone, 'hello', null)
    await ready.engine.close()
    expect(harness.clock.pending).toBe(0)
  })

  it('ends floods when the session is unlinked, and forgets its file', async () => {
    const { sessionId, engine } = await connections.ready()
    await harness.factory.receive(sessionId, { ...FLOOD, count: 1_000, perSecond: 1 })
    await engine.close()
    expect(harness.clock.pending).toBe(1)
    const phone = await harness.factory.phone(sessionId)
    await harness.factory.deleteLogin(sessionId)
    expect(harness.clock.pending).toBe(0)
    await phone.idle()
    expect(phone.strangers.privateChat(0).messages).toHaveLength(1)
    expect(await harness.factory.hasLogin(sessionId)).toBe(false)
  })

  it('makes the same account for the same session again after it was unlinked', async () => {
    const first = await connections.ready()
    const chats = (await first.engine.chats()).map((chat) => chat.whatsappId)
    const history = await first.engine.history(first.phone.cast.byPhone, 10, null)
    await first.engine.logout()
    await harness.clock.advance(60_000)
    const second = await connections.create(first.sessionId)
    await second.engine.start()
    await second.phone.scan((await second.event('qr')).code)
    await second.event('ready')
    expect((await second.engine.chats()).map((chat) => chat.whatsappId)).toEqual(chats)
    const again = await second.engine.history(second.phone.cast.byPhone, 10, null)
    expect(again.map(({ key }) => key)).toEqual(history.map(({ key }) => key))
  })

  it('fails to start with a login that cannot be read, and deletes it all the same when asked', async () => {
    await mkdir(join(harness.dataDir, 'simulated'))
    await writeFile(join(harness.dataDir, 'simulated', 'broken.json'), 'not json')
    const { engine, recorder } = await connections.create('broken')
    const [started, deleted] = await Promise.allSettled([engine.start(), harness.factory.deleteLogin('broken')])
    expect(started).toMatchObject({ status: 'rejected', reason: expect.any(SyntaxError) as unknown })
    expect(deleted).toMatchObject({ status: 'fulfilled' })
    await harness.quiet()
    expect(recorder.events).toEqual([])
    const next = await connections.create('broken')
    await next.engine.start()
    await next.event('qr')
  })

  it('ends a connection by CRASH when the phone cannot store what became of a flood', async () => {
    const { sessionId, event } = await connections.ready()
    await harness.factory.receive(sessionId, { ...FLOOD, count: 2, perSecond: 1 })
    await rm(join(harness.dataDir, 'simulated'), { recursive: true })
    await writeFile(join(harness.dataDir, 'simulated'), 'a file in the way')
    await harness.clock.advance(2_000)
    expect((await event('closed')).reason).toBe('CRASH')
    const next = await connections.create(sessionId)
    await rm(join(harness.dataDir, 'simulated'))
    await expect(next.engine.start()).rejects.toThrow()
    await connections.again(sessionId)
  })
})
