/** GraphQL over Server-Sent Events: the protocol, its limits and its ends. */
import { createClient } from 'graphql-sse'
import { once } from 'node:events'
import type { HttpServerOptions } from '../../src/server/http-server'
import { EventStreamReader, openStream } from './event-stream-client'
import { AUTHORIZATION, KEY, post, type Running, startServer } from './server-fixture'

const servers: Running[] = []

async function start(overrides?: Partial<HttpServerOptions>): Promise<Running> {
  const running = await startServer(overrides)
  servers.push(running)
  return running
}

afterEach(async () => {
  for (const { server } of servers.splice(0)) await server.close()
})

const TICKS = { query: 'subscription { ticks }' }
const tick = (ticks: number, id?: string) => {
  const payload = { data: { ticks } }
  return { event: 'next', data: id === undefined ? payload : { id, payload } }
}
const complete = (id?: string) => ({ event: 'complete', data: id === undefined ? null : { id } })

/** What comes of a stream until it ends. */
async function rest(reader: EventStreamReader): Promise<unknown[]> {
  const events: unknown[] = []
  for (let event = await reader.next(); event; event = await reader.next()) events.push(event)
  return events
}

async function reserve({ url }: Running, authorization = AUTHORIZATION): Promise<string> {
  const response = await fetch(`${url}/graphql`, { method: 'PUT', headers: { authorization } })
  expect([response.status, response.headers.get('content-type')]).toEqual([201, 'text/plain; charset=utf-8'])
  return await response.text()
}

const operate = (running: Running, token: string, query: string, operationId?: string) =>
  post(
    running.url,
    { query, ...(operationId && { extensions: { operationId } }) },
    { 'x-graphql-event-stream-token': token },
  )

describe('distinct connections', () => {
  test('a subscription is a stream by POST and by GET, for proxies too, and ends with complete', async () => {
    const { url, streams } = await start()
    const endpoint = `${url}/graphql`
    for (const [address, body] of [
      [endpoint, TICKS],
      [`${endpoint}?query=${encodeURIComponent(TICKS.query)}`, null],
    ] as const) {
      const reader = await openStream(address, body)
      const { statusCode, headers } = reader.response
      expect([statusCode, headers['content-type'], headers['cache-control'], headers['x-accel-buffering']]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
        'no-cache',
        'no',
      ])
      expect(headers['access-control-allow-origin']).toBe('*')
      expect(await reader.next()).toEqual(tick(1))
      streams.emit('tick')
      expect(await rest(reader)).toEqual([tick(2), complete()])
    }
  })

  test('a query is a stream of one result where nothing else is taken, and as ever otherwise', async () => {
    const { url } = await start()
    const query = { query: '{ hello }' }
    expect(await rest(await openStream(`${url}/graphql`, query))).toEqual([
      { event: 'next', data: { data: { hello: 'world' } } },
      complete(),
    ])
    const either = 'application/graphql-response+json, application/json, text/event-stream, multipart/mixed'
    const json = await post(url, query, { accept: either })
    expect(json.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
    expect(await json.json()).toEqual({ data: { hello: 'world' } })
    const stream = await openStream(`${url}/graphql`, TICKS, { authorization: AUTHORIZATION, accept: either })
    expect(await stream.next()).toEqual(tick(1))
    stream.response.destroy()
    expect((await post(url, TICKS, { accept: '*/*' })).status).toBe(400)
  })

  test('a mutation is not asked by GET', async () => {
    const { url } = await start()
    const reader = await openStream(`${url}/graphql?query=${encodeURIComponent('mutation { done }')}`, null)
    expect([reader.response.statusCode, reader.response.headers.allow]).toEqual([405, 'POST'])
  })

  test.each([
    ['{ nothing }', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['{ hello', { code: 'GRAPHQL_PARSE_FAILED' }],
    [`{ deep { ${'a { '.repeat(20)} leaf ${'} '.repeat(20)} } }`, { limit: 'depth', maximum: 15 }],
    ['query A { hello } query B { hello }', { code: 'OPERATION_RESOLUTION_FAILURE' }],
    ['{ failed }', { code: 'INTERNAL_SERVER_ERROR' }],
  ])('the errors of %s are told on the stream, masked as everywhere', async (query, extensions) => {
    const { url } = await start()
    const events = await rest(await openStream(`${url}/graphql`, { query }))
    expect(events).toMatchObject([{ event: 'next', data: { errors: [{ extensions }] } }, complete()])
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test.each([
    ['failing', { code: 'INTERNAL_SERVER_ERROR' }],
    ['expiring', { code: 'CURSOR_EXPIRED' }],
  ])('a subscription that breaks off (%s) tells its error, then completes', async (field, extensions) => {
    const { url } = await start()
    const events = await rest(await openStream(`${url}/graphql`, { query: `subscription { ${field} }` }))
    expect(events).toMatchObject([{ event: 'next' }, { event: 'next', data: { errors: [{ extensions }] } }, complete()])
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('a request without a key, of the wrong form or too big is no stream', async () => {
    const { url } = await start()
    const endpoint = `${url}/graphql`
    const statusOf = async (body: object, headers?: Record<string, string>) => {
      const { response } = await openStream(endpoint, body, headers)
      return [response.statusCode, response.headers['content-type']]
    }
    const json = 'application/json; charset=utf-8'
    expect(await statusOf(TICKS, {})).toEqual([401, json])
    expect(await statusOf(TICKS, { authorization: 'Bearer wrong' })).toEqual([401, json])
    expect(await statusOf({})).toEqual([400, json])
    expect(await statusOf({ ...TICKS, variables: [] })).toEqual([400, json])
    expect(await statusOf({ query: `{ hello } # ${'x'.repeat(1024 * 1024)}` })).toEqual([413, json])
  })

  test('a client that goes away ends its subscription', async () => {
    const { url, streams } = await start()
    const reader = await openStream(`${url}/graphql`, TICKS)
    await reader.next()
    const ended = once(streams, 'ticks-ended')
    reader.response.destroy()
    streams.emit('tick')
    await ended
  })
})

describe('single connection', () => {
  test('operations of all kinds go through the stream that a token opens, and end one by one', async () => {
    const running = await start()
    const token = await reserve(running)
    const reader = await openStream(`${running.url}/graphql`, null, {
      ...{ authorization: AUTHORIZATION, 'x-graphql-event-stream-token': token },
    })
    const answers = [
      await operate(running, token, '{ hello }', 'q'),
      await operate(running, token, 'mutation { done }', 'm'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    const events = [await reader.next(), await reader.next(), await reader.next(), await reader.next()]
    expect(events).toEqual([
      { event: 'next', data: { id: 'q', payload: { data: { hello: 'world' } } } },
      complete('q'),
      { event: 'next', data: { id: 'm', payload: { data: { done: true } } } },
      complete('m'),
    ])
    expect((await operate(running, token, TICKS.query, 's')).status).toBe(202)
    expect(await reader.next()).toEqual(tick(1, 's'))
    expect((await operate(running, token, TICKS.query, 's')).status).toBe(409)
    const ended = once(running.streams, 'ticks-ended')
    const headers = { authorization: AUTHORIZATION, 'x-graphql-event-stream-token': token }
    const stopped = await fetch(`${running.url}/graphql?operationId=s`, { method: 'DELETE', headers })
    expect(stopped.status).toBe(200)
    running.streams.emit('tick')
    await ended
    expect((await operate(running, token, '{ hello }', 's')).status).toBe(202)
    expect(await reader.next()).toMatchObject({ data: { id: 's', payload: { data: { hello: 'world' } } } })
    reader.response.destroy()
  })

  test("the token alone opens the stream, as browsers' EventSource does, once, and does nothing else", async () => {
    const running = await start()
    const token = await reserve(running)
    const address = `${running.url}/graphql?token=${token}`
    const bare = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(bare.status).toBe(401)
    expect((await operate(running, token, '{ hello }', '1')).status).toBe(202)
    const reader = await openStream(address, null, {})
    expect(await reader.next()).toMatchObject({ data: { id: '1' } })
    const second = await openStream(address, null, { authorization: AUTHORIZATION })
    expect(second.response.statusCode).toBe(409)
    expect((await openStream(address, null, {})).response.statusCode).toBe(401)
    reader.response.destroy()
  })

  test('faults are told by the answer', async () => {
    const running = await start({ streams: { maxOperations: 1 } })
    const token = await reserve(running)
    const statusOf = async (query: string, id?: string, of = token) => {
      const response = await operate(running, of, query, id)
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
      return [response.status, errors[0]?.extensions.code]
    }
    expect(await statusOf('{ nothing }', '1')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    expect(await statusOf('{ hello }')).toEqual([400, 'BAD_REQUEST'])
    expect(await statusOf('{ hello }', 'x'.repeat(129))).toEqual([400, 'BAD_REQUEST'])
    expect(await statusOf('{ hello }', '1', 'unknown')).toEqual([404, 'NOT_FOUND'])
    expect((await operate(running, token, TICKS.query, '1')).status).toBe(202)
    expect(await statusOf('{ hello }', '2')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  })

  test("another key's stream is not there", async () => {
    const viewers = new Map([
      [KEY, { keyId: 'key1', workspaceId: 'w1', scopes: ['ADMIN'] as const }],
      ['other', { keyId: 'key2', workspaceId: 'w1', scopes: ['ADMIN'] as const }],
    ])
    const running = await start({ authenticate: (key) => Promise.resolve(viewers.get(key) ?? null) })
    const token = await reserve(running, 'Bearer other')
    expect((await operate(running, token, '{ hello }', '1')).status).toBe(404)
    const address = `${running.url}/graphql?token=${token}`
    expect((await openStream(address, null, { authorization: AUTHORIZATION })).response.statusCode).toBe(404)
  })

  test('reservations are few, and end when nobody opens them', async () => {
    const running = await start()
    await Promise.all(Array.from({ length: 100 }, () => reserve(running)))
    const refused = await fetch(`${running.url}/graphql`, { method: 'PUT', headers: { authorization: AUTHORIZATION } })
    expect(refused.status).toBe(429)
    const hasty = await start({ streams: { openTimeout: 50 } })
    const token = await reserve(hasty)
    const gone = async () => (await operate(hasty, token, '{ hello }', '1')).status === 404
    while (!(await gone())); // each look is a request
  })
})

describe.each([true, false])("graphql-sse's own client, single connection %s", (singleConnection) => {
  test('asks and subscribes', async () => {
    const { url, streams } = await start()
    const client = createClient({ url: `${url}/graphql`, singleConnection, headers: { authorization: AUTHORIZATION } })
    const hello = client.iterate({ query: '{ hello }' })
    expect(await hello.next()).toMatchObject({ value: { data: { hello: 'world' } } })
    expect(await hello.next()).toMatchObject({ done: true })
    const ticks = client.iterate(TICKS)
    expect(await ticks.next()).toMatchObject({ value: { data: { ticks: 1 } } })
    streams.emit('tick')
    expect(await ticks.next()).toMatchObject({ value: { data: { ticks: 2 } } })
    expect(await ticks.next()).toMatchObject({ done: true })
    client.dispose()
  })
})

describe('bounds and ends', () => {
  test('a silent stream has heartbeats', async () => {
    const { url } = await start({ streams: { keepAlive: 20 } })
    const reader = await openStream(`${url}/graphql`, TICKS)
    await reader.heartbeats(4)
    reader.response.destroy()
  })

  test.each([1024 * 1024, Infinity])('a reader that takes nothing is cut off (buffer of %d)', async (maxBuffered) => {
    const { url, streams, metrics, lines } = await start({ streams: { stallTimeout: 200, maxBuffered } })
    const reader = await openStream(`${url}/graphql`, { query: 'subscription { flood }' })
    await reader.next()
    const ended = once(streams, 'flood-ended')
    reader.response.pause()
    await ended
    // Kernels take some megabytes for a reader; a stream that is not held back would have made gigabytes meanwhile.
    expect(streams.pulled).toBeLessThan(2_000)
    expect(metrics.value('slow_consumers')).toBe(1)
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
    reader.response.resume()
    await reader.ended
    expect(reader.response.complete).toBe(false)
  })

  test('a server that stops ends streams without completing them, so that clients come back', async () => {
    const running = await start()
    const token = await reserve(running)
    const readers = [
      await openStream(`${running.url}/graphql`, TICKS),
      await openStream(`${running.url}/graphql?token=${token}`, null, {}),
    ]
    await operate(running, token, TICKS.query, '1')
    expect([await readers[0]?.next(), await readers[1]?.next()]).toEqual([tick(1), tick(1, '1')])
    const begun = Date.now()
    await running.server.close()
    expect(Date.now() - begun).toBeLessThan(2_000)
    expect(await Promise.all(readers.map(rest))).toEqual([[], []])
    expect(readers.map(({ response }) => response.complete)).toEqual([true, true])
  })

  test('a revoked key ends its streams with UNAUTHENTICATED', async () => {
    const { url, server } = await start()
    const reader = await openStream(`${url}/graphql`, TICKS)
    await reader.next()
    server.disconnect('key2')
    server.disconnect('key1')
    expect(await rest(reader)).toMatchObject([
      { event: 'next', data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } },
      complete(),
    ])
  })
})
