import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { CannotRun, type TestRun } from './test-run'

/** How long a process may take to end after SIGTERM before it is killed, in milliseconds. */
const STOP_LIMIT_MS = 10_000

/** How much of a command's output is kept for an error message, in characters. */
const OUTPUT_LIMIT = 64 * 1024

/** Ends the child if this process is killed outright and can undo nothing; Linux only, hence only where it is. */
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file))

/** What to start, and where its output goes. */
export interface Command {
  /** For messages. */
  name: string
  program: string
  args: string[]
  /** A file that takes all output, `inherit` for this process's standard output, or `pipe` to read it. */
  output: { file: string } | 'inherit' | 'pipe'
  /** Variables besides those of the run. */
  environment?: Record<string, string>
}

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A process that the harness started, in a process group of its own. */
export class StartedProcess {
  /** Resolves when it has ended; rejects if it could not be started. */
  readonly exited: Promise<Exit>
  #running = true

  constructor(
    readonly name: string,
    readonly child: ChildProcess,
  ) {
    this.exited = new Promise((resolve, reject) => {
      child.once('error', (error) => {
        this.#running = false
        reject(new CannotRun(`${name} could not be started: ${error.message}`))
      })
      child.once('close', (code, signal) => {
        this.#running = false
        resolve({ code, signal })
      })
    })
    // The failure to start is for whoever waits; when nobody does yet, it must not end the run from the side.
    this.exited.catch(() => undefined)
  }

  /** Sends a signal to the whole group, if the process still runs. */
  kill(signal: NodeJS.Signals): void {
    const pid = this.child.pid
    if (!this.#running || pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch (error) {
      // It ended between the check and the signal.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  /** Asks the group to end, kills it after a limit, and resolves when the process is gone. */
  async stop(): Promise<void> {
    if (!this.#running) return
    this.kill('SIGTERM')
    const timer = setTimeout(() => {
      this.kill('SIGKILL')
    }, STOP_LIMIT_MS)
    await this.exited.finally(() => {
      clearTimeout(timer)
    })
  }
}

/**
 * Starts a process in its own group, marked as this run's, and registers its stop.
 *
 * Its own group, so that a Ctrl-C at the terminal reaches only the harness, which then ends things in order.
 */
export function startProcess(run: TestRun, command: Command): StartedProcess {
  const file = typeof command.output === 'object' ? openSync(command.output.file, 'a') : undefined
  const output = file ?? (command.output === 'pipe' ? 'pipe' : 1)
  const line = [command.program, ...command.args]
  const [program = command.program, ...args] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', ...line] : line
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...run.environment, ...command.environment },
  })
  if (file !== undefined) closeSync(file)
  const started = new StartedProcess(command.name, child)
  const kill = (): void => {
    started.kill('SIGKILL')
  }
  run.lastResort.add(kill)
  run.atEnd(command.name, async () => {
    await started.stop()
    run.lastResort.delete(kill)
  })
  return started
}

/**
 * Runs a command to its end and returns its output; throws with the output's tail if it fails, takes longer than
 * the limit (in milliseconds), or the signal says to give up.
 */
export async function runCommand(
  run: TestRun,
  command: Omit<Command, 'output'>,
  limitMs: number,
  signal: AbortSignal = run.signal,
): Promise<string> {
  signal.throwIfAborted()
  const started = startProcess(run, { ...command, output: 'pipe' })
  let output = ''
  const keep = (text: string): void => {
    output = (output + text).slice(-OUTPUT_LIMIT)
  }
  started.child.stdout?.setEncoding('utf8').on('data', keep)
  started.child.stderr?.setEncoding('utf8').on('data', keep)
  const limit = AbortSignal.timeout(limitMs)
  const exit = await endOf(started, AbortSignal.any([signal, limit]))
  signal.throwIfAborted()
  if (limit.aborted) throw new CannotRun(`${command.name} did not end within ${limitMs / 1000} s\n${output}`)
  if (exit.code !== 0) throw new CannotRun(`${command.name} failed (${describeExit(exit)})\n${output}`)
  return output
}

/** How a process ended, in words. */
export function describeExit(exit: Exit): string {
  return exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`
}

/** Waits for the end of a process, and stops it when the signal says so. */
export async function endOf(started: StartedProcess, signal: AbortSignal): Promise<Exit> {
  let stopped: Promise<void> | undefined
  const stop = (): void => {
    stopped = started.stop()
  }
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    return await started.exited
  } finally {
    signal.removeEventListener('abort', stop)
    await stopped
  }
}
