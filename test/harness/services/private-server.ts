import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describeExit, startProcess, type StartedProcess } from './processes'
import { CannotRun, type TestRun } from './test-run'

/** How long a server may take until it answers, in milliseconds; a slow disk takes MySQL 20 s. */
const READY_LIMIT_MS = 90_000

/** The pause between two attempts to connect to a server that starts, in milliseconds. */
const KNOCK_INTERVAL_MS = 50

/** How often a port may be lost to another program between choosing and binding it. */
const PORT_ATTEMPTS = 5

/** A server program that listens on one port of the loopback interface. */
export interface PrivateServer {
  /** For messages. */
  name: string
  program: string
  args: (port: number) => string[]
  /** The file for the server's output. */
  log: string
  /** Resolves when the server answers on this port, rejects if it does not yet. */
  knock: (port: number) => Promise<void>
}

/** Starts a server on a free port, waits until it answers and returns the port; its log's tail is in the error. */
export async function startPrivateServer(run: TestRun, server: PrivateServer): Promise<number> {
  return (await KillableServer.start(run, server)).port
}

/** A private server that a test may kill, as a crash does, and start again on the same port. */
export class KillableServer {
  private constructor(
    private readonly run: TestRun,
    private readonly server: PrivateServer,
    readonly port: number,
    private process: StartedProcess,
  ) {}

  /** Starts it on a free port; resolves when it answers. */
  static async start(run: TestRun, server: PrivateServer): Promise<KillableServer> {
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort()
      run.signal.throwIfAborted()
      const { started, fault } = await launch(run, server, port)
      if (fault === undefined) return new KillableServer(run, server, port, started)
      await started.stop()
      const log = readFileSync(server.log, 'utf8')
      if (attempt < PORT_ATTEMPTS && /address already in use/i.test(log)) continue
      throw new CannotRun(`${fault}\nThe end of its log:\n${log.split('\n').slice(-30).join('\n')}`)
    }
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.process.exited
  }

  /** Starts it again on the same port and data, after a kill; resolves when it answers. */
  async restart(): Promise<void> {
    const { started, fault } = await launch(this.run, this.server, this.port)
    this.process = started
    if (fault !== undefined) throw new CannotRun(fault)
  }
}

async function launch(run: TestRun, server: PrivateServer, port: number) {
  const { name, program, log } = server
  const started = startProcess(run, { name, program, args: server.args(port), output: { file: log } })
  return { started, fault: await waitUntilReady(run, name, started, () => server.knock(port)) }
}

/** Waits until knocking succeeds; returns what went wrong if the server ends or the time is up. */
export async function waitUntilReady(
  run: TestRun,
  name: string,
  started: Pick<StartedProcess, 'exited'> | undefined,
  knock: () => Promise<void>,
): Promise<string | undefined> {
  let ended: string | undefined
  started?.exited.then(
    (exit) => (ended = `${name} ended while starting (${describeExit(exit)})`),
    (error: Error) => (ended = error.message),
  )
  const deadline = Date.now() + READY_LIMIT_MS
  let last = 'no attempt was made'
  while (ended === undefined && Date.now() < deadline) {
    try {
      await knock()
      return undefined
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
    }
    await delay(KNOCK_INTERVAL_MS, undefined, { signal: run.signal })
  }
  return ended ?? `${name} did not answer within ${READY_LIMIT_MS / 1000} s: ${last}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP address for a listening socket')
  return address.port
}
