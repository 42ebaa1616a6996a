import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The variable that marks every process of a run: what carries it after the end was left behind. */
export const RUN_VARIABLE = 'WAGRAPH_TEST_RUN'

/** The repository's root folder. */
export const ROOT = path.resolve(__dirname, '../../..')

/** Settings of a developer's own server, which must not reach the tests through the environment. */
const NOT_FOR_TESTS = ['DATABASE_URL', 'REDIS_URL', 'DATA_DIR', 'ADMIN_API_KEY']

/** What keeps the tests from being run at all; the message says what to do, and no stack is of use. */
export class CannotRun extends Error {
  override name = 'CannotRun'
}

/** What the names of all databases of a run start with. */
export function databasePrefix(runId: string): string {
  return `wagraph_test_${runId}_`
}

/** One run of the tests: its mark, its folder, and what has to be undone when it ends, in whichever way. */
export class TestRun {
  /** Short on purpose: a Unix socket's path in it has to stay under 108 bytes. */
  readonly folder = mkdtempSync(path.join(tmpdir(), `wagraph-test-`))
  /** The environment of every child process. */
  readonly environment: NodeJS.ProcessEnv
  /** What to do at once if this process exits without having called {@link end}: kill, without waiting. */
  readonly lastResort = new Set<() => void>()
  readonly #undo: { what: string; action: () => Promise<void> | void }[] = []
  readonly #abort = new AbortController()

  /** `id`: the mark of the run that this one is part of, where it is part of one. */
  constructor(
    environment: NodeJS.ProcessEnv,
    readonly id = randomBytes(4).toString('hex'),
  ) {
    this.environment = { ...environment, [RUN_VARIABLE]: this.id }
    for (const name of NOT_FOR_TESTS) delete this.environment[name]
    const removeFolder = (): void => {
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
    const atExit = (): void => {
      for (const action of this.lastResort) action()
      removeFolder()
    }
    process.once('exit', atExit)
    this.atEnd('the temporary folder', () => {
      removeFolder()
      process.off('exit', atExit)
    })
  }

  /** Aborted when the run is interrupted; whoever waits for something has to give up then. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Prints one line about what the harness does. */
  say(line: string): void {
    process.stdout.write(`[test] ${line}\n`)
  }

  /** Makes everything that waits give up; the reason is what it throws. */
  interrupt(reason: Error): void {
    this.#abort.abort(reason)
  }

  /** Registers something to undo at the end; the last registered is undone first. */
  atEnd(what: string, action: () => Promise<void> | void): void {
    this.#undo.push({ what, action })
  }

  /** Undoes everything, even where one step fails, and returns one line for each step that did. */
  async end(): Promise<string[]> {
    const faults: string[] = []
    for (let step = this.#undo.pop(); step; step = this.#undo.pop()) {
      try {
        await step.action()
      } catch (error) {
        faults.push(`could not clean up ${step.what}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return faults
  }
}
