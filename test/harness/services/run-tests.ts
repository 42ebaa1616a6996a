import { existsSync, readFileSync, watch } from 'node:fs'
import path from 'node:path'
import { endLeftovers } from './leftovers'
import { describeExit, endOf, runCommand, startProcess } from './processes'
import { provision } from './provision'
import { countResults, type Results } from './results'
import { CannotRun, ROOT, TestRun } from './test-run'

/** How long `npm run build` may take, in milliseconds. */
const BUILD_LIMIT_MS = 600_000

/** How long jest may stay after it has written its report, in milliseconds: an open handle would keep it for ever. */
const LINGER_LIMIT_MS = 10_000

/** The end of a run that a signal broke off. */
class Interrupted extends CannotRun {
  override name = 'Interrupted'

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`)
  }
}

/**
 * Builds, provides the services, runs jest with these arguments, undoes everything, and returns the exit code.
 *
 * The last line it prints is `N passed, N failed`, alone, for whoever counts.
 */
export async function runTests(args: string[]): Promise<number> {
  const run = new TestRun(process.env)
  const stopListening = listenForSignals(run)
  let results: Results
  try {
    results = await buildAndTest(run, args)
  } catch (error) {
    run.say(describeFault(error))
    results = { passed: 0, failed: 1, skipped: 0 }
  }
  const faults = [...(await run.end()), ...(await describeLeftovers(run.id))]
  stopListening()
  for (const fault of faults) run.say(fault)
  if (results.skipped > 0) run.say(`${results.skipped} skipped or not selected`)
  const failed = results.failed + faults.length
  process.stdout.write(`${results.passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

async function buildAndTest(run: TestRun, args: string[]): Promise<Results> {
  run.say('npm run build')
  await runCommand(run, { name: 'npm run build', program: 'npm', args: ['run', 'build'] }, BUILD_LIMIT_MS)
  return runJest(run, await provision(run), args)
}

async function runJest(run: TestRun, services: Record<string, string>, args: string[]): Promise<Results> {
  const report = path.join(run.folder, 'report.json')
  const jest = startProcess(run, {
    name: 'jest',
    program: process.execPath,
    args: [path.join(ROOT, 'node_modules/jest/bin/jest.js'), '--ci', '--json', `--outputFile=${report}`, ...args],
    output: 'inherit',
    // Plain output also on a terminal: no colours, no lines that are written over.
    environment: { ...services, FORCE_COLOR: '0', TERM: 'dumb' },
  })
  const lingering = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(run.folder, (_event, file) => {
    if (file !== path.basename(report) || timer !== undefined) return
    timer = setTimeout(() => {
      lingering.abort()
    }, LINGER_LIMIT_MS)
  })
  try {
    const exit = await endOf(jest, AbortSignal.any([run.signal, lingering.signal]))
    run.signal.throwIfAborted()
    if (lingering.signal.aborted) run.say('jest was done, but a test left something open that kept it from ending')
    const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined
    if (text === undefined) run.say(`jest ended without a report (${describeExit(exit)})`)
    return countResults(text, exit.code)
  } finally {
    watcher.close()
    clearTimeout(timer)
  }
}

function describeFault(error: unknown): string {
  if (error instanceof CannotRun) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function describeLeftovers(id: string): Promise<string[]> {
  const leftovers = await endLeftovers(id)
  return leftovers.map(({ pid, command }) => `a process was left behind and killed: ${pid} ${command}`)
}

function listenForSignals(run: TestRun): () => void {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const interrupt = (signal: NodeJS.Signals): void => {
    run.interrupt(new Interrupted(signal))
  }
  for (const signal of signals) process.on(signal, interrupt)
  return () => {
    for (const signal of signals) process.off(signal, interrupt)
  }
}
