/** Cursors of which something that would come next is no longer there, or never was. */
import {
  ConnectionStateChangedDocument,
  DeleteDocument,
  MessageReceivedDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { ADMIN_KEY, makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { ApiClient, ApiError, BEGINNING, type Events } from '../harness/client'
import { FORMS } from '../harness/forms'
import { prune } from './prune'
import { connectedSession, synchronised } from './simulated-sessions'
import { Client } from './socket-client'

jest.setTimeout(60_000)

describe.each(FORMS)('cursors and retention, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let api: ApiClient

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  const session = async (): Promise<string> => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    return id
  }

  const simulate = async (sessionId: string, count: number, body?: string): Promise<void> => {
    await api.ask(SimulateMessagesDocument, { input: { sessionId, count, chats: 2, ...(body && { body }) } })
  }

  const refusalOf = async (events: Events<object>): Promise<ApiError> => {
    const error: unknown = await events.ended.then(
      () => new Error('it completed'),
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ApiError)
    expect(events.received).toEqual([])
    return error as ApiError
  }

  it('answers CURSOR_EXPIRED for a cursor before what is kept, and goes on from one after it', async () => {
    const id = await session()
    const first = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    await simulate(id, 30)
    const cursors = (await first.count(30)).map(({ cursor }) => cursor)
    await prune(dataDir, form.env, { count: 10 })
    for (const after of [BEGINNING, cursors[0], cursors[18]]) {
      const refused = [{ sessionId: id, after }, { after }].map((variables) =>
        refusalOf(api.subscribe(MessageReceivedDocument, variables)),
      )
      expect((await Promise.all(refused)).map(({ code }) => code)).toEqual(['CURSOR_EXPIRED', 'CURSOR_EXPIRED'])
    }
    const rest = api.subscribe(MessageReceivedDocument, { sessionId: id, after: cursors[19] ?? '' })
    expect((await rest.count(10)).map(({ cursor }) => cursor)).toEqual(cursors.slice(20))
    await simulate(id, 1)
    await Promise.all([first.count(31), rest.count(11)])
    for (const events of [first, rest]) events.stop()
  })

  it('does not draw others into it who ask for the same', async () => {
    const id = await session()
    await simulate(id, 5)
    await prune(dataDir, form.env, { count: 2 })
    const good = api.subscribe(MessageReceivedDocument, { sessionId: id })
    const bad = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    expect((await refusalOf(bad)).code).toBe('CURSOR_EXPIRED')
    await simulate(id, 3)
    await good.count(3)
    good.stop()
  })

  it('ends a subscription with CURSOR_EXPIRED whose events are deleted while it catches up', async () => {
    const id = await session()
    await simulate(id, 1_500, 'x'.repeat(16_000))
    const all = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const ids = (await all.count(1_500)).map(({ message }) => message.id)
    all.stop()

    const client = await new Client(`${server.url.replace('http', 'ws')}/graphql`).init({
      authorization: `Bearer ${ADMIN_KEY}`,
    })
    expect((await client.next()).type).toBe('connection_ack')
    const query = `subscription ($id: ID!, $after: String) {
      messageReceived(sessionId: $id, after: $after) { message { id body } } }`
    client.subscribe('1', query, { id, after: BEGINNING })
    const seen: string[] = []
    const take = async () => {
      const { type, payload } = await client.next()
      if (type !== 'next') return { type, payload }
      seen.push((payload as { data: { messageReceived: { message: { id: string } } } }).data.messageReceived.message.id)
      return null
    }
    await take()
    client.socket.pause()
    await prune(dataDir, form.env, { count: 10 })
    client.socket.resume()
    let last: Awaited<ReturnType<typeof take>> = null
    while (last === null) last = await take()
    expect(last).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'CURSOR_EXPIRED' } }] })
    expect(seen.length).toBeLessThan(1_490)
    expect(seen).toEqual(ids.slice(0, seen.length))
    client.socket.close()
  })

  it('refuses a cursor that is ahead of the log', async () => {
    const id = await session()
    const after = Buffer.from(JSON.stringify([[id, 1_000_000]])).toString('base64url')
    const error = await refusalOf(api.subscribe(MessageReceivedDocument, { sessionId: id, after }))
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', extensions: { field: 'after' } })
  })

  it('leaves out of account what a cursor says of deleted and of unknown sessions', async () => {
    const [kept, gone] = [await session(), await session()]
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: kept, after: BEGINNING })
    const { cursor } = await states.find(({ state }) => state === 'CONNECTED')
    states.stop()
    await api.ask(DeleteDocument, { id: gone })
    const known = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, number][]
    const others: [string, number][] = [
      [gone, 5],
      ['ses_00000000000000000000000000', 7],
    ]
    const after = Buffer.from(JSON.stringify([...known, ...others])).toString('base64url')
    const received = api.subscribe(MessageReceivedDocument, { sessionId: kept, after })
    await simulate(kept, 2)
    await received.count(2)
    received.stop()
  })
})
