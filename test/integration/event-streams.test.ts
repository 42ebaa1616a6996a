/** Server-Sent Events from the engine to the client: nothing lost, nothing twice, over a restart as well. */
import { print } from 'graphql'
import { type Client, createClient } from 'graphql-sse'
import {
  MessageReceivedDocument,
  type MessageReceivedSubscription,
  SimulateMessagesDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { ADMIN_KEY, makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { prune } from './prune'
import { connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(120_000)

const FLOOD = 1_000
/** So slow that the server is stopped in the middle of it. */
const PER_SECOND = 400

describe.each(FORMS)('event streams, $name', ({ prepare }) => {
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

  const connect = (singleConnection: boolean): Client<boolean> =>
    createClient({
      ...{ url: `${server.url}/graphql`, singleConnection, retryAttempts: 0 },
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    })

  const follow = (client: Client<boolean>, sessionId: string, after: string) =>
    client.iterate<MessageReceivedSubscription>({
      query: print(MessageReceivedDocument),
      variables: { sessionId, after },
    })

  it.each([true, false])('go on after SIGTERM where they were (single connection %s)', async (singleConnection) => {
    const sessionId = await connectedSession(api)
    await synchronised(api, sessionId)
    const whole = api.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    whole.ended.catch(() => undefined) // the server ends it
    await api.ask(SimulateMessagesDocument, { input: { sessionId, count: FLOOD, chats: 20, perSecond: PER_SECOND } })
    const seen: string[] = []
    let cursor = BEGINNING
    const take = async (client: Client<boolean>, until: number): Promise<void> => {
      for await (const { data } of follow(client, sessionId, cursor)) {
        if (!data) throw new Error('an event without data')
        cursor = data.messageReceived.cursor
        seen.push(cursor)
        if (seen.length === until) return
      }
    }
    const first = connect(singleConnection)
    const broken = take(first, FLOOD + 1).catch((thrown: unknown) => thrown)
    await whole.count(200)
    expect(await server.stop()).toBe(0)
    expect(await broken).toBeInstanceOf(Error) // a lost connection, which is no end of the subscription
    first.dispose()

    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
    const again = api.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    const second = connect(singleConnection)
    await take(second, FLOOD)
    second.dispose()
    expect(seen).toEqual((await again.count(FLOOD)).map((event) => event.cursor))
  })

  it('tell CURSOR_EXPIRED as an event', async () => {
    const sessionId = await connectedSession(api)
    await prune(dataDir, form.env, { count: 1 })
    const client = connect(false)
    const events = follow(client, sessionId, BEGINNING)
    expect(await events.next()).toMatchObject({ value: { errors: [{ extensions: { code: 'CURSOR_EXPIRED' } }] } })
    expect(await events.next()).toMatchObject({ done: true })
    client.dispose()
  })
})
