import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { endLeftovers } from '../harness/services/leftovers'
import { choosePlan, type Available } from '../harness/services/plan'
import { findProgram } from '../harness/services/probe'
import { runCommand, startProcess } from '../harness/services/processes'
import { countResults } from '../harness/services/results'
import { TestRun } from '../harness/services/test-run'

const nothing: Available = {
  databaseUrl: false,
  redisUrl: false,
  mysqlServer: false,
  redisServer: false,
  browser: false,
  docker: false,
  apt: false,
}
const everything: Available = {
  databaseUrl: true,
  redisUrl: true,
  mysqlServer: true,
  redisServer: true,
  browser: true,
  docker: true,
  apt: true,
}

describe('choosePlan', () => {
  it.each<[string, Available, ReturnType<typeof choosePlan>]>([
    ['given servers before all else', everything, { mysql: 'given', redis: 'given', browser: 'found', packages: [] }],
    [
      'private instances before Docker',
      { ...everything, databaseUrl: false, redisUrl: false },
      { mysql: 'local', redis: 'local', browser: 'found', packages: [] },
    ],
    [
      'Docker before an installation',
      { ...nothing, docker: true, apt: true },
      { mysql: 'docker', redis: 'docker', browser: 'apt', packages: ['chromium-headless-shell|chromium'] },
    ],
    [
      'packages where nothing else is there',
      { ...nothing, apt: true },
      {
        mysql: 'apt',
        redis: 'apt',
        browser: 'apt',
        packages: ['mariadb-server', 'redis-server', 'chromium-headless-shell|chromium'],
      },
    ],
    [
      'each service by itself',
      { ...nothing, databaseUrl: true, browser: true, apt: true },
      { mysql: 'given', redis: 'apt', browser: 'found', packages: ['redis-server'] },
    ],
    [
      'a download of the browser where packages cannot be installed',
      { ...nothing, mysqlServer: true, redisServer: true },
      { mysql: 'local', redis: 'local', browser: 'download', packages: [] },
    ],
  ])('prefers %s', (_name, available, plan) => {
    expect(choosePlan(available)).toEqual(plan)
  })

  it('fails with one message that names what is missing and what to do, and nothing else', () => {
    const message = (available: Available): string => {
      try {
        choosePlan(available)
      } catch (error) {
        return (error as Error).message
      }
      throw new Error('a plan was found')
    }
    expect(message(nothing)).toMatch(/^The tests need MySQL or MariaDB and Redis.*\n.*mariadbd.*redis-server/)
    expect(message({ ...nothing, mysqlServer: true })).toMatch(/^The tests need Redis,[^]*TEST_REDIS_URL/)
    expect(message({ ...nothing, mysqlServer: true })).not.toMatch(/maria|TEST_DATABASE_URL/)
  })
})

describe('countResults', () => {
  const report = (counts: object): string => JSON.stringify(counts)

  it('adds files that could not run to the failures, and names what was skipped', () => {
    const text = report({ numPassedTests: 5, numFailedTests: 2, numRuntimeErrorTestSuites: 1, numPendingTests: 4 })
    expect(countResults(text, 1)).toEqual({ passed: 5, failed: 3, skipped: 4 })
  })

  it('never says "0 failed" when jest did not end well', () => {
    expect(countResults(report({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 })
    expect(countResults(report({ numPassedTests: 5 }), null)).toEqual({ passed: 5, failed: 1, skipped: 0 })
    expect(countResults(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countResults(report({ numPassedTests: 5 }), 0)).toEqual({ passed: 5, failed: 0, skipped: 0 })
  })
})

describe('a test run', () => {
  let run: TestRun

  beforeEach(() => {
    run = new TestRun({ ...process.env, DATABASE_URL: 'mysql://production/' })
  })

  afterEach(async () => {
    expect(await run.end()).toEqual([])
  })

  it('finds a program in the first folder that has an executable one', () => {
    const [first, second] = ['first', 'second'].map((name) => path.join(run.folder, name)) as [string, string]
    for (const folder of [first, second]) mkdirSync(folder)
    writeFileSync(path.join(first, 'mysqld'), 'not executable')
    mkdirSync(path.join(first, 'mariadbd'))
    expect(findProgram(['mariadbd', 'mysqld'], [first, second])).toBeUndefined()
    writeFileSync(path.join(second, 'mysqld'), '')
    chmodSync(path.join(second, 'mysqld'), 0o755)
    expect(findProgram(['mariadbd', 'mysqld'], [first, second])).toBe(path.join(second, 'mysqld'))
  })

  it('gives its children a mark, and not the settings of a developer', async () => {
    const script = 'console.log(process.env.WAGRAPH_TEST_RUN, process.env.DATABASE_URL)'
    const output = await runCommand(run, node(script), 30_000)
    expect(output).toBe(`${run.id} undefined\n`)
  })

  it('says what a failed command printed', async () => {
    const failing = runCommand(run, node('console.error("no space left"); process.exit(3)'), 30_000)
    await expect(failing).rejects.toThrow(/^node failed \(exit code 3\)\nno space left/)
  })

  it('ends a command that takes too long', async () => {
    const endless = runCommand(run, node('setInterval(() => {}, 1000)'), 50)
    await expect(endless).rejects.toThrow(/^node did not end within 0.05 s/)
  })

  it('stops what it started and removes its folder at the end', async () => {
    const started = startProcess(run, { ...node('setInterval(() => {}, 1000)'), output: 'pipe' })
    expect(await run.end()).toEqual([])
    expect(await started.exited).toEqual({ code: null, signal: 'SIGTERM' })
    expect(existsSync(run.folder)).toBe(false)
  })

  it('undoes the rest when one step fails, and reports that step', async () => {
    const done: string[] = []
    run.atEnd('the first', () => void done.push('first'))
    run.atEnd('the second', () => Promise.reject(new Error('stuck')))
    run.atEnd('the third', () => void done.push('third'))
    expect(await run.end()).toEqual(['could not clean up the second: stuck'])
    expect(done).toEqual(['third', 'first'])
  })

  const onLinux = process.platform === 'linux'
  it(`${onLinux ? 'finds and kills' : 'cannot find'} a process that left its group`, async () => {
    const stray = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: run.environment,
    })
    const ended = once(stray, 'close')
    await once(stray.stdout, 'data')
    const found = await endLeftovers(run.id, 0)
    // Ends it where the search did not; where it did, SIGKILL came first.
    stray.kill('SIGTERM')
    expect(await ended).toEqual([null, onLinux ? 'SIGKILL' : 'SIGTERM'])
    expect(found.map(({ pid }) => pid)).toEqual(onLinux ? [stray.pid] : [])
  })
})

function node(script: string): { name: string; program: string; args: string[] } {
  return { name: 'node', program: process.execPath, args: ['-e', script] }
}
