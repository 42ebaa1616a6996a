import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

/** Names this process among all that ever held a lease: where it runs, its pid, and something random. */
export const ownerName = (): string => `${hostname()}/${process.pid}/${randomUUID()}`

/**
 * Whether the process behind another owner's name is known to have ended: it ran on this machine, and its pid is free
 * or is ours now. Then its leases need not run out, and a restarted server has its sessions back at once.
 */
export function isGone(owner: string): boolean {
  const [host, pid] = owner.split('/')
  if (host !== hostname()) return false
  return Number(pid) === process.pid || !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it runs, as another user
  }
}
