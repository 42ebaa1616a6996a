/** A simulated phone that lives, as clients see it: it reads like people, and nothing of it is lost. */
import { namedSeed } from '../../src/whatsapp/simulated/phones'
import { answerTexts } from '../../src/whatsapp/simulated/life/answer-texts'
import { timeline } from '../../src/whatsapp/simulated/life/timeline'
import { spoken } from '../../src/whatsapp/simulated/scenes'
import {
  AllEventsDocument,
  ChatsDocument,
  ConnectionStateChangedDocument,
  MessageReceivedDocument,
  MessagesDocument,
  MessageUpdatedDocument,
  SendDocument,
  SimulateLifeDocument,
  SimulateLoginDocument,
} from '../generated/operations'
import { ApiClient, BEGINNING } from '../harness/client'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { awaitingSession, connectedSession, synchronised } from './simulated-sessions'

jest.setTimeout(120_000)

/** An account in whose life changes come soon, and none about when the connection is lost. */
const SEED = 'life 453'
/** How many messages of the life must arrive: some come before its first loss of the connection, and some after. */
const MESSAGES = 200

/** What is said in the account's life, in order. */
const said = (): string[] =>
  timeline(namedSeed('', SEED), 0).flatMap((beat) => {
    if (beat.type !== 'LINE' || beat.line.act.type !== 'SAY') return []
    const { act, speaker } = beat.line
    const text = act.text === null ? null : spoken(act.text, namedSeed('', SEED), `${beat.place} 0`)
    return [JSON.stringify([speaker === null, act.content?.type ?? 'TEXT', text])]
  })

describe('a simulated phone that lives', () => {
  let dataDir: string
  let server: ServerProcess
  let api: ApiClient
  beforeAll(async () => {
    dataDir = await makeDataDir()
    server = await startServer(dataDir)
    api = new ApiClient(server.url)
  })
  afterAll(async () => {
    await api.close()
    await server.stop()
    await removeDataDir(dataDir)
  })

  /** A session of the account that the seed names, with all that was on the phone. */
  async function linked(seed: string): Promise<string> {
    const id = await awaitingSession(api)
    await api.ask(SimulateLoginDocument, { id, seed })
    await synchronised(api, id)
    return id
  }

  const live = (sessionId: string, pace: number) => api.ask(SimulateLifeDocument, { input: { sessionId, pace } })

  it('is the same account for the same seed', async () => {
    const chats = async (id: string) => {
      const { session } = await api.ask(ChatsDocument, { id })
      return session?.chats.nodes.map(({ whatsappId, name, unreadCount }) => [whatsappId, name, unreadCount])
    }
    const [one, same] = [await chats(await linked('a')), await chats(await linked('a'))]
    expect(one).toHaveLength(12)
    expect(same).toEqual(one)
    const own = await connectedSession(api)
    await synchronised(api, own)
    expect(await chats(own)).not.toEqual(one)
  })

  it('names and measures media, and says that there is no file', async () => {
    const { session } = await api.ask(ChatsDocument, { id: await linked('a') })
    const siti = session?.chats.nodes.find(({ name }) => name === 'Siti Rahayu')?.id ?? ''
    const { chat } = await api.ask(MessagesDocument, { id: siti })
    const invoice = chat?.messages.nodes.find(({ type }) => type === 'DOCUMENT')
    const file = { mimeType: 'application/pdf', filename: 'Invoice-0147.pdf', size: 88_240, url: null }
    expect(invoice?.media).toEqual({ ...file, unavailable: 'simulated phones have no files' })
    expect(chat?.messages.nodes.find(({ type }) => type === 'TEXT')?.media).toBeNull()
  })

  it('says what its seed says, each message once, over lost connections', async () => {
    const sessionId = await linked(SEED)
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId, after: BEGINNING })
    const updated = api.subscribe(MessageUpdatedDocument, { sessionId, after: BEGINNING })
    const received = api.subscribe(MessageReceivedDocument, { sessionId, after: BEGINNING })
    expect((await live(sessionId, 100)).simulateLife.session.state).toBe('CONNECTED')
    await states.find(({ state, reason }) => state === 'RECONNECTING' && reason !== null)
    await states.find(({ state, previousState }) => state === 'CONNECTED' && previousState !== 'AUTHENTICATING')
    for (const change of ['EDIT', 'REVOKE', 'REACTION', 'DELIVERY']) {
      await updated.find((event) => event.change === change)
    }
    await received.count(MESSAGES)
    await live(sessionId, 0)
    const wanted = said().slice(0, MESSAGES).sort()
    const heard = (): string[] =>
      received.received
        .slice(0, MESSAGES)
        .map(({ message: { fromMe, type, body } }) => JSON.stringify([fromMe, type, body]))
        .sort()
    expect(heard()).toEqual(wanted)
    for (const events of [states, updated, received]) events.stop()
  })

  it('has somebody answer what is sent, and reads it first', async () => {
    const sessionId = await linked('answers')
    await live(sessionId, 10)
    const { session } = await api.ask(ChatsDocument, { id: sessionId })
    const siti = session?.chats.nodes.find(({ name }) => name === 'Siti Rahayu')?.id ?? ''
    const all = api.subscribe(AllEventsDocument, { sessionId, after: BEGINNING })
    const received = api.subscribe(MessageReceivedDocument, { sessionId, chatId: siti, after: BEGINNING })
    const { sendMessage } = await api.ask(SendDocument, { input: { sessionId, to: siti, text: 'Sudah sampai?' } })
    const { questions } = answerTexts('+62')
    const answer = await received.find(({ message }) => questions.includes(message.body ?? ''))
    expect(answer.message.sender?.name).toBe('Siti Rahayu')
    await all.find((event) => event.__typename === 'MessageReceived' && event.message.id === answer.message.id)
    const order = all.received.flatMap((event) => {
      if (event.__typename === 'MessageReceived') return event.message.id === answer.message.id ? ['ANSWER'] : []
      if (event.__typename !== 'MessageUpdated' || event.message.id !== sendMessage.message.id) return []
      return [event.message.deliveryState ?? '']
    })
    expect(order).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'ANSWER'])
    for (const events of [all, received]) events.stop()
  })
})
