import { getIntrospectionQuery } from 'graphql'
import { AUTHORIZATION, post, startServer, type Running } from './server-fixture'

let running: Running

beforeAll(async () => {
  running = await startServer()
})

afterAll(() => running.server.close())

interface Answer {
  data?: Record<string, unknown> | null
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[]
}

const answerOf = async (response: Response): Promise<Answer> => (await response.json()) as Answer

async function ask(query: string, variables?: Record<string, unknown>): Promise<Answer> {
  return await answerOf(await post(running.url, { query, variables }))
}

test('queries and mutations are answered by POST and GET, each with a context of its own', async () => {
  const first = await ask('{ hello context }')
  const get = await fetch(`${running.url}/graphql?query={hello context}`, { headers: { authorization: AUTHORIZATION } })
  const second = await answerOf(get)
  expect([first.data?.hello, second.data?.hello]).toEqual(['world', 'world'])
  expect(second.data?.context).toBe(Number(first.data?.context) + 1)
  expect(await ask('mutation { done }')).toEqual({ data: { done: true } })
})

describe('authentication', () => {
  test.each([
    ['no key', {}, 'application/json'],
    ['an unknown key', { authorization: 'Bearer unknown' }, 'application/json'],
    ['another scheme', { authorization: 'Basic a2V5' }, 'application/json'],
    [
      'no key, asked by the newer type',
      { accept: 'application/graphql-response+json' },
      'application/graphql-response+json',
    ],
  ])('%s is answered 401', async (_case, headers, type) => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: 'mutation { done }' }),
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
    const { errors, ...rest } = await answerOf(response)
    expect(rest).toEqual({})
    expect(errors).toEqual([
      { message: expect.stringContaining('API key') as string, extensions: { code: 'UNAUTHENTICATED' } },
    ])
  })

  test('a look-up that fails is not a wrong key: 500, masked', async () => {
    const broken = await startServer({ authenticate: () => Promise.reject(new Error('the secret of the database')) })
    try {
      const response = await post(broken.url, { query: '{ hello }' })
      expect(response.status).toBe(500)
      expect((await answerOf(response)).errors?.[0]?.extensions).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        reference: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      })
    } finally {
      await broken.server.close()
    }
  })
})

describe('errors', () => {
  test.each([
    ['a resolver that throws', 'query Named { failed }', 'failed', 'the secret of the resolver'],
    [
      'a value that the schema cannot show',
      'query Named { unserializable }',
      'unserializable',
      'the secret of the column',
    ],
  ])('%s is masked, and logged once under the reference', async (_case, query, path, secret) => {
    const before = running.metrics.value('masked_errors')
    running.lines.length = 0
    const response = await post(running.url, { query })
    const text = await response.text()
    const [error] = (JSON.parse(text) as Answer).errors ?? []
    expect(response.status).toBe(200)
    expect(text).not.toContain('secret')
    expect(text).not.toContain('stack')
    expect(error).toMatchObject({ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } })
    expect(
      running.lines.map(({ level, fields: { err, ...fields } }) => ({ level, ...fields, err: String(err) })),
    ).toEqual([
      {
        level: 'error',
        reference: error?.extensions.reference,
        path,
        operationName: 'Named',
        via: 'http',
        err: expect.stringContaining(secret) as string,
      },
    ])
    expect(running.metrics.value('masked_errors')).toBe(before + 1)
  })

  test('one failure of many fields has one reference and one line', async () => {
    running.lines.length = 0
    const { errors = [] } = await ask('{ failedTogether }')
    expect(errors).toHaveLength(2)
    expect(new Set(errors.map((error) => error.extensions.reference)).size).toBe(1)
    expect(running.lines).toHaveLength(1)
  })

  test.each([
    ['{ badInput }', undefined, { code: 'BAD_USER_INPUT', field: 'input.text' }],
    ['{ coded }', undefined, { code: 'FORBIDDEN' }],
    ['{ invalid }', undefined, { code: 'BAD_USER_INPUT', field: 'input.text' }],
    ['{ hello', undefined, { code: 'GRAPHQL_PARSE_FAILED' }],
    ['{ nothing }', undefined, { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['query A { hello } query B { hello }', undefined, { code: 'OPERATION_RESOLUTION_FAILURE' }],
    [
      'query ($page: Page) { page(page: $page) }',
      { page: { first: 'x' } },
      { code: 'BAD_USER_INPUT', field: 'page.first' },
    ],
    ['query ($page: Page!) { page(page: $page) }', {}, { code: 'BAD_USER_INPUT', field: 'page' }],
  ])('%s says what is wrong', async (query, variables, extensions) => {
    running.lines.length = 0
    const { errors } = await ask(query, variables)
    expect(errors).toEqual([expect.objectContaining({ extensions })])
    expect(running.lines).toEqual([])
  })
})

describe('limits', () => {
  const nested = (depth: number): string => `{ deep { ${'a { '.repeat(depth)} leaf ${'} '.repeat(depth)} } }`
  const doubling = Array.from(
    { length: 12 },
    (_, i) => `fragment F${i} on Deep { x: a { ...F${i + 1} } y: a { ...F${i + 1} } }`,
  )

  test.each([
    ['10,000 levels', `${'{ a '.repeat(10_000)}${'}'.repeat(10_000)}`, 'brackets'],
    ['10,000 levels of a list', `{ echo(text: ${'['.repeat(10_000)}) }`, 'brackets'],
    ['16 levels', nested(14), 'depth'],
    ['51 fields at the top', `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: hello`).join(' ')} }`, 'rootFields'],
    ['fragments that double', `{ deep { ...F0 } } ${doubling.join(' ')} fragment F12 on Deep { leaf }`, 'fields'],
    ['5,001 tokens', `{ hello ${'# comment\n hello '.repeat(5_001)} }`, 'tokens'],
  ])('%s are refused with 400', async (_case, query, limit) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await post(running.url, { query }, { accept })
      expect(response.status).toBe(400)
      const { errors } = await answerOf(response)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', limit })
    }
  })

  test('15 levels, 50 fields at the top and introspection pass', async () => {
    expect((await ask(nested(13))).errors).toBeUndefined()
    const fifty = Array.from({ length: 50 }, (_, i) => `a${i}: hello`).join(' ')
    expect((await ask(`{ ${fifty} }`)).errors).toBeUndefined()
    const everything = { descriptions: true, specifiedByUrl: true, inputValueDeprecation: true, oneOf: true }
    const types = `{ __schema { types { fields { type { ${'ofType { '.repeat(16)} name ${'} '.repeat(16)} } } } } }`
    expect((await ask(types)).errors).toBeUndefined()
    expect((await ask(getIntrospectionQuery(everything))).errors).toBeUndefined()
  })

  test('a body over 1 MiB is answered 413, and the longest WhatsApp text passes', async () => {
    const refused = await post(running.url, { query: '{ hello }', variables: { text: 'x'.repeat(1024 * 1024) } })
    expect(refused.status).toBe(413)
    expect((await answerOf(refused)).errors?.[0]?.extensions.code).toBe('BAD_REQUEST')
    const text = '😀'.repeat(65_536)
    expect((await ask('query ($text: String) { echo(text: $text) }', { text })).data).toEqual({ echo: text })
  })
})

describe('requests that are not taken', () => {
  test('an Accept header that takes neither type is answered 406', async () => {
    expect((await post(running.url, { query: 'mutation { done }' }, { accept: 'image/png' })).status).toBe(406)
  })

  test('a body that is not JSON by its type is answered 415', async () => {
    expect((await post(running.url, { query: '{ hello }' }, { 'content-type': 'text/plain' })).status).toBe(415)
  })

  test('a batch, a subscription, and a method that is none of GraphQL are refused', async () => {
    const headers = { 'content-type': 'application/json', authorization: AUTHORIZATION }
    const batch = await fetch(`${running.url}/graphql`, { method: 'POST', headers, body: '[{"query":"{ hello }"}]' })
    expect(batch.status).toBe(400)
    expect((await post(running.url, { query: 'subscription { ticks }' })).status).toBe(400)
    const patch = await fetch(`${running.url}/graphql`, { method: 'PATCH', headers, body: '{}' })
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS, PUT, DELETE'])
  })

  test('a path that is not there is answered 404 as JSON, with the headers of every answer', async () => {
    const response = await fetch(`${running.url}/nothing?here`)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      errors: [{ message: 'There is nothing at /nothing.', extensions: { code: 'NOT_FOUND' } }],
    })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "frame-ancestors 'none'",
    })
  })
})

test('a browser that opens /graphql is sent to GraphiQL', async () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const response = await fetch(`${running.url}/graphql`, { headers: { accept }, redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([302, '/graphiql'])
})

test('a page of another origin may ask, and its preflight needs no key', async () => {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-allow-headers')).toContain('authorization')
  expect(response.headers.has('access-control-allow-credentials')).toBe(false)
  expect((await post(running.url, { query: '{ hello }' })).headers.get('access-control-allow-origin')).toBe('*')
})
