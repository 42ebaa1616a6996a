/** Values that clients must not give: BAD_USER_INPUT with the field's path, and no fault of the server for any. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import {
  ChatsDocument,
  ContactsDocument,
  EditDocument,
  MessageReceivedDocument,
  MessagesDocument,
  ReactDocument,
  RevokeDocument,
  SendDocument,
  SessionsDocument,
  SimulateLifeDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
  StartDocument,
  ViewerDocument,
} from '../generated/operations'
import { ApiClient, ApiError, BEGINNING } from '../harness/client'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession, connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(60_000)

type Document = TypedDocumentNode<Record<string, unknown>, Record<string, unknown>>
/** Documents whose variables are wrong on purpose. */
const loosely = (document: unknown): Document => document as Document

describe.each(FORMS)('bad values, $name', ({ prepare }) => {
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

  it.each([
    ['to', '081234567890'],
    ['to', '+0812345678'],
    ['to', '+62'],
    ['to', '+6281234567890123456'],
    ['to', '+62 812 3456'],
    ['to', ''],
    ['to', 'somebody'],
    ['to', 'status@broadcast'],
    ['to', `${'1'.repeat(200)}@c.us`],
    ['to', 'a b@c.us'],
    ['text', ''],
    ['text', '  \n\t '],
    ['text', null],
    ['text', 'a\u0000b'],
    ['text', 'x'.repeat(65_537)],
    ['text', '😀'.repeat(65_537)],
    ['idempotencyKey', ''],
    ['idempotencyKey', 'k'.repeat(256)],
    ['media', { url: 'https://example.com/a.jpg' }],
    ['media', { base64: 'AAAA' }],
    ['location', { latitude: 1, longitude: 2 }],
  ])('sendMessage with %s %j', async (field, value) => {
    expect(await send({ [field]: value })).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` })
  })

  it('media and location with a text are told of, not sent without', async () => {
    const both = await send({ text: 'hi', location: { latitude: 1, longitude: 2 } })
    expect(both).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.location' })
  })

  it('the longest text is sent, whatever its characters', async () => {
    for (const text of ['x'.repeat(65_536), '😀'.repeat(65_536)]) {
      const { sendMessage } = await api.ask(SendDocument, { input: { sessionId: session, to: chat, text } })
      expect(sendMessage.message.body).toBe(text)
    }
  })

  it('text is kept as it is', async () => {
    for (const text of [' x ', 'a\\b%_\'"`', '\u202eright', '👩‍👩‍👧‍👦\r\n']) {
      const { sendMessage } = await api.ask(SendDocument, { input: { sessionId: session, to: chat, text } })
      expect(sendMessage.message.body).toBe(text)
    }
  })

  it.each([
    ['waitSeconds', -1],
    ['waitSeconds', 121],
    ['name', ''],
    ['name', ' '],
    ['name', 'n'.repeat(256)],
    ['pairingPhone', '081234567890'],
    ['pairingPhone', '+62-812'],
    ['pairingPhone', ''],
  ])('startSession with %s %j makes no session', async (field, value) => {
    const before = await api.ask(SessionsDocument, {})
    const refusal = await api.refusal(loosely(StartDocument), { input: { engine: 'SIMULATED', [field]: value } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` })
    expect((await api.ask(SessionsDocument, {})).sessions.totalCount).toBe(before.sessions.totalCount)
  })

  it.each([
    ['count', 0],
    ['count', -5],
    ['count', 1_000_001],
    ['chats', 0],
    ['groups', 2],
    ['groups', -1],
    ['perSecond', 0],
    ['perSecond', -1],
    ['body', ''],
  ])('simulateMessages with %s %j', async (field, value) => {
    const refusal = await api.refusal(SimulateMessagesDocument, { input: { sessionId: session, [field]: value } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` })
  })

  it.each([-1, 0.001, 100.5, 1e9])('simulateLife with pace %d', async (pace) => {
    const refusal = await api.refusal(SimulateLifeDocument, { input: { sessionId: session, pace } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.pace' })
  })

  it.each(['', ' ', 's'.repeat(256)])('simulateLogin with seed %j', async (seed) => {
    const refusal = await api.refusal(SimulateLoginDocument, { id: session, seed })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'seed' })
  })

  it.each([0, -1, 101, 2_147_483_647])('first: %i', async (first) => {
    const wrong = { code: 'BAD_USER_INPUT', field: 'first' }
    expect(await api.refusal(SessionsDocument, { first })).toMatchObject(wrong)
    expect(await api.refusal(ChatsDocument, { id: session, first })).toMatchObject(wrong)
    expect(await api.refusal(ContactsDocument, { id: session, first })).toMatchObject(wrong)
    expect(await api.refusal(MessagesDocument, { id: chat, first })).toMatchObject(wrong)
  })

  it.each([2_147_483_648, 1e300, 1.5, '10', null, true])('first: %j, which is no Int', async (first) => {
    expect((await api.refusal(loosely(SessionsDocument), { first })).code).toBe('BAD_USER_INPUT')
  })

  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const at = new Date().toISOString()
  it.each([
    ['no cursor', 'xyz'],
    ['nothing', ''],
    ['JSON of another kind', cursor({ a: 1 })],
    ['one part', cursor([at])],
    ['numbers', cursor([1, 2])],
    ['no time', cursor(['yesterday', 'x'])],
    ['a subscription', BEGINNING],
  ])('after: the cursor of %s', async (_name, after) => {
    const wrong = { code: 'BAD_USER_INPUT', field: 'after' }
    expect(await api.refusal(ChatsDocument, { id: session, after })).toMatchObject(wrong)
    expect(await api.refusal(MessagesDocument, { id: chat, after })).toMatchObject(wrong)
  })

  it.each([
    ['a time before all', cursor(['-271821-04-20T00:00:00.000Z', 'x'])],
    ['a time after all', cursor(['+275760-09-13T00:00:00.000Z', 'x'])],
    ['more than an id', cursor([at, 'x'.repeat(1000)])],
    ['quotes and a zero', cursor([at, '\u0000\'"`;--'])],
  ])('after: a made-up cursor with %s is no fault of the server', async (_name, after) => {
    for (const ask of [
      () => api.ask(ChatsDocument, { id: session, after }),
      () => api.ask(MessagesDocument, { id: chat, after }),
      () => api.ask(ContactsDocument, { id: session, after }),
      () => api.ask(SessionsDocument, { after }),
    ]) {
      const code = await ask().then(
        () => 'answered',
        (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
      )
      expect(['answered', 'BAD_USER_INPUT']).toContain(code)
    }
  })

  it.each([
    ['no cursor', 'xyz'],
    ['nothing', ''],
    ['a list', cursor(['x', 'y'])],
    ['a negative number', cursor([['ses_1', -1]])],
    ['a fraction', cursor([['ses_1', 1.5]])],
  ])('a subscription after the cursor of %s', async (_name, after) => {
    const events = api.subscribe(MessageReceivedDocument, { sessionId: session, after })
    expect(await ended(events)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' })
  })

  it("a chat of another session than the subscription's", async () => {
    const other = await awaitingSession(api)
    const events = api.subscribe(MessageReceivedDocument, { sessionId: other, chatId: chat, after: BEGINNING })
    expect(await ended(events)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'chatId' })
  })

  it('a chat or message of another session', async () => {
    const other = await connectedSession(api)
    const { chat: found } = await api.ask(MessagesDocument, { id: chat })
    const replyTo = found?.messages.nodes[0]?.id
    expect(await send({ sessionId: other, to: chat })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.to' })
    expect(await send({ sessionId: other, replyTo })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'input.replyTo' },
    })
  })

  it.each(['xx', '👍👍', 'a👍', ' '])('a reaction of %j', async (emoji) => {
    const { chat: found } = await api.ask(MessagesDocument, { id: chat })
    const id = found?.messages.nodes[0]?.id ?? ''
    expect(await api.refusal(ReactDocument, { id, emoji })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'emoji' })
  })

  it('an edit to nothing, and of a message that somebody else wrote', async () => {
    const received = api.subscribe(MessageReceivedDocument, { sessionId: session, after: BEGINNING })
    await api.ask(SimulateMessagesDocument, { input: { sessionId: session } })
    const { message } = (await received.count(1))[0] as { message: { id: string } }
    received.stop()
    const { id } = message
    expect(await api.refusal(EditDocument, { id, body: '' })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'body' })
    expect(await api.refusal(EditDocument, { id, body: 'x' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await api.refusal(RevokeDocument, { id })).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  it('a search for what LIKE would take for a pattern misses nothing, and finds that text only where MySQL looks', async () => {
    const { session: everybody } = await api.ask(ContactsDocument, { id: session, first: 100 })
    for (const search of ['%', '_', '\\', "'"]) {
      const { session: found } = await api.ask(ContactsDocument, { id: session, search, first: 100 })
      const has = ({ name, phone }: { name: string; phone: string | null }) => `${name} ${phone}`.includes(search)
      const names = (people: { name: string }[] = []) => people.map(({ name }) => name)
      const wanted = names(everybody?.contacts.nodes.filter(has))
      if (form.env['DATABASE_URL']) expect(names(found?.contacts.nodes)).toEqual(wanted)
      else expect(names(found?.contacts.nodes)).toEqual(expect.arrayContaining(wanted))
    }
  })

  it('has masked nothing: no mistake of a client is an internal error', async () => {
    await api.ask(ViewerDocument, {})
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(/^wagraph_masked_errors_total (\d+)$/m.exec(metrics)?.[1] ?? '0').toBe('0')
    expect(server.output.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
  })
})
