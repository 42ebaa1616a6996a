/** The subscription to all events: what integrators follow. */
import {
  AllEventsDocument,
  ChatUpdatedDocument,
  ConnectionStateChangedDocument,
  MarkReadDocument,
  MessageReceivedDocument,
  MessageUpdatedDocument,
  SendDocument,
  SimulateDisconnectDocument,
  SimulateMessagesDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, type ApiError, BEGINNING, type Events } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { connectedSession, synchronised } from './simulated-sessions'
import { makeKeys } from './workspace-keys'

jest.setTimeout(60_000)

describe.each(FORMS)('all events, $name', ({ prepare }) => {
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

  /** A session to which something of every type has happened; its id, and how many of each there are. */
  const eventful = async () => {
    const id = await connectedSession(api)
    await synchronised(api, id)
    const variables = { sessionId: id, after: BEGINNING }
    const [received, updated, states, chats] = [
      api.subscribe(MessageReceivedDocument, variables),
      api.subscribe(MessageUpdatedDocument, variables),
      api.subscribe(ConnectionStateChangedDocument, variables),
      api.subscribe(ChatUpdatedDocument, variables),
    ]
    await api.ask(SimulateMessagesDocument, { input: { sessionId: id, count: 20, chats: 3 } })
    const [first] = await received.count(20)
    await api.ask(MarkReadDocument, { id: first?.message.chat.id ?? '' })
    await chats.count(1)
    await api.ask(SendDocument, { input: { sessionId: id, to: '+6281234500001', text: 'hello' } })
    await updated.count(5)
    await api.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
    await states.find(({ state, previousState }) => state === 'CONNECTED' && previousState === 'RECONNECTING')
    for (const events of [received, updated, states, chats]) events.stop()
    const of = <Event extends object>(events: Events<Event>) => [...events.received]
    return { id, received: of(received), updated: of(updated), states: of(states), chats: of(chats) }
  }

  const cursorsOf = (events: readonly { cursor: string }[]) => events.map(({ cursor }) => cursor)
  /** The sequence number in a cursor, which here covers one session. */
  const seqOf = ({ cursor }: { cursor: string }) =>
    (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, number][])[0]?.[1]

  const codeOf = async (events: Events<object>): Promise<string> => {
    const error: unknown = await events.ended.catch((thrown: unknown) => thrown)
    return (error as ApiError).code
  }

  it('has every event of every type once, in the order of the log, and resumes anywhere', async () => {
    const { id, received, updated, states, chats } = await eventful()
    const total = received.length + updated.length + states.length + chats.length
    const all = api.subscribe(AllEventsDocument, { sessionId: id, after: BEGINNING })
    const events = await all.count(total)
    expect(events.map(seqOf)).toEqual(Array.from({ length: total }, (_, index) => index + 1))
    expect(new Set(events.map(({ sessionId }) => sessionId))).toEqual(new Set([id]))
    const ofType = (name: string) => cursorsOf(events.filter(({ __typename }) => __typename === name))
    expect(ofType('MessageReceived')).toEqual(cursorsOf(received))
    expect(ofType('MessageUpdated')).toEqual(cursorsOf(updated))
    expect(ofType('ChatUpdated')).toEqual(cursorsOf(chats))
    expect(ofType('ConnectionStateChanged')).toEqual(cursorsOf(states))
    for (const from of [0, 3, total - 2]) {
      const rest = api.subscribe(AllEventsDocument, { sessionId: id, after: events[from]?.cursor ?? '' })
      expect(await rest.count(total - from - 1)).toEqual(events.slice(from + 1))
      rest.stop()
    }
    all.stop()
  })

  it('can be narrowed to types and to a chat', async () => {
    const {
      id,
      received,
      updated,
      states,
      chats: [read],
    } = await eventful()
    const some = api.subscribe(AllEventsDocument, {
      ...{ sessionId: id, after: BEGINNING },
      types: ['MESSAGE_UPDATED', 'CONNECTION_STATE_CHANGED'],
    })
    const names = (await some.count(updated.length + states.length)).map(({ __typename }) => __typename)
    expect(new Set(names)).toEqual(new Set(['MessageUpdated', 'ConnectionStateChanged']))
    const chatId = received[0]?.message.chat.id ?? ''
    const expected = received.filter(({ message }) => message.chat.id === chatId).length + states.length + 1
    expect(read?.chat.id).toBe(chatId)
    const ofChat = api.subscribe(AllEventsDocument, { chatId, after: BEGINNING })
    const found = await ofChat.count(expected)
    const chats = found.map((event) => (event.__typename === 'MessageReceived' ? event.message.chat.id : chatId))
    expect(new Set(chats)).toEqual(new Set([chatId]))
    for (const events of [some, ofChat]) events.stop()
    expect(await codeOf(api.subscribe(AllEventsDocument, { types: [] }))).toBe('BAD_USER_INPUT')
  })

  it('needs the scopes of the types that are asked for', async () => {
    const { viewer } = await api.ask(ViewerDocument, {})
    const workspaceId = viewer.workspace.id
    const [messages = '', sessions = ''] = await makeKeys(dataDir, form.env, [
      { workspaceId, scopes: ['MESSAGES_READ'] },
      { workspaceId, scopes: ['SESSIONS_READ'] },
    ])
    const { id } = await eventful()
    const after = { sessionId: id, after: BEGINNING }
    const [first, second] = [new ApiClient(server.url, messages), new ApiClient(server.url, sessions)]
    for (const client of [first, second]) {
      expect(await codeOf(client.subscribe(AllEventsDocument, after))).toBe('FORBIDDEN')
    }
    expect(await codeOf(second.subscribe(AllEventsDocument, { types: ['MESSAGE_RECEIVED'] }))).toBe('FORBIDDEN')
    expect(await codeOf(first.subscribe(AllEventsDocument, { types: ['CONNECTION_STATE_CHANGED'] }))).toBe('FORBIDDEN')
    const seen = first.subscribe(AllEventsDocument, { ...after, types: ['MESSAGE_RECEIVED', 'MESSAGE_UPDATED'] })
    await seen.count(25)
    await Promise.all([first, second].map((client) => client.close()))
  })
})
