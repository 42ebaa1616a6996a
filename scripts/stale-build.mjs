/** Builds what `npm run build` makes if anything that it is made of has changed since. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const BUILT = join(ROOT, 'dist/.built')
const INPUTS = ['src', 'console', 'graphiql', 'prisma', 'package-lock.json', 'tsconfig.json', 'scripts']

/** The newest change below a path, in milliseconds since 1970; what is generated does not count. */
function newest(path) {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  const names = readdirSync(path).filter((name) => name !== 'generated' && name !== 'embedded')
  return Math.max(0, ...names.map((name) => newest(join(path, name))))
}

/** Does nothing if nothing has changed; ends this process where the build fails, after the build has said why. */
export function buildIfStale() {
  const isFresh =
    existsSync(BUILT) && Math.max(...INPUTS.map((input) => newest(join(ROOT, input)))) <= statSync(BUILT).mtimeMs
  if (isFresh) return
  console.log('Building wagraph (once; about half a minute) …')
  const { status, signal } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(signal ? 130 : 1)
}
