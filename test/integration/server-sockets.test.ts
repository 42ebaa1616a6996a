import { once } from 'node:events'
import { StoreUnavailable } from '../../src/domain/ingest'
import type { HttpServerOptions } from '../../src/server/http-server'
import { AUTHORIZATION, startServer, type Running } from './server-fixture'
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

describe('connection', () => {
  test.each([
    ['payload authorization', { authorization: AUTHORIZATION }, {}],
    ['payload Authorization', { Authorization: AUTHORIZATION }, {}],
    ['header of the upgrade', {}, { headers: { authorization: AUTHORIZATION } }],
  ])('a key in the %s is taken', async (_case, payload, options) => {
    const { wsUrl } = await start()
    const client = await new Client(wsUrl, options).init(payload)
    expect(await client.next()).toEqual({ type: 'connection_ack' })
  })

  test.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer unknown' }],
    ['a key that is no string', { authorization: 5 }],
  ])('%s closes with 4403', async (_case, payload) => {
    const { wsUrl } = await start()
    const client = await new Client(wsUrl).init(payload)
    expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' })
  })

  test('while keys cannot be looked up clients are told to come back, not that they are refused', async () => {
    const { wsUrl, lines } = await start({ authenticate: () => Promise.reject(new StoreUnavailable('the secret')) })
    const client = await new Client(wsUrl).init()
    expect(await client.closed).toEqual({ code: 1013, reason: 'Try again later' })
    expect(lines.map(({ level }) => level)).toEqual(['warn'])
  })

  test('what breaks the protocol closes with its codes', async () => {
    const { wsUrl } = await start({ sockets: { initTimeout: 1 } })
    expect(await new Client(wsUrl).closed).toMatchObject({ code: 4408 })
    const patient = (await start()).wsUrl
    expect(await new Client(patient, {}, []).closed).toMatchObject({ code: 4406 })
    const old = new Client(patient, {}, ['graphql-ws'])
    expect(await old.closed).toMatchObject({ code: 1006 })
    expect(old.errors).toEqual(['Server sent no subprotocol'])
    for (const [message, code] of [
      ['not JSON', 4400],
      ['{"type":"next","id":"1","payload":{}}', 4400],
    ] as const) {
      const client = await new Client(patient).connect()
      client.send(message)
      expect(await client.closed).toMatchObject({ code })
    }
    const early = new Client(patient)
    await once(early.socket, 'open')
    early.subscribe('1', '{ hello }')
    expect(await early.closed).toMatchObject({ code: 4401 })
  })

  test('other paths are no sockets', async () => {
    const { wsUrl } = await start()
    const client = new Client(`${wsUrl}/other`)
    await client.closed
    expect(client.errors).toEqual(['Unexpected server response: 404'])
  })

  test('a revoked key closes its open sockets', async () => {
    const { wsUrl, server } = await start()
    const client = await new Client(wsUrl).connect()
    server.disconnect('another key')
    server.disconnect('key1')
    expect(await client.closed).toMatchObject({ code: 4403 })
  })
})

describe('operations', () => {
  test('queries, mutations and subscriptions are answered, each with a context of its own', async () => {
    const { wsUrl } = await start()
    const client = await new Client(wsUrl).connect()
    for (const [id, query, data] of [
      ['1', '{ context }', { context: 1 }],
      ['2', '{ context }', { context: 2 }],
      ['3', 'mutation { done }', { done: true }],
    ] as const) {
      client.subscribe(id, query)
      expect(await client.next()).toEqual({ type: 'next', id, payload: { data } })
      expect(await client.next()).toEqual({ type: 'complete', id })
    }
  })

  test('complete ends the stream at the server, and so does a closed socket', async () => {
    const { wsUrl, streams } = await start()
    const client = await new Client(wsUrl).connect()
    client.subscribe('1', 'subscription { ticks }')
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { ticks: 1 } } })
    client.subscribe('2', 'subscription { flood }')
    expect(await client.next()).toMatchObject({ type: 'next' })
    const flood = once(streams, 'flood-ended')
    client.send({ type: 'complete', id: '2' })
    await flood
    streams.emit('tick')
    const ticks = once(streams, 'ticks-ended')
    client.socket.close()
    await ticks
  })

  test('errors have the codes of HTTP, in frames, and the socket lives on', async () => {
    const { wsUrl } = await start()
    const client = await new Client(wsUrl).connect()
    const deep = `${'{ a '.repeat(10_000)}${'}'.repeat(10_000)}`
    for (const [id, query, extensions] of [
      ['1', '{ hello', { code: 'GRAPHQL_PARSE_FAILED' }],
      ['2', '{ nothing }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
      ['3', deep, { code: 'GRAPHQL_VALIDATION_FAILED', limit: 'brackets' }],
      ['4', 'query A { hello } query B { hello }', { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ] as const) {
      client.subscribe(id, query)
      expect(await client.next()).toMatchObject({ type: 'error', id, payload: [{ extensions }] })
    }
    client.subscribe('5', 'query ($page: Page) { page(page: $page) }', { page: { first: 'x' } })
    const extensions = { code: 'BAD_USER_INPUT', field: 'page.first' }
    expect(await client.next()).toMatchObject({ type: 'next', id: '5', payload: { errors: [{ extensions }] } })
    expect(await client.next()).toEqual({ type: 'complete', id: '5' })
  })

  test('what fails inside is masked: in a resolver, in the context, in the middle of a stream', async () => {
    const { wsUrl, lines, metrics } = await start()
    const client = await new Client(wsUrl).connect()
    client.subscribe('1', 'query Named { failed }')
    const answer = await client.next()
    expect(answer).toMatchObject({
      type: 'next',
      payload: { data: { failed: null }, errors: [{ message: 'Internal server error', path: ['failed'] }] },
    })
    expect(await client.next()).toMatchObject({ type: 'complete' })
    client.subscribe('2', 'subscription Failing { failing }')
    expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { failing: 1 } } })
    expect(await client.next()).toMatchObject({ type: 'error', payload: [{ message: 'Internal server error' }] })
    client.subscribe('3', 'subscription { expiring }')
    expect(await client.next()).toMatchObject({ type: 'next' })
    expect(await client.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'CURSOR_EXPIRED' } }] })
    expect(lines.map(({ fields }) => [fields.operationName, String(fields.err)])).toEqual([
      ['Named', 'Error: the secret of the resolver'],
      ['Failing', 'Error: the secret of the stream'],
    ])
    expect(metrics.value('masked_errors')).toBe(2)

    const broken = await start({
      createContext: () => {
        throw new Error('no context')
      },
    })
    const other = await new Client(broken.wsUrl).connect()
    other.subscribe('1', '{ hello }')
    expect(await other.next()).toMatchObject({ type: 'error', payload: [{ message: 'Internal server error' }] })
  })
})
