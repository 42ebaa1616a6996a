import { listProcesses } from '../../src/whatsapp/whatsapp-web/processes'

/** The process groups of the browsers that a server runs (of one session), by the argument that marks them as its own. */
export async function browserGroups(serverPid: number, sessionId = '\\S+'): Promise<number[]> {
  const own = new RegExp(`--wagraph-session=\\S+/${sessionId}/${serverPid}(\\s|\\0|$)`)
  const processes = await listProcesses()
  return [...new Set(processes.filter(({ command }) => own.test(command)).map(({ group }) => group))]
}

/** Kills the server's browsers, as the kernel does when memory runs out. */
export async function killBrowsers(serverPid: number): Promise<void> {
  const groups = await browserGroups(serverPid)
  if (groups.length === 0) throw new Error('the server runs no browser')
  for (const group of groups) process.kill(-group, 'SIGKILL')
}
