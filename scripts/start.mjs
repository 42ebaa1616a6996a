/** npm start: builds if anything changed since the last build, then runs the server in this process. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const BUILT = join(root, 'dist/.built')
const INPUTS = ['src', 'graphiql', 'prisma', 'package-lock.json', 'tsconfig.json', 'scripts']

/** The newest change below a path, in milliseconds since 1970; what is generated does not count. */
function newest(path) {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  const names = readdirSync(path).filter((name) => name !== 'generated' && name !== 'embedded')
  return Math.max(0, ...names.map((name) => newest(join(path, name))))
}

const isStale =
  !existsSync(BUILT) || Math.max(...INPUTS.map((input) => newest(join(root, input)))) > statSync(BUILT).mtimeMs
if (isStale) {
  console.log('Building wagraph (once; about half a minute) …')
  const { status, signal } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(signal ? 130 : 1)
}
createRequire(import.meta.url)(join(root, 'dist/main.js'))
