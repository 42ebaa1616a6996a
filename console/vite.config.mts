import { defineConfig, mergeConfig } from 'vite'
import { emojiData } from '../scripts/vite-emoji.mjs'
import { page } from '../scripts/vite-page.mjs'

const SERVER = 'http://127.0.0.1:4000'

/**
 * Builds the console into dist/console. `npx vite --config console/vite.config.mts` serves the sources instead, against
 * a wagraph server on port 4000, and shows each change at once.
 */
export default defineConfig(
  mergeConfig(page(import.meta.dirname, '/'), {
    plugins: [emojiData()],
    // React, Apollo Client and React Aria in one file: the browser asks once. A test holds its size.
    build: { chunkSizeWarningLimit: 1024 },
    server: { proxy: { '/graphql': { target: SERVER, ws: true }, '/graphiql': SERVER, '/media': SERVER } },
  }),
)
