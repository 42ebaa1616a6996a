import { once } from 'node:events'
import type { HttpServerOptions } from '../../src/server/http-server'
import { startServer, type Running } from './server-fixture'
import { Client } from './socket-client'

const servers: Running[] = []

async function start(overrides?: Partial<HttpServerOptions>): Promise<Running> {
  const running = await startServer(overrides)
  servers.push(running)
  return running
}

afterEach(async () => {
  for (const { server } of servers.splice(0)) await server.close()
})

describe('limits', () => {
  test('more operations than a socket may have are refused one by one', async () => {
    const { wsUrl } = await start({ sockets: { maxOperations: 2 } })
    const client = await new Client(wsUrl).connect()
    for (const id of ['1', '2']) {
      client.subscribe(id, 'subscription { ticks }')
      expect(await client.next()).toMatchObject({ type: 'next', id })
    }
    client.subscribe('3', 'subscription { ticks }')
    expect(await client.next()).toMatchObject({
      type: 'error',
      id: '3',
      payload: [{ extensions: { limit: 'operations' } }],
    })
  })

  test('a message over 1 MiB closes with 1009', async () => {
    const { wsUrl } = await start()
    const client = await new Client(wsUrl).connect()
    client.subscribe('1', `{ hello } # ${'x'.repeat(1024 * 1024)}`)
    expect(await client.closed).toMatchObject({ code: 1009 })
  })

  test.each([1024 * 1024, Infinity])(
    'a reader that takes nothing is closed with 4290 (buffer of %d)',
    async (maxBuffered) => {
      const { wsUrl, streams, metrics, lines } = await start({ sockets: { stallTimeout: 200, maxBuffered } })
      const client = await new Client(wsUrl).connect()
      client.subscribe('1', 'subscription { flood }')
      expect(await client.next()).toMatchObject({ type: 'next' })
      const ended = once(streams, 'flood-ended')
      client.socket.pause()
      await ended
      // Kernels take some megabytes for a reader; a stream that is not held back would have made gigabytes meanwhile.
      expect(streams.pulled).toBeLessThan(2_000)
      expect(metrics.value('slow_consumers')).toBe(1)
      expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
      client.socket.resume()
      expect(await client.closed).toEqual({ code: 4290, reason: 'slow consumer' })
    },
  )

  test('a client that asks on and on and reads nothing is closed with 4290', async () => {
    const { wsUrl, metrics } = await start({ sockets: { stallTimeout: 60_000, maxOperations: 5 } })
    const client = await new Client(wsUrl).connect()
    client.socket.pause()
    const padding = 'x'.repeat(256 * 1024)
    const cut = new Promise<void>((resolve) => {
      const count = metrics.count.bind(metrics)
      metrics.count = (name, labels, by) => {
        count(name, labels, by)
        if (name === 'slow_consumers') resolve()
      }
    })
    for (let i = 0; i < 60; i += 1) client.send({ type: 'ping', payload: { padding } })
    await cut
    client.socket.resume()
    expect(await client.closed).toMatchObject({ code: 4290 })
  })

  test('a peer that does not answer pings is dropped', async () => {
    const { wsUrl } = await start({ sockets: { keepAlive: 20 } })
    const client = new Client(wsUrl, { autoPong: false })
    await client.init()
    expect(await client.closed).toMatchObject({ code: 1006 })
    const alive = await new Client(wsUrl).connect()
    for (let pings = 0; pings < 3; pings += 1) await once(alive.socket, 'ping')
    alive.subscribe('1', '{ hello }')
    expect(await alive.next()).toMatchObject({ type: 'next' })
  })
})
