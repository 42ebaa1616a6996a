/** npm run build: generated code, the server (dist/), the console and GraphiQL (dist/console/, dist/graphiql/), from nothing. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const run = (script, ...args) =>
  execFileSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' })

rmSync(dist, { recursive: true, force: true })
run('scripts/generate.mjs')
run('node_modules/typescript/bin/tsc', '-p', '.')
for (const page of ['console', 'graphiql']) {
  run('node_modules/vite/bin/vite.js', 'build', '--config', `${page}/vite.config.mts`, '--logLevel', 'warn')
}
writeFileSync(join(dist, '.built'), '')
