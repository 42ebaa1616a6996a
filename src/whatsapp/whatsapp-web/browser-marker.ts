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

/**
 * The browsers of one data directory, whichever server process started them. A browser's own helpers, and the shell
 * script that some distributions start it by, carry the marker too: all of a process group are one browser.
 */
export function markedBrowsers(processes: readonly RunningProcess[], owner: string): MarkedBrowser[] {
  const pattern = new RegExp(`${SWITCH}${owner}/([\\w-]+)/(\\d+)`)
  const ownGroup = processes.find((found) => found.pid === process.pid)?.group
  const browsers = new Map<number, MarkedBrowser>()
  for (const { command, group, parent, isZombie } of processes) {
    const [, sessionId, serverPid] = pattern.exec(command) ?? []
    // A browser has a group of its own; whatever names the marker in ours is no browser, and must not be killed.
    if (sessionId === undefined || isZombie || group === ownGroup) continue
    const isElsewhere = browsers.get(group)?.isOrphan ?? true
    browsers.set(group, { sessionId, group, isOrphan: isElsewhere && parent !== Number(serverPid) })
  }
  return [...browsers.values()]
}
