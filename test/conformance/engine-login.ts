import type { Connections } from './engine-harness'

/** Codes, logging in, and coming back without a code. */
export function describeLogin(connections: () => Connections): void {
  describe('login', () => {
    it('can run here', () => {
      expect(connections().harness.factory.unavailable()).toBeNull()
    })

    it('shows a QR code, then authenticates once, then is ready once', async () => {
      const { recorder, phone, event, code } = await connections().waiting()
      expect(code).toMatch(/^[^,\s]+,[^,\s]+,/)
      expect(recorder.all('qr')[0]?.expiresInMs).toBeGreaterThan(0)
      await phone.scan(code)
      const { me } = await event('ready')
      await connections().harness.quiet()
      const steps = recorder.types().filter((type) => type === 'qr' || type === 'authenticated' || type === 'ready')
      expect(steps.filter((type) => type !== 'qr')).toEqual(['authenticated', 'ready'])
      expect(steps.slice(0, -2).every((type) => type === 'qr')).toBe(true)
      expect(me.whatsappId).toMatch(/^\d+@c\.us$/)
      expect(me.phone).toBe(`+${me.whatsappId.replace('@c.us', '')}`)
    })

    it('replaces a code that is over by another one', async () => {
      const { recorder, phone, event, code } = await connections().waiting()
      await phone.expireCode()
      const next = await event('qr', (qr) => qr.code !== code)
      expect(next.expiresInMs).toBeGreaterThan(0)
      expect(new Set(recorder.all('qr').map((qr) => qr.code)).size).toBe(recorder.all('qr').length)
      await phone.scan(next.code)
      await event('ready')
    })

    it('logs in by a pairing code, and shows no QR code then', async () => {
      const { engine, recorder, phone, event } = await connections().create(undefined, true)
      await engine.start()
      const { code } = await event('pairing-code')
      expect(code).toMatch(/^[1-9A-Z]{8}$/)
      await phone.enterPairingCode(code)
      const { me } = await event('ready')
      expect(me.phone).toBe(`+${phone.number}`)
      expect(recorder.all('qr')).toEqual([])
    })

    it('stores the login, and comes back with it without a code', async () => {
      const { factory } = connections().harness
      const first = await connections().create()
      expect(await factory.hasLogin(first.sessionId)).toBe(false)
      await first.engine.start()
      await first.phone.scan((await first.event('qr')).code)
      const { me } = await first.event('ready')
      await first.engine.close()
      expect(await factory.hasLogin(first.sessionId)).toBe(true)

      const second = await connections().again(first.sessionId)
      expect(second.recorder.types().slice(0, 2)).toEqual(['authenticated', 'ready'])
      expect(second.recorder.all('ready')[0]?.me).toEqual(me)
    })

    it('asks for a code again once the login is deleted', async () => {
      const { factory } = connections().harness
      const { sessionId, engine } = await connections().ready()
      await engine.close()
      await factory.deleteLogin(sessionId)
      expect(await factory.hasLogin(sessionId)).toBe(false)
      const next = await connections().create(sessionId)
      await next.engine.start()
      await next.event('qr')
      expect(next.recorder.all('authenticated')).toEqual([])
    })

    it('deletes a login that is not there', async () => {
      await expect(connections().harness.factory.deleteLogin('nobody')).resolves.toBeUndefined()
    })

    it('asks for a code again after logout, which reports nothing', async () => {
      const { sessionId, engine, recorder } = await connections().ready()
      const before = recorder.types()
      await engine.logout()
      await connections().harness.quiet()
      expect(recorder.types()).toEqual(before)
      expect(await connections().harness.factory.hasLogin(sessionId)).toBe(false)
      const next = await connections().create(sessionId)
      await next.engine.start()
      await next.event('qr')
    })
  })
}
