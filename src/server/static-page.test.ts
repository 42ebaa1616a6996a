import Fastify, { type FastifyInstance } from 'fastify'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { CONSOLE, GRAPHIQL, registerPage } from './static-page'

const HTML = '<!doctype html><title>GraphiQL</title>'
const SCRIPT = 'console.log("graphiql")'

describe('registerPage', () => {
  let directory: string
  let app: FastifyInstance

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'graphiql-page-'))
    app = Fastify()
  })

  afterEach(async () => {
    await app.close()
    await rm(directory, { recursive: true })
  })

  async function build(): Promise<void> {
    await mkdir(path.join(directory, 'assets'))
    await writeFile(path.join(directory, 'index.html'), HTML)
    await writeFile(path.join(directory, 'assets', 'main-a1b2.js'), SCRIPT)
    await writeFile(path.join(directory, 'assets', 'main-a1b2.js.gz'), gzipSync(SCRIPT))
    await writeFile(path.join(directory, 'assets', 'icon-c3d4.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await registerPage(app, GRAPHIQL, directory)
  }

  it.each(['/graphiql', '/graphiql/'])('serves the page at %s, never from a cache unasked', async (url) => {
    await build()
    const response = await app.inject(url)
    expect(response.statusCode).toBe(200)
    expect(response.body).toBe(HTML)
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.headers['cache-control']).toBe('no-cache')
    expect(response.headers['content-security-policy']).toBe(GRAPHIQL.policy)
    expect(response.headers['referrer-policy']).toBe('no-referrer')
  })

  it('serves hashed files for ever, with their type and the same policy, which workers take from their script', async () => {
    await build()
    const script = await app.inject('/graphiql/assets/main-a1b2.js')
    expect(script.body).toBe(SCRIPT)
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(script.headers['content-security-policy']).toBe(GRAPHIQL.policy)
    expect(script.headers['x-content-type-options']).toBe('nosniff')
    const icon = await app.inject('/graphiql/assets/icon-c3d4.svg')
    expect(icon.headers['content-type']).toMatch(/^image\/svg\+xml/)
  })

  it('sends the compressed file to who takes gzip, and says that it depends on that', async () => {
    await build()
    const response = await app.inject({ url: '/graphiql/assets/main-a1b2.js', headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers['content-encoding']).toBe('gzip')
    expect(response.rawPayload).toEqual(gzipSync(SCRIPT))
    expect(response.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(response.headers.vary).toMatch(/accept-encoding/i)
  })

  it.each(['/graphiql/assets/none.js', '/graphiql/assets/..%2findex.html', '/graphiql/assets/', '/graphiql/else'])(
    'has nothing at %s',
    async (url) => {
      await build()
      const response = await app.inject(url)
      expect([403, 404]).toContain(response.statusCode)
      expect(response.body).not.toContain(HTML)
    },
  )

  it('shows a page with several addresses at each of them, beside another page', async () => {
    await build()
    await registerPage(app, CONSOLE, directory)
    for (const url of ['/', '/sessions', '/sessions/ses_1/chats/cht_1', '/graphiql']) {
      const response = await app.inject(url)
      expect([url, response.statusCode, response.body]).toEqual([url, 200, HTML])
    }
    const script = await app.inject('/assets/main-a1b2.js')
    expect(script.headers['content-security-policy']).toBe(CONSOLE.policy)
    expect((await app.inject('/elsewhere')).statusCode).toBe(404)
  })

  it('keeps its headers from the other routes of the server', async () => {
    await build()
    app.get('/other', (_request, reply) => reply.send('other'))
    const response = await app.inject('/other')
    expect(response.headers).not.toHaveProperty('content-security-policy')
  })

  it.each(['/graphiql', '/graphiql/', '/graphiql/assets/main-a1b2.js'])(
    'answers 503 at %s and says what builds the page, where it has not been built',
    async (url) => {
      await registerPage(app, GRAPHIQL, path.join(directory, 'nowhere'))
      const response = await app.inject(url)
      expect(response.statusCode).toBe(503)
      expect(response.body).toMatch(/^GraphiQL has not been built: run `npm run build` .*\n$/)
    },
  )

  it('does not start with a build it cannot read', async () => {
    await mkdir(path.join(directory, 'index.html'))
    await expect(registerPage(app, GRAPHIQL, directory)).rejects.toThrow(/EISDIR/)
  })
})
