/** SIGTERM, and SIGKILL, in the middle of a flood with clients on it: what they saw is stored, and they go on there. */
import { readdirSync, readFileSync } from 'node:fs'
import {
  ConnectionStateChangedDocument,
  MessageReceivedDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(240_000)

const FLOOD = 3_000

describe.each(FORMS)('the end of a server, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let api: ApiClient

  beforeEach(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
  })

  afterEach(async () => {
    await api.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  /** Processes whose parent is this one. */
  const childrenOf = (pid: number): string[] =>
    readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === String(pid))

  it.each([
    ['SIGTERM', async () => expect(await server.stop()).toBe(0)],
    ['SIGKILL', () => server.kill()],
  ] as const)('%s in a flood loses nothing that a client saw, and nothing comes twice', async (_signal, end) => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    const received = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const states = api.subscribe(ConnectionStateChangedDocument, {})
    for (const events of [received, states]) events.ended.catch(() => undefined) // the server ends them
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: FLOOD, chats: 100, groups: 20 } })
    await received.count(500)
    const begun = Date.now()
    await end()
    expect(Date.now() - begun).toBeLessThan(10_000)
    expect(childrenOf(server.pid)).toEqual([])
    const pushed = [...received.received]

    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
    const resumed = api.subscribe(MessageReceivedDocument, { sessionId: id, after: pushed.at(-1)?.cursor ?? '' })
    const whole = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const rest = await resumed.count(FLOOD - pushed.length)
    const all = await whole.count(FLOOD)
    const seen = [...pushed, ...rest]
    expect(seen.map(({ cursor, message }) => [cursor, message.id])).toEqual(
      all.map(({ cursor, message }) => [cursor, message.id]),
    )
    expect(new Set(all.map(({ message }) => message.whatsappId)).size).toBe(FLOOD)
  })
})

function parentOf(pid: string): string | undefined {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined // it has ended
    throw error
  }
}
