import { defineConfig, mergeConfig } from 'vite'
import { page } from '../scripts/vite-page.mjs'

/** Builds the page into dist/graphiql, for /graphiql/ and no other path: `vite build --config graphiql/vite.config.mts`. */
export default defineConfig(
  mergeConfig(page(import.meta.dirname, '/graphiql/'), {
    // Monaco's language services are module workers with imports of their own, which the default format cannot hold.
    worker: { format: 'es' },
    // Monaco is one chunk of 2.5 MB, loaded after the page has shown itself.
    build: { chunkSizeWarningLimit: 4096 },
  }),
)
