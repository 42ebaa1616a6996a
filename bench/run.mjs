/**
 * npm run bench [-- name ...]: builds, starts a private MySQL and Redis as `npm test` does, and runs bench/*.bench.mjs
 * (or those named) one after the other, so that none disturbs another's figures. All is ended afterwards.
 */
import { createJiti } from 'jiti'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeMachine, describeServices } from './machine.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const harness = createJiti(import.meta.url)
const { provision } = await harness.import('../test/harness/services/provision.ts')
const { runCommand } = await harness.import('../test/harness/services/processes.ts')
const { CannotRun, TestRun } = await harness.import('../test/harness/services/test-run.ts')

const SUFFIX = '.bench.mjs'
const BUILD_LIMIT_MS = 600_000

function filesFor(names) {
  const files = readdirSync(here).filter((name) => name.endsWith(SUFFIX))
  const known = files.map((file) => file.slice(0, -SUFFIX.length)).sort()
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new CannotRun(`no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  return (names.length > 0 ? names : known).map((name) => `${name}${SUFFIX}`)
}

/** Runs one file, and resolves to whether it kept its limits. */
async function runFile(run, file, services) {
  console.log(`\n## ${file}\n`)
  const started = process.hrtime.bigint()
  const child = spawn(process.execPath, [join(here, file)], {
    stdio: 'inherit',
    env: { ...run.environment, ...services },
  })
  const end = () => child.kill()
  run.signal.addEventListener('abort', end)
  const [code, signal] = await once(child, 'exit')
  run.signal.removeEventListener('abort', end)
  run.signal.throwIfAborted()
  console.log(`\n${file} took ${Math.round(Number(process.hrtime.bigint() - started) / 1e9)} s`)
  if (code !== 0) console.log(`${file} ended with ${signal ?? code}`)
  return code === 0
}

async function bench(run, names) {
  const files = filesFor(names)
  run.say('npm run build')
  await runCommand(run, { name: 'npm run build', program: 'npm', args: ['run', 'build'] }, BUILD_LIMIT_MS)
  const services = await provision(run)
  console.log(`\n${describeMachine()}\n${await describeServices(services)}`)
  const kept = []
  for (const file of files) kept.push(await runFile(run, file, services))
  return kept.every(Boolean)
}

const run = new TestRun(process.env)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => run.interrupt(new CannotRun(`interrupted by ${signal}`)))
}
try {
  if (!(await bench(run, process.argv.slice(2)))) process.exitCode = 1
} catch (error) {
  console.error(error instanceof CannotRun ? error.message : error)
  process.exitCode = 1
} finally {
  for (const fault of await run.end()) {
    console.error(fault)
    process.exitCode = 1
  }
}
