import { once } from 'node:events'
import { connect } from 'node:net'
import { post, startServer } from './server-fixture'
import { Client } from './socket-client'

test('closing tells sockets to come back, ends their streams, and is one closing for every caller', async () => {
  const { wsUrl, url, server, streams } = await startServer()
  const client = await new Client(wsUrl).connect()
  client.subscribe('1', 'subscription { ticks }')
  await client.next()
  const ended = once(streams, 'ticks-ended')
  const closing = server.close()
  expect(server.close()).toBe(closing)
  expect(await client.closed).toEqual({ code: 1012, reason: 'Service restart' })
  streams.emit('tick')
  await Promise.all([closing, ended])
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

test('a request under way is answered before the server has closed, and new ones are not taken', async () => {
  const { url, server, streams } = await startServer()
  const begun = once(streams, 'waiting')
  const response = post(url, { query: '{ waiting }' })
  await begun
  const closing = server.close()
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  streams.emit('tick')
  expect(await (await response).json()).toEqual({ data: { waiting: 1 } })
  await closing
})

test('a request that does not end, and a socket whose client is silent, are not waited for longer than the limit', async () => {
  const { url, wsUrl, server, streams } = await startServer({ drainTimeout: 50 })
  const client = await new Client(wsUrl).connect()
  client.socket.pause()
  const begun = once(streams, 'waiting')
  const response = post(url, { query: '{ waiting }' }).catch((error: unknown) => error)
  await begun
  await server.close()
  expect(await response).toMatchObject({ message: 'fetch failed' })
  streams.emit('tick') // Nothing may fail when the answer comes to nobody.
  client.socket.resume()
  expect(await client.closed).toMatchObject({ code: 1012 })
})

test('a connection that has sent no request yet, such as browsers keep in store, is not waited for', async () => {
  const { url, server } = await startServer({ drainTimeout: 60_000 })
  const spare = connect(Number(new URL(url).port), '127.0.0.1')
  await once(spare, 'connect')
  await fetch(`${url}/healthz`) // by now the server has taken the spare connection as well
  const ended = once(spare, 'close')
  await server.close()
  await ended
})
