import type { Engine } from '../../src/domain/engine'
import { EngineClosed } from '../../src/domain/engine'
import type { Connections } from './engine-harness'

/** Every call that needs a ready connection. */
const CALLS: readonly (readonly [name: string, call: (engine: Engine) => Promise<unknown>])[] = [
  ['probe', (engine) => engine.probe()],
  ['sendText', (engine) => engine.sendText('6281234567890@c.us', 'hello', null)],
  ['react', (engine) => engine.react('ref', '👍')],
  ['edit', (engine) => engine.edit('ref', 'text')],
  ['revoke', (engine) => engine.revoke('ref')],
  ['markRead', (engine) => engine.markRead('6281234567890@c.us')],
  ['chats', (engine) => engine.chats()],
  ['contacts', (engine) => engine.contacts()],
  ['history', (engine) => engine.history('6281234567890@c.us', 10, null)],
]

/** What each of the calls rejects with: always an Error that says why. */
async function rejectionsOf(engine: Engine): Promise<[name: string, error: unknown][]> {
  const rejections: [string, unknown][] = []
  for (const [name, call] of CALLS) {
    const outcome = await call(engine).then(
      () => 'it resolved',
      (thrown: unknown) => thrown,
    )
    expect([name, outcome]).toEqual([name, expect.any(Error)])
    expect((outcome as Error).message).not.toBe('')
    rejections.push([name, outcome])
  }
  return rejections
}

async function expectAllClosed(engine: Engine): Promise<void> {
  for (const [name, error] of await rejectionsOf(engine))
    expect([name, error]).toEqual([name, expect.any(EngineClosed)])
}

/** How connections end, by themselves and on purpose. */
export function describeEnding(connections: () => Connections): void {
  describe('ending', () => {
    it('rejects calls before it is ready, and does not say that it is closed', async () => {
      const { engine } = await connections().waiting()
      for (const [name, error] of await rejectionsOf(engine)) {
        expect([name, error instanceof EngineClosed]).toEqual([name, false])
      }
    })

    it('proves that it is alive while it is', async () => {
      await expect((await connections().ready()).engine.probe()).resolves.toBeUndefined()
    })

    it.each(['NETWORK', 'CRASH', 'CONFLICT'] as const)(
      'says once that it ended by %s, and keeps the login',
      async (reason) => {
        const { sessionId, engine, recorder, phone, event } = await connections().ready()
        await phone.end(reason)
        const closed = await event('closed')
        expect(closed.reason).toBe(reason)
        expect(closed.detail).not.toBe('')
        await connections().harness.quiet()
        expect(recorder.all('closed')).toHaveLength(1)
        expect(recorder.events.at(-1)).toBe(closed)
        await expectAllClosed(engine)
        await engine.close()
        expect(await connections().harness.factory.hasLogin(sessionId)).toBe(true)
      },
    )

    it('says once that the phone unlinked it, and asks for a code next', async () => {
      const { sessionId, engine, recorder, phone, event } = await connections().ready()
      await phone.end('LOGGED_OUT')
      expect((await event('closed')).reason).toBe('LOGGED_OUT')
      await connections().harness.quiet()
      expect(recorder.all('closed')).toHaveLength(1)
      await engine.close()
      expect(await connections().harness.factory.hasLogin(sessionId)).toBe(false)
      await connections().harness.factory.deleteLogin(sessionId)
      const next = await connections().create(sessionId)
      await next.engine.start()
      await next.phone.scan((await next.event('qr')).code)
      await next.event('ready')
    })

    it('reports nothing more once closed, and rejects calls', async () => {
      const { engine, recorder, phone } = await connections().ready()
      await engine.close()
      const before = recorder.types()
      await phone.receive({ chat: phone.cast.byPhone, sender: phone.cast.byPhone, body: 'too late' })
      await connections().harness.quiet()
      expect(recorder.types()).toEqual(before)
      expect(before).not.toContain('closed')
      await expectAllClosed(engine)
    })

    it('closes as often as asked, also at once', async () => {
      const { engine } = await connections().ready()
      await Promise.all([engine.close(), engine.close()])
      await expect(engine.close()).resolves.toBeUndefined()
    })

    it('closes while it shows a code', async () => {
      const { engine, recorder } = await connections().waiting()
      await engine.close()
      const before = recorder.types()
      await connections().harness.quiet()
      expect(recorder.types()).toEqual(before)
    })

    it('closes while it starts, and leaves the session free for another', async () => {
      const { sessionId, engine, recorder } = await connections().create()
      const started = engine.start().catch((thrown: unknown) => thrown)
      await engine.close()
      const before = recorder.types()
      const outcome = await started
      if (outcome !== undefined) expect(outcome).toBeInstanceOf(EngineClosed)
      await connections().harness.quiet()
      expect(recorder.types()).toEqual(before)
      const next = await connections().create(sessionId)
      await next.engine.start()
      await next.event('qr')
    })

    it('closes before it was started, and cannot be started then', async () => {
      const { engine } = await connections().create()
      await engine.close()
      await expect(engine.start()).rejects.toBeInstanceOf(Error)
    })
  })
}
