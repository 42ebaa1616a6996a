/** Memory of processes, as Linux tells it; in MB (2^20 bytes). */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const MB_OF_KB = 1 / 1024

function statusOf(pid, name) {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found[1]) * MB_OF_KB
}

/** What it has in memory now. */
export const residentMb = (pid) => statusOf(pid, 'VmRSS')

/** The most that it had in memory since forgetPeak. */
export const peakMb = (pid) => statusOf(pid, 'VmHWM')

/** Lets the peak begin anew. */
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** The PSS of a process, and of all its descendants: what they share is divided among them, so sums are right. */
export function sharesMb(pid) {
  const others = descendantsOf(pid).reduce((sum, descendant) => sum + pssMb(descendant), 0)
  return { own: pssMb(pid), others }
}

function pssMb(pid) {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * MB_OF_KB
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0 // it has ended since it was listed
    throw error
  }
}

function descendantsOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return children.flatMap((child) => [Number(child), ...descendantsOf(child)])
}
