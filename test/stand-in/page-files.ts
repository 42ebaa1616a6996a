import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

import type { MediaStore } from './media-store'

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' }

/** Serves the page (`{{name}}` in it stands for that attribute), its modules and media. What it does not have is a 404. */
export function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  media: MediaStore,
  attributes: Readonly<Record<string, string>>,
): void {
  const { pathname } = new URL(request.url ?? '/', 'https://web.whatsapp.com')
  if (request.method === 'POST' && pathname === '/media') return keepUpload(request, response, media)
  const file = media.get(pathname)
  if (file) return void response.writeHead(200, { 'content-type': file.mimetype }).end(file.data)
  const name = pathname === '/' ? 'index.html' : /^\/page\/([\w-]+\.js)$/.exec(pathname)?.[1]
  if (!name) return void response.writeHead(404).end()
  readFile(join(__dirname, 'page', name), 'utf8').then(
    (text) => {
      const type = TYPES[name.replace(/^.*\./, '')] ?? 'text/plain'
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' })
      response.end(text.replace(/\{\{(\w+)\}\}/g, (_match, key: string) => attributes[key] ?? ''))
    },
    () => response.writeHead(404).end(),
  )
}

function keepUpload(request: IncomingMessage, response: ServerResponse, media: MediaStore): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('error', () => response.destroy())
  request.on('end', () => {
    const mimetype = request.headers['content-type'] ?? 'application/octet-stream'
    const described = media.describe({ mimetype, data: Buffer.concat(chunks) })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(described))
  })
}
