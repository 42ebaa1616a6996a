/** A wagraph server as users run it: a process of its own, spoken to over the network. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { RUN_VARIABLE } from './services/test-run'

/** The administrator's key of every server that a test starts. */
export const ADMIN_KEY = 'test-administrator-key-0123456789'

/** What a server must have of this process's environment; the run's mark is how one that was left behind is found. */
const PASSED_ON = ['PATH', 'HOME', RUN_VARIABLE]

const MAIN = path.join(__dirname, '../../dist/main.js')

export interface ServerProcess {
  readonly pid: number
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string
  readonly dataDir: string
  /** Everything it has printed, line by line. */
  readonly output: readonly string[]
  /** Resolves to the exit code (null for a signal); at once if it has ended. */
  readonly exited: Promise<number | null>
  /** Nobody reads what it prints any more: its next line meets a broken pipe. */
  stopReading(): void
  /** SIGTERM, and waits for the end. */
  stop(): Promise<number | null>
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
}

/** A folder for one test's server, to be removed by the test. */
export const makeDataDir = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'wagraph-test-'))

/** Removes what makeDataDir made. */
export const removeDataDir = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 })

/** Starts the built server, and resolves once it is ready; rejects with its output if it ends before. */
export async function startServer(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const started = spawnServer(dataDir, env)
  const line = await started.ready
  const url = (JSON.parse(line) as { url: string }).url
  return { ...started.server, url }
}

/** Runs the built server until it ends by itself; for starts that must fail. */
export async function runServer(dataDir: string, env: Readonly<Record<string, string>>) {
  const { server, ready } = spawnServer(dataDir, env)
  ready.catch(() => undefined) // that it ends before it is ready is what these tests expect
  const code = await server.exited
  return { code, output: server.output.join('\n') }
}

function passedOn(): NodeJS.ProcessEnv {
  const known = PASSED_ON.filter((name) => process.env[name] !== undefined)
  return Object.fromEntries(known.map((name) => [name, process.env[name]] as const))
}

function spawnServer(dataDir: string, env: Readonly<Record<string, string>>) {
  const defaults = { PORT: '0', DATA_DIR: dataDir, ADMIN_API_KEY: ADMIN_KEY, LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    env: { ...passedOn(), ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = new Promise<string>((resolve, reject) => {
    const take = (line: string): void => {
      output.push(line)
      if (line.includes('"msg":"wagraph is ready"')) resolve(line)
    }
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', take)
    void exited.then((code) => reject(new Error(`the server ended (${code}):\n${output.join('\n')}`)))
  })
  return { ready, server: handle(child, dataDir, output, exited) }
}

function handle(child: ChildProcess, dataDir: string, output: string[], exited: Promise<number | null>): ServerProcess {
  return {
    ...{ pid: child.pid ?? 0, url: '', dataDir, output, exited },
    stopReading() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    async stop() {
      child.kill('SIGTERM')
      return exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
