import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Writes a .gz beside every file that shrinks, so that the server sends it without compressing anything itself. */
function gzipOutput(): Plugin {
  return {
    name: 'gzip-output',
    apply: 'build',
    async writeBundle({ dir }) {
      if (!dir) throw new Error('gzip-output needs an output directory')
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || entry.name.endsWith('.gz')) continue
        const file = path.join(entry.parentPath, entry.name)
        const content = await readFile(file)
        const compressed = gzipSync(content, { level: 9 })
        if (compressed.length < content.length * 0.95) await writeFile(`${file}.gz`, compressed)
      }
    },
  }
}

/** Builds the page into dist/graphiql, for /graphiql/ and no other path: `vite build --config graphiql/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/graphiql/',
  publicDir: false,
  plugins: [gzipOutput()],
  // Monaco's language services are module workers with imports of their own, which the default format cannot hold.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/graphiql',
    emptyOutDir: true,
    sourcemap: false,
    reportCompressedSize: false,
    // Nothing may be inlined as data: or script text: the page's Content-Security-Policy has neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Monaco is one chunk of 2.5 MB, loaded after the page has shown itself.
    chunkSizeWarningLimit: 4096,
    // "use client" means nothing here, and every file of two dependencies has it.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
})
