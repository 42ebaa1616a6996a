import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** How often to look whether a killed group has gone, ms. */
const GONE_POLL_MS = 20

/** A process of this machine. */
export interface RunningProcess {
  pid: number
  parent: number
  group: number
  /** Ended, and only its parent's look at the exit code is missing. */
  isZombie: boolean
  command: string
}

/** All processes of this machine that this user may see. */
export async function listProcesses(): Promise<RunningProcess[]> {
  if (!existsSync('/proc/self/stat')) return listWithPs()
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = await Promise.all(pids.map(readProcess))
  return read.filter((found) => found !== null)
}

async function readProcess(pid: string): Promise<RunningProcess | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    // `pid (name) state parent group …`; the name may hold anything, so read from its closing bracket.
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isZombie = state === 'Z' || state === 'X'
    return { pid: Number(pid), parent: Number(parent), group: Number(group), isZombie, command }
  } catch {
    // It ended between the listing and the reading.
    return null
  }
}

/** macOS and BSD have no /proc. */
async function listWithPs(): Promise<RunningProcess[]> {
  const args = ['-A', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,command=']
  const { stdout } = await promisify(execFile)('ps', args, { maxBuffer: 32 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)
    if (!match) return []
    const [, pid, parent, group, state = '', command = ''] = match
    const isZombie = state.startsWith('Z')
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), isZombie, command }]
  })
}

/**
 * Resident memory of some processes together, in bytes; 0 where there is no /proc. What they have mapped of files is
 * counted once: it is the browser's program, the same in each of them. (The exact share of each, PSS, cannot be read of
 * a renderer in its sandbox.)
 */
export async function residentBytes(pids: readonly number[]): Promise<number> {
  const each = await Promise.all(pids.map(readResident))
  const own = each.reduce((sum, { anon, shared }) => sum + anon + shared, 0)
  return (own + Math.max(0, ...each.map(({ file }) => file))) * 1024
}

/** In kB; nothing of a process that has ended. */
async function readResident(pid: number): Promise<{ anon: number; shared: number; file: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const of = (what: string): number => Number(new RegExp(`^Rss${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0)
  return { anon: of('Anon'), shared: of('Shmem'), file: of('File') }
}

/** Living members of a process group. */
export async function groupMembers(group: number): Promise<RunningProcess[]> {
  return (await listProcesses()).filter((found) => found.group === group && !found.isZombie)
}

/**
 * Kills a process group and resolves once no member lives. Rejects if one still does after `limitMs`: then the machine
 * does not let go of it (a process in uninterruptible sleep), and the caller must say so.
 */
export async function killGroup(group: number, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const members = await groupMembers(group)
    if (members.length === 0) return
    if (Date.now() > deadline) throw new Error(`process group ${group} does not end: ${members.length} processes live`)
    signalGroup(group)
    await delay(GONE_POLL_MS)
  }
}

/** Resolves once no member of the group lives, or false after `limitMs`. */
export async function isGroupGone(group: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  for (;;) {
    if ((await groupMembers(group)).length === 0) return true
    if (Date.now() > deadline) return false
    await delay(GONE_POLL_MS)
  }
}

function signalGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    // ESRCH: it has gone meanwhile, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
