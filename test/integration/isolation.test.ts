/** Workspaces see nothing of each other, and keys do nothing beyond their scopes. */
import { once } from 'node:events'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { parse } from 'graphql'
import WebSocket from 'ws'
import {
  ChatsDocument,
  ConnectionStateChangedDocument,
  ContactsDocument,
  DeleteDocument,
  EditDocument,
  LogoutDocument,
  MarkReadDocument,
  MessageReceivedDocument,
  MessagesDocument,
  MessageUpdatedDocument,
  NodeDocument,
  ReactDocument,
  ReconnectDocument,
  RevokeDocument,
  SendDocument,
  SessionDocument,
  SessionsDocument,
  SimulateDisconnectDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, ApiError, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { connectedSession, stateOf, synchronised } from './simulated-sessions'
import { makeKeys } from './workspace-keys'

jest.setTimeout(60_000)

type Document = TypedDocumentNode<Record<string, unknown>, Record<string, unknown>>
const loosely = (document: unknown): Document => document as Document
const operation = (text: string): Document => loosely(parse(text))

const NEVER_MADE = {
  session: 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  chat: 'cht_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  message: 'msg_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  contact: 'con_01ARZ3NDEKTSV4RRFFQ69G5FAV',
}
const TO = '+6281234500001'

/** Everything that takes an id, with the ids that it is asked about. */
const OPERATIONS: readonly [string, unknown, (ids: typeof NEVER_MADE) => object][] = [
  ['session', SessionDocument, ({ session }) => ({ id: session })],
  ['chats', ChatsDocument, ({ session }) => ({ id: session })],
  ['contacts', ContactsDocument, ({ session }) => ({ id: session })],
  ['chat', MessagesDocument, ({ chat }) => ({ id: chat })],
  ['message', operation('query ($id: ID!) { message(id: $id) { id body } }'), ({ message }) => ({ id: message })],
  ['contact', operation('query ($id: ID!) { contact(id: $id) { id name } }'), ({ contact }) => ({ id: contact })],
  ['node, session', NodeDocument, ({ session }) => ({ id: session })],
  ['node, chat', NodeDocument, ({ chat }) => ({ id: chat })],
  ['node, message', NodeDocument, ({ message }) => ({ id: message })],
  ['node, contact', NodeDocument, ({ contact }) => ({ id: contact })],
  ['start', StartDocument, ({ session }) => ({ input: { sessionId: session } })],
  ['reconnect', ReconnectDocument, ({ session }) => ({ id: session })],
  ['stop', StopDocument, ({ session }) => ({ id: session })],
  ['logout', LogoutDocument, ({ session }) => ({ id: session })],
  ['delete', DeleteDocument, ({ session }) => ({ id: session })],
  ['send', SendDocument, ({ session }) => ({ input: { sessionId: session, to: TO, text: 'x' } })],
  ['react', ReactDocument, ({ message }) => ({ id: message, emoji: '👍' })],
  ['edit', EditDocument, ({ message }) => ({ id: message, body: 'x' })],
  ['revoke', RevokeDocument, ({ message }) => ({ id: message })],
  ['mark read', MarkReadDocument, ({ chat }) => ({ id: chat })],
  ['simulate login', SimulateLoginDocument, ({ session }) => ({ id: session })],
  ['simulate messages', SimulateMessagesDocument, ({ session }) => ({ input: { sessionId: session } })],
  ['simulate a loss', SimulateDisconnectDocument, ({ session }) => ({ id: session, reason: 'CRASH' })],
]

describe.each(FORMS)('isolation, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let ours: ApiClient
  let theirs: ApiClient
  let reader: ApiClient
  let writer: ApiClient
  let messageReader: ApiClient
  let revokedKey: string
  let foreign: typeof NEVER_MADE & { workspace: string }
  let own: { session: string; chat: string }

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    theirs = new ApiClient(server.url)
    const workspaceId = (await theirs.ask(ViewerDocument, {})).viewer.workspace.id
    const keys = await makeKeys(dataDir, form.env, [
      { workspaceId: null, scopes: ['ADMIN'] },
      { workspaceId, scopes: ['SESSIONS_READ'] },
      { workspaceId, scopes: ['MESSAGES_WRITE', 'SESSIONS_WRITE'] },
      { workspaceId, scopes: ['MESSAGES_READ'] },
      { workspaceId, scopes: ['ADMIN'], revoked: true },
    ])
    ;[ours, reader, writer, messageReader] = keys.slice(0, 4).map((key) => new ApiClient(server.url, key)) as [
      ...[ApiClient, ApiClient, ApiClient, ApiClient],
    ]
    revokedKey = keys[4] ?? ''
    foreign = { ...(await filled(theirs)), workspace: workspaceId }
    own = await filled(ours)
  })

  afterAll(async () => {
    await Promise.all([ours, theirs, reader, writer, messageReader].map((api) => api.close()))
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  /** A CONNECTED session with what is in it. */
  const filled = async (api: ApiClient) => {
    const session = await connectedSession(api)
    await synchronised(api, session)
    const { session: found } = await api.ask(ChatsDocument, { id: session, kind: 'PRIVATE' })
    const chat = found?.chats.nodes.find(({ lastMessage }) => lastMessage !== null)
    return { session, chat: chat?.id ?? '', message: chat?.lastMessage?.id ?? '', contact: chat?.contact?.id ?? '' }
  }
  const failure = async (asked: Promise<unknown>): Promise<{ code: string; message: string }> => {
    const error: unknown = await asked.then(
      (data) => new Error(`answered ${JSON.stringify(data)}`),
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof ApiError)) throw error
    return { code: error.code, message: error.message }
  }
  const without = (text: string, ids: object): string =>
    Object.values(ids).reduce<string>((rest, id) => rest.replaceAll(String(id), '<id>'), text)

  describe("another workspace's", () => {
    it.each(OPERATIONS)('%s is answered like one that was never made', async (_name, document, variables) => {
      const refused = await failure(ours.ask(loosely(document), { ...variables(foreign) }))
      const missing = await failure(ours.ask(loosely(document), { ...variables(NEVER_MADE) }))
      expect(refused.code).toBe('NOT_FOUND')
      expect(without(refused.message, foreign)).toBe(without(missing.message, NEVER_MADE))
    })

    it('session was touched by none of it', async () => {
      expect(await stateOf(theirs, foreign.session)).toBe('CONNECTED')
      const { chat } = await theirs.ask(MessagesDocument, { id: foreign.chat })
      expect(chat?.messages.nodes.every(({ reactions, revokedAt }) => reactions.length === 0 && !revokedAt)).toBe(true)
    })

    it('workspace is no node', async () => {
      expect((await ours.refusal(NodeDocument, { id: foreign.workspace })).code).toBe('NOT_FOUND')
      expect((await ours.ask(ViewerDocument, {})).viewer.workspace.id).not.toBe(foreign.workspace)
    })

    it('chats, contacts and messages cannot be named in input', async () => {
      const input = { sessionId: own.session, to: TO, text: 'x' }
      for (const change of [{ to: foreign.chat }, { to: foreign.contact }, { replyTo: foreign.message }]) {
        expect((await ours.refusal(SendDocument, { input: { ...input, ...change } })).code).toBe('NOT_FOUND')
      }
    })

    it('sessions are in no list and in no count', async () => {
      const { sessions } = await ours.ask(SessionsDocument, {})
      expect(sessions.nodes.map(({ id }) => id)).toEqual([own.session])
      expect(sessions.totalCount).toBe(1)
      const { sessions: first } = await theirs.ask(SessionsDocument, { first: 1 })
      const { sessions: rest } = await ours.ask(SessionsDocument, { after: first.pageInfo.endCursor })
      expect(rest.nodes.map(({ id }) => id)).not.toContain(foreign.session)
    })

    it('cursors lead into the own lists only', async () => {
      const { session } = await theirs.ask(ChatsDocument, { id: foreign.session, first: 1 })
      const after = session?.chats.pageInfo.endCursor
      const { session: mine } = await ours.ask(ChatsDocument, { id: own.session, first: 100, after })
      const { session: all } = await ours.ask(ChatsDocument, { id: own.session, first: 100 })
      const known = new Set(all?.chats.nodes.map(({ id }) => id))
      expect(mine?.chats.nodes.filter(({ id }) => !known.has(id))).toEqual([])
    })

    it('sessions and chats cannot be subscribed to', async () => {
      const { session: sessionId, chat: chatId } = foreign
      for (const events of [
        ours.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING }),
        ours.subscribe(MessageReceivedDocument, { chatId, after: BEGINNING }),
        ours.subscribe(MessageReceivedDocument, { sessionId: own.session, chatId, after: BEGINNING }),
        ours.subscribe(MessageUpdatedDocument, { sessionId, after: BEGINNING }),
        ours.subscribe(MessageUpdatedDocument, { chatId, after: BEGINNING }),
        ours.subscribe(ConnectionStateChangedDocument, { sessionId, after: BEGINNING }),
      ]) {
        expect((await failure(events.ended)).code).toBe('NOT_FOUND')
      }
    })

    it('events reach no subscriber, live or from any cursor', async () => {
      const head = theirs.subscribe(MessageReceivedDocument, { sessionId: foreign.session, after: BEGINNING })
      await theirs.ask(SimulateMessagesDocument, { input: { sessionId: foreign.session, count: 50, body: 'theirs' } })
      const [first] = await head.count(50)
      const all = [undefined, BEGINNING, first?.cursor].map((after) =>
        ours.subscribe(MessageReceivedDocument, { after }),
      )
      const states = ours.subscribe(ConnectionStateChangedDocument, { after: BEGINNING })
      await states.find(({ state }) => state === 'CONNECTED')
      await theirs.ask(SimulateMessagesDocument, { input: { sessionId: foreign.session, count: 50, body: 'theirs' } })
      await head.count(100)
      await ours.ask(SimulateMessagesDocument, { input: { sessionId: own.session, count: 5, body: 'ours' } })
      for (const events of all) {
        const received = await events.count(5)
        expect(received.map(({ message }) => message.body)).toEqual(Array.from({ length: 5 }, () => 'ours'))
      }
      expect(new Set(states.received.map(({ session }) => session.id))).toEqual(new Set([own.session]))
      for (const events of [...all, states, head]) events.stop()
    })

    it('idempotency keys are another name space', async () => {
      const send = (api: ApiClient, sessionId: string, text: string) =>
        api.ask(SendDocument, { input: { sessionId, to: TO, text, idempotencyKey: 'same' } })
      const their = await send(theirs, foreign.session, 'one')
      const our = await send(ours, own.session, 'two')
      expect(our.sendMessage.message.id).not.toBe(their.sendMessage.message.id)
    })
  })

  describe('a key', () => {
    const forbidden = async (asked: Promise<unknown>) => expect((await failure(asked)).code).toBe('FORBIDDEN')

    it('that may only read sessions reads sessions', async () => {
      expect((await reader.ask(ViewerDocument, {})).viewer.scopes).toEqual(['SESSIONS_READ'])
      expect((await reader.ask(SessionDocument, { id: foreign.session })).session?.state).toBe('CONNECTED')
      expect((await reader.ask(NodeDocument, { id: foreign.session })).node?.id).toBe(foreign.session)
      const states = reader.subscribe(ConnectionStateChangedDocument, { after: BEGINNING })
      await states.find(({ session }) => session.id === foreign.session)
      states.stop()
    })

    it('that may only read sessions is refused all else', async () => {
      const { session, chat, message, contact } = foreign
      await forbidden(reader.ask(ChatsDocument, { id: session }))
      await forbidden(reader.ask(ContactsDocument, { id: session }))
      await forbidden(reader.ask(MessagesDocument, { id: chat }))
      for (const id of [chat, message, contact]) await forbidden(reader.ask(NodeDocument, { id }))
      for (const [name, document, variables] of OPERATIONS.slice(10)) {
        if (name !== '') await forbidden(reader.ask(loosely(document), { ...variables(foreign) }))
      }
      for (const document of [MessageReceivedDocument, MessageUpdatedDocument]) {
        await forbidden(reader.subscribe(loosely(document), { sessionId: session }).ended)
      }
      const throughEvent = 'subscription { connectionStateChanged(after: "W10") { session { chats { totalCount } } } }'
      await forbidden(reader.subscribe(operation(throughEvent), {}).ended)
    })

    it('that may only read messages sees no session, not through a chat either', async () => {
      expect((await messageReader.ask(MessagesDocument, { id: foreign.chat })).chat?.id).toBe(foreign.chat)
      await forbidden(messageReader.ask(SessionDocument, { id: foreign.session }))
      await forbidden(messageReader.ask(NodeDocument, { id: foreign.session }))
      const throughChat = operation('query ($id: ID!) { chat(id: $id) { session { state qr { code } } } }')
      await forbidden(messageReader.ask(throughChat, { id: foreign.chat }))
      await forbidden(messageReader.subscribe(ConnectionStateChangedDocument, {}).ended)
    })

    it('that may only write sends, and reads no history through what it is answered', async () => {
      const input = { sessionId: foreign.session, to: TO, text: 'x' }
      expect((await writer.ask(SendDocument, { input })).sendMessage.message.body).toBe('x')
      await forbidden(writer.ask(MessagesDocument, { id: foreign.chat }))
      const history = 'mutation ($id: ID!) { markChatRead(chatId: $id) { chat { messages { nodes { body } } } } }'
      await forbidden(writer.ask(operation(history), { id: foreign.chat }))
      const last = 'mutation ($id: ID!) { markChatRead(chatId: $id) { chat { lastMessage { body } } } }'
      expect(await writer.ask(operation(last), { id: foreign.chat }).catch((error: ApiError) => error.code)).toBe(
        'FORBIDDEN',
      )
      const chats = 'mutation ($id: ID!) { reconnectSession(sessionId: $id) { session { chats { totalCount } } } }'
      await forbidden(writer.ask(operation(chats), { id: foreign.session }))
    })

    it('that is revoked opens nothing', async () => {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${revokedKey}` },
        body: '{"query":"{ viewer { scopes } }"}',
      })
      expect(response.status).toBe(401)
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${revokedKey}` } }))
      expect((await once(socket, 'close'))[0]).toBe(4403)
    })
  })
})
