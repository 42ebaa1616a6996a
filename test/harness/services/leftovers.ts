import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { RUN_VARIABLE } from './test-run'

/** How long processes may take to end by themselves after their parents have, in milliseconds. */
const GRACE_MS = 5_000

const CHECK_INTERVAL_MS = 100

/** A process of the run that was still there at its end. */
export interface Leftover {
  pid: number
  command: string
}

/**
 * Finds processes that carry this run's mark in their environment, gives them a moment to end, kills those that
 * do not, and returns them.
 *
 * The mark also finds what has left its process group, as browsers do. It needs Linux's /proc; elsewhere nothing
 * is found, and only what the harness itself started is known to be gone.
 */
export async function endLeftovers(id: string, graceMs = GRACE_MS): Promise<Leftover[]> {
  const deadline = Date.now() + graceMs
  let found = findMarked(id)
  while (found.length > 0 && Date.now() < deadline) {
    await delay(CHECK_INTERVAL_MS)
    found = findMarked(id)
  }
  for (const { pid } of found) kill(pid)
  return found
}

function findMarked(id: string): Leftover[] {
  const mark = `${RUN_VARIABLE}=${id}`
  return listProcesses().flatMap((pid) => {
    if (pid === process.pid || !readProc(pid, 'environ').split('\0').includes(mark)) return []
    return [{ pid, command: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim().slice(0, 200) }]
  })
}

function listProcesses(): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
}

/** A file of /proc; empty for a process that has ended meanwhile or is another user's. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return ''
    throw error
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
