/** How the server's web pages are built: what the console and GraphiQL have in common. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin, UserConfig } from 'vite'

/**
 * The configuration of a page that the server serves from `dist/<name>`.
 *
 * @param root - absolute path of its sources, with index.html
 * @param base - the path that it is served under, with a slash at both ends
 */
export function page(root: string, base: string): UserConfig {
  return {
    root,
    base,
    publicDir: false,
    plugins: [gzipOutput()],
    build: {
      outDir: path.join('..', 'dist', path.basename(root)),
      emptyOutDir: true,
      sourcemap: false,
      reportCompressedSize: false,
      // Nothing may be inlined as data: or script text: the pages' Content-Security-Policy has neither.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // "use client" means nothing here, and every file of some dependencies has it.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  }
}

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
