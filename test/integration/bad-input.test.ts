/** What clients do wrong, and what each mistake is answered: a code of the catalogue, and the field it is about. */
import { once } from 'node:events'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import WebSocket from 'ws'
import {
  ChatsDocument,
  ConnectionStateChangedDocument,
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
  SimulateDisconnectDocument,
  SimulateLifeDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  StopDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, ApiError } from '../harness/client'
import { FORMS } from '../harness/forms'
import { ADMIN_KEY, makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession, connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(60_000)

type Document = TypedDocumentNode<Record<string, unknown>, Record<string, unknown>>
/** Documents whose variables are wrong on purpose. */
const loosely = (document: unknown): Document => document as Document

const UNKNOWN = {
  session: 'ses_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  chat: 'cht_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  message: 'msg_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  contact: 'con_01ARZ3NDEKTSV4RRFFQ69G5FAV',
}

describe.each(FORMS)('bad input, $name', ({ prepare }) => {
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let server: ServerProcess
  let api: ApiClient
  let session: string
  let chat: string

  beforeAll(async () => {
    dataDir = await makeDataDir()
    form = await prepare()
    server = await startServer(dataDir, form.env)
    api = new ApiClient(server.url)
    session = await connectedSession(api)
    await synchronised(api, session)
    const { session: found } = await api.ask(ChatsDocument, { id: session, kind: 'PRIVATE' })
    chat = found?.chats.nodes[0]?.id ?? ''
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await form.drop()
    await removeDataDir(dataDir)
  })

  const send = (input: object) =>
    api.refusal(loosely(SendDocument), { input: { sessionId: session, to: '+6281234500001', text: 'hi', ...input } })
  const ended = async (events: { ended: Promise<void> }) => {
    const error: unknown = await events.ended.then(
      () => new Error('it completed'),
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof ApiError)) throw error
    return { code: error.code, ...error.extensions }
  }

  describe('keys', () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ viewer { workspace { name } } }' }),
      })

    it.each([
      ['none', {}],
      ['a wrong one', { authorization: 'Bearer wrong-key-of-some-length' }],
      ['an empty one', { authorization: 'Bearer ' }],
      ['the right one in another scheme', { authorization: `Basic ${ADMIN_KEY}` }],
      ['the right one and more', { authorization: `Bearer ${ADMIN_KEY}x` }],
      ['the right one in capitals', { authorization: `Bearer ${ADMIN_KEY.toUpperCase()}` }],
    ])('%s: 401 and UNAUTHENTICATED', async (_name, headers) => {
      const response = await post(headers)
      expect(response.status).toBe(401)
      const body = (await response.json()) as { errors: { extensions: { code: string } }[]; data?: unknown }
      expect(body.errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
      expect(body.data ?? null).toBeNull()
    })

    it.each([
      ['none', {}],
      ['a wrong one', { authorization: 'Bearer wrong-key-of-some-length' }],
      ['no text', { authorization: 42 }],
    ])('%s on a socket: closed with 4403', async (_name, payload) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'connection_init', payload }))
      const [code] = (await once(socket, 'close')) as [number]
      expect(code).toBe(4403)
    })
  })

  describe('ids that nothing has', () => {
    const { session: ses, chat: cht, message: msg, contact: con } = UNKNOWN
    it.each([
      ['session', SessionDocument, { id: ses }],
      ['chats', ChatsDocument, { id: ses }],
      ['messages', MessagesDocument, { id: cht }],
      ['start', StartDocument, { input: { sessionId: ses } }],
      ['reconnect', ReconnectDocument, { id: ses }],
      ['stop', StopDocument, { id: ses }],
      ['logout', LogoutDocument, { id: ses }],
      ['delete', DeleteDocument, { id: ses }],
      ['send', SendDocument, { input: { sessionId: ses, to: '+6281234500001', text: 'hi' } }],
      ['react', ReactDocument, { id: msg, emoji: '👍' }],
      ['edit', EditDocument, { id: msg, body: 'x' }],
      ['revoke', RevokeDocument, { id: msg }],
      ['mark read', MarkReadDocument, { id: cht }],
      ['simulate login', SimulateLoginDocument, { id: ses }],
      ['simulate messages', SimulateMessagesDocument, { input: { sessionId: ses } }],
      ['simulate life', SimulateLifeDocument, { input: { sessionId: ses } }],
      ['simulate a disconnect', SimulateDisconnectDocument, { id: ses, reason: 'CRASH' }],
      ['node, of each kind', NodeDocument, { id: con }],
      ['node, message', NodeDocument, { id: msg }],
      ['node, of no kind', NodeDocument, { id: 'xyz' }],
      ['node, empty', NodeDocument, { id: '' }],
      ['node, a session id with a space behind it', NodeDocument, { id: `${ses} ` }],
    ])('%s: NOT_FOUND', async (_name, document, variables) => {
      expect((await api.refusal(loosely(document), variables)).code).toBe('NOT_FOUND')
    })

    it('is case-sensitive, and takes nothing before or after', async () => {
      for (const id of [
        session.toLowerCase(),
        `${session} `,
        ` ${session}`,
        `${session}\u0000`,
        session.slice(0, -1),
      ]) {
        expect((await api.refusal(SessionDocument, { id })).code).toBe('NOT_FOUND')
        expect((await api.refusal(StopDocument, { id })).code).toBe('NOT_FOUND')
      }
    })

    it('an id of another kind is NOT_FOUND, not something else', async () => {
      expect((await api.refusal(SessionDocument, { id: chat })).code).toBe('NOT_FOUND')
      expect((await api.refusal(MessagesDocument, { id: session })).code).toBe('NOT_FOUND')
      expect((await api.refusal(MarkReadDocument, { id: session })).code).toBe('NOT_FOUND')
    })

    it('recipients, quoted messages and subscriptions', async () => {
      expect((await send({ to: cht })).code).toBe('NOT_FOUND')
      expect((await send({ to: con })).code).toBe('NOT_FOUND')
      expect((await send({ replyTo: msg })).code).toBe('NOT_FOUND')
      expect((await ended(api.subscribe(MessageReceivedDocument, { sessionId: ses }))).code).toBe('NOT_FOUND')
      expect((await ended(api.subscribe(MessageReceivedDocument, { chatId: cht }))).code).toBe('NOT_FOUND')
      expect((await ended(api.subscribe(ConnectionStateChangedDocument, { sessionId: ses }))).code).toBe('NOT_FOUND')
      expect((await ended(api.subscribe(MessageUpdatedDocument, { sessionId: ses }))).code).toBe('NOT_FOUND')
    })
  })

  describe('states that do not allow it', () => {
    it('a send to a session that is not CONNECTED, in every such state', async () => {
      const id = await awaitingSession(api)
      const to = '+6281234500001'
      const refused = async (state: string) => {
        const refusal = await send({ sessionId: id, to })
        expect(refusal).toMatchObject({ code: 'SESSION_NOT_CONNECTED', state })
      }
      await refused('AWAITING_LOGIN')
      await api.ask(StopDocument, { id })
      await refused('STOPPED')
      await api.ask(StartDocument, { input: { sessionId: id } })
      await api.ask(SimulateLoginDocument, { id })
      await api.ask(SimulateDisconnectDocument, { id, reason: 'NETWORK' })
      await refused('RECONNECTING')
      await api.ask(LogoutDocument, { id })
      await refused('LOGGED_OUT')
    })

    it('reconnecting without a stored login, and simulating a login that nothing waits for', async () => {
      const id = await awaitingSession(api)
      expect((await api.refusal(ReconnectDocument, { id })).code).toBe('CONFLICT')
      await api.ask(StopDocument, { id })
      expect((await api.refusal(SimulateLoginDocument, { id })).code).toBe('CONFLICT')
      expect((await api.refusal(SimulateMessagesDocument, { input: { sessionId: id } })).code).toBe('CONFLICT')
      expect((await api.refusal(SimulateLifeDocument, { input: { sessionId: id } })).code).toBe('CONFLICT')
      expect((await api.refusal(SimulateDisconnectDocument, { id, reason: 'NETWORK' })).code).toBe('CONFLICT')
    })
  })

  it('has masked nothing: no mistake of a client is an internal error', async () => {
    await api.ask(ViewerDocument, {})
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(/^wagraph_masked_errors_total (\d+)$/m.exec(metrics)?.[1] ?? '0').toBe('0')
    expect(server.output.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
  })
})
