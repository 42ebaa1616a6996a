/** Where a page has the names and groups of all emoji from: its own server. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

const require = createRequire(import.meta.url)
/** What the emoji picker asks for, below the address that it is given. */
const FILES = ['en/data.json', 'en/messages.json']

/**
 * Puts Emojibase's files below `assets/` and defines EMOJI_DATA_URL, their address for the picker. The server lets
 * browsers keep assets for a year, so the address holds the data's version in the place of a hash.
 */
export function emojiData(): Plugin {
  const { version } = require('emojibase-data/package.json') as { version: string }
  const folder = `assets/emoji-${version}`
  const read = (file: string): Promise<Buffer> => readFile(require.resolve(`emojibase-data/${file}`))
  return {
    name: 'emoji-data',
    config: () => ({ define: { EMOJI_DATA_URL: JSON.stringify(`/${folder}`) } }),
    async generateBundle() {
      for (const file of FILES) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${file}`, source: await read(file) })
      }
    },
    configureServer({ middlewares }) {
      for (const file of FILES) {
        middlewares.use(`/${folder}/${file}`, (_request, response, next) => {
          read(file).then((content) => response.setHeader('content-type', 'application/json').end(content), next)
        })
      }
    },
  }
}
