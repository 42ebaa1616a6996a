import type { RunningProcess } from './processes'

/** Chromium ignores arguments that it does not know, and /proc shows them: this one names a browser's owner. */
const SWITCH = '--wagraph-session='

/** The argument that marks a browser as one of this server's. */
export function markerArgument(owner: string, sessionId: string, serverPid: number): string {
  return `${SWITCH}${owner}/${sessionId}/${serverPid}`
}

/** A browser that carries the marker. */
export interface MarkedBrowser {
  sessionId: string
  group: number
  /** Its server has gone: the browser's parent is no longer the process that started it. */
  isOrphan: boolean
}

/** The browsers of one data directory, whichever server process started them. */
export function markedBrowsers(processes: readonly RunningProcess[], owner: string): MarkedBrowser[] {
  return processes.flatMap((found) => {
    const match = new RegExp(`${SWITCH}${owner}/([\\w-]+)/(\\d+)`).exec(found.command)
    if (!match || found.isZombie) return []
    return [{ sessionId: match[1] ?? '', group: found.group, isOrphan: found.parent !== Number(match[2]) }]
  })
}
