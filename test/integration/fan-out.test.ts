/** Many subscribers of the same messages, as frontends subscribe, in both forms. */
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { MessageReceivedDocument, SimulateMessagesDocument } from '../generated/operations'
import { connectedSession } from './simulated-sessions'

jest.setTimeout(60_000)

const MESSAGES = 500
const SUBSCRIBERS = 50

describe.each(FORMS)('fan-out, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  const clients: ApiClient[] = []

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    for (let made = 0; made < 5; made += 1) clients.push(new ApiClient(server.url))
  })

  afterAll(async () => {
    for (const client of clients) await client.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  it('gives each of 50 that join in a flood every message since its cursor, once and in order', async () => {
    const client = (index: number): ApiClient => clients[index % clients.length] as ApiClient
    const sessionId = await connectedSession(client(0))
    const first = client(0).subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    const input = { sessionId, count: MESSAGES, chats: 7, groups: 2, perSecond: 250 }
    await client(0).ask(SimulateMessagesDocument, { input })
    const joined = []
    for (let index = 1; index < SUBSCRIBERS; index += 1) {
      const seen = index * (MESSAGES / SUBSCRIBERS)
      const cursor = (await first.count(seen))[seen - 1]?.cursor
      // Every second one asks for the whole workspace, whose only session this is.
      const scope = index % 2 === 0 ? { sessionId } : {}
      joined.push({ seen, events: client(index).subscribe(MessageReceivedDocument, { ...scope, after: cursor }) })
    }
    const all = (await first.count(MESSAGES)).map(({ message }) => message.id)
    expect(new Set(all).size).toBe(MESSAGES)
    for (const { seen, events } of joined) {
      const received = await events.count(MESSAGES - seen)
      expect(received.map(({ message }) => message.id)).toEqual(all.slice(seen))
      events.stop()
    }
    first.stop()
  })
})
