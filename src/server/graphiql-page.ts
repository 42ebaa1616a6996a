import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * All that the page may do: load its own files and speak to its own server, nothing else.
 *
 * - `style-src 'unsafe-inline'`: Monaco makes `<style>` elements for its theme and sets style attributes on every line.
 * - `img-src data:`: QR codes come as data: URLs, and Monaco's style sheets hold small pictures as such.
 * - No `unsafe-eval`, no `blob:` workers, no inline script, no fonts from elsewhere.
 */
export const GRAPHIQL_CSP = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serves the built GraphiQL under /graphiql; where it has not been built, the route answers 503 and says what builds it.
 *
 * The build is looked for once, here: who builds it later starts the server again.
 *
 * @param directory - absolute path of what `npm run build` makes: index.html and assets/, each with .gz beside it
 * @throws if the directory is there but cannot be read
 */
export async function registerGraphiql(app: FastifyInstance, directory: string): Promise<void> {
  const page = await readIfPresent(path.join(directory, 'index.html'))
  await app.register(async (scope) => {
    if (page === null) {
      scope.get('/graphiql', (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT))
      scope.get('/graphiql/*', (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT))
      return
    }
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'content-security-policy': GRAPHIQL_CSP,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
    })
    for (const url of ['/graphiql', '/graphiql/']) {
      scope.get(url, (_request, reply) =>
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
      )
    }
    await scope.register(fastifyStatic, {
      root: path.join(directory, 'assets'),
      prefix: '/graphiql/assets/',
      // Another page of this server may have it decorated already, and twice is an error.
      decorateReply: false,
      index: false,
      preCompressed: true,
      // Their names hold a hash of their content.
      immutable: true,
      maxAge: '1y',
    })
  })
}

const NOT_BUILT = 'GraphiQL has not been built: run `npm run build` and start the server again.\n'

async function readIfPresent(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
