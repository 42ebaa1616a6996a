import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** A web page of this server: one document, shown at every one of its addresses, and the files that it loads. */
export interface StaticPage {
  /** What people call it. */
  readonly name: string
  /** Where its document is, as Fastify's routes are written. */
  readonly urls: readonly string[]
  /** Where its files are, with a slash at the end. */
  readonly assets: string
  /** Its Content-Security-Policy: all that the page may do. */
  readonly policy: string
}

const NOTHING_ELSE = ["object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]

/**
 * The console: its own files and its own server, nothing else.
 *
 * - `img-src data:`: QR codes come as data: URLs.
 * - No inline script or style: what its libraries style, they style through the DOM, which the policy does not concern.
 */
export const CONSOLE: StaticPage = {
  name: 'The console',
  urls: ['/', '/sessions', '/sessions/*'],
  assets: '/assets/',
  policy: [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    ...NOTHING_ELSE,
  ].join('; '),
}

/**
 * GraphiQL.
 *
 * - `style-src 'unsafe-inline'`: Monaco makes `<style>` elements for its theme and sets style attributes on every line.
 * - `img-src data:`: QR codes come as data: URLs, and Monaco's style sheets hold small pictures as such.
 * - No `unsafe-eval`, no `blob:` workers, no inline script, no fonts from elsewhere.
 */
export const GRAPHIQL: StaticPage = {
  name: 'GraphiQL',
  urls: ['/graphiql', '/graphiql/'],
  assets: '/graphiql/assets/',
  policy: ["default-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", ...NOTHING_ELSE].join(
    '; ',
  ),
}

/**
 * Serves a built page; where it has not been built, its addresses answer 503 and say what builds it.
 *
 * The build is looked for once, here: who builds it later starts the server again.
 *
 * @param directory - absolute path of what `npm run build` makes: index.html and assets/, each with .gz beside it
 * @throws if the directory is there but cannot be read
 */
export async function registerPage(app: FastifyInstance, page: StaticPage, directory: string): Promise<void> {
  const document = await readIfPresent(path.join(directory, 'index.html'))
  await app.register(async (scope) => {
    if (document === null) {
      const notBuilt = `${page.name} has not been built: run \`npm run build\` and start the server again.\n`
      for (const url of [...page.urls, `${page.assets}*`]) {
        scope.get(url, (_request, reply) => reply.code(503).type('text/plain; charset=utf-8').send(notBuilt))
      }
      return
    }
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'content-security-policy': page.policy,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
    })
    for (const url of page.urls) {
      scope.get(url, (_request, reply) =>
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(document),
      )
    }
    await scope.register(fastifyStatic, {
      root: path.join(directory, 'assets'),
      prefix: page.assets,
      // Another page of this server may have it decorated already, and twice is an error.
      decorateReply: false,
      index: false,
      preCompressed: true,
      // Their names hold a hash of their content, or its version.
      immutable: true,
      maxAge: '1y',
    })
  })
}

async function readIfPresent(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
