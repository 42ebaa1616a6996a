/** What a frontend does, end to end: GraphQL over HTTP and WebSocket, whatsapp-web.js in Chromium, the stand-in. */
import { ApiClient, BEGINNING } from '../harness/client'
import { killBrowsers } from '../harness/browsers'
import { FORMS } from '../harness/forms'
import { makeDataDir, removeDataDir, type ServerProcess, startServer } from '../harness/server'
import { browserPath } from '../harness/services'
import { startStandIn } from '../stand-in/server'
import type { Account, StandIn } from '../stand-in/stand-in'
import {
  ChatsDocument,
  ConnectionStateChangedDocument,
  ContactsDocument,
  LogoutDocument,
  MessageReceivedDocument,
  MessagesDocument,
  MessageUpdatedDocument,
  SendDocument,
  SessionDocument,
  StartDocument,
} from '../generated/operations'

jest.setTimeout(120_000)

const SITI = '628111000001'
const BUDI = '628111000002'
const LID = '98765432101234'
const TEAM = '120363000000000001@g.us'

describe.each(FORMS)('whatsapp-web through the API, $name', ({ prepare }) => {
  let standIn: StandIn
  let account: Account
  let dataDir: string
  let form: Awaited<ReturnType<typeof prepare>>
  let env: Record<string, string>
  let server: ServerProcess
  let api: ApiClient
  let id: string

  beforeAll(async () => {
    standIn = await startStandIn()
    account = standIn.account({
      phone: '628990000001',
      pushName: 'Kantor',
      contacts: [
        { phone: SITI, name: 'Siti Rahayu', pushName: 'siti' },
        { phone: BUDI, lid: LID, pushName: 'Budi 🌾' },
      ],
      chats: [
        { id: SITI, history: ['selamat pagi', 'ada stok?', 'terima kasih'] },
        { id: TEAM, subject: 'Tim Gudang', participants: [SITI, BUDI], history: [{ from: SITI, body: 'rapat jam 3' }] },
      ],
    })
    dataDir = await makeDataDir()
    form = await prepare()
    const browser = { PUPPETEER_EXECUTABLE_PATH: browserPath(), BROWSER_ARGS: standIn.chromiumArgs.join(' ') }
    env = { ...form.env, ...browser }
    server = await startServer(dataDir, env)
    api = new ApiClient(server.url)
  })

  afterAll(async () => {
    await api.close()
    await server.stop()
    await standIn.close()
    await form.drop()
    await removeDataDir(dataDir)
  })

  /** The one message of the account's with this text, as the API pushes it. */
  const pushed = async (body: string) => {
    const events = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const event = await events.find(({ message }) => message.body === body)
    events.stop()
    return event
  }

  it('shows a QR code, and is CONNECTED once the phone has scanned it', async () => {
    const { startSession } = await api.ask(StartDocument, { input: { name: 'Gudang' } })
    id = startSession.session.id
    expect(startSession.session).toMatchObject({ state: 'AWAITING_LOGIN', engine: 'WHATSAPP_WEB' })
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    standIn.refreshQr()
    const renewed = await states.find(
      ({ state, previousState }) => state === 'AWAITING_LOGIN' && previousState === state,
    )
    expect(renewed.qr?.code).not.toBe(startSession.session.qr?.code)
    standIn.scan(renewed.qr?.code ?? '', account)
    await states.find(({ state }) => state === 'CONNECTED')
    const { session } = await api.ask(SessionDocument, { id })
    expect(session?.me).toEqual({ whatsappId: '628990000001@c.us', phone: '+628990000001', name: 'Kantor' })
    states.stop()
  })

  it('has chats, contacts and history in the database', async () => {
    for (let phase: unknown = null; phase !== 'DONE';) {
      const { session } = await api.ask(SessionDocument, { id })
      phase = session?.sync?.phase
    }
    const { session } = await api.ask(ChatsDocument, { id })
    expect(session?.chats.nodes.map(({ name }) => name).sort()).toEqual(['Siti Rahayu', 'Tim Gudang'])
    const chat = session?.chats.nodes.find(({ kind }) => kind === 'PRIVATE')
    expect(chat?.contact).toMatchObject({ name: 'Siti Rahayu', phone: `+${SITI}` })
    const { chat: page } = await api.ask(MessagesDocument, { id: chat?.id ?? '' })
    expect(page?.messages.nodes.map(({ body }) => body)).toEqual(['terima kasih', 'ada stok?', 'selamat pagi'])
    const { session: people } = await api.ask(ContactsDocument, { id, search: 'siti' })
    expect(people?.contacts.nodes).toMatchObject([{ name: 'Siti Rahayu', pushName: 'siti', phone: `+${SITI}` }])
  })

  it('pushes private, group and own-phone messages, stored by then', async () => {
    account.receive({ from: SITI, body: 'private' })
    account.receive({ from: BUDI, chat: TEAM, body: 'to the group' })
    account.receive({ fromMe: true, chat: SITI, body: 'from the phone' })
    account.receive({ from: SITI, chat: 'status@broadcast', body: 'a status' })
    account.receive({ from: SITI, body: 'after the status' })
    expect((await pushed('private')).message).toMatchObject({
      ...{ type: 'TEXT', fromMe: false, sender: { name: 'Siti Rahayu', phone: `+${SITI}` } },
      chat: { kind: 'PRIVATE', whatsappId: `${SITI}@c.us` },
    })
    expect((await pushed('to the group')).message).toMatchObject({
      ...{ sender: { name: 'Budi 🌾' }, chat: { kind: 'GROUP', name: 'Tim Gudang', whatsappId: TEAM } },
    })
    expect((await pushed('from the phone')).message).toMatchObject({ fromMe: true, sender: null })
    await pushed('after the status')
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toMatch(/^wagraph_status_skipped_total 1$/m)
    expect(JSON.stringify(await api.ask(ChatsDocument, { id }))).not.toContain('broadcast')
  })

  it('keeps one person in one chat, whether by LID or by number', async () => {
    account.receive({ from: BUDI, body: 'by number' })
    const byNumber = await pushed('by number')
    account.receive({ from: `${LID}@lid`, body: 'by LID' })
    const byLid = await pushed('by LID')
    expect(byLid.message.chat.id).toBe(byNumber.message.chat.id)
    expect(byLid.message.sender?.id).toBe(byNumber.message.sender?.id)
    const { session } = await api.ask(ContactsDocument, { id, search: 'Budi' })
    expect(session?.contacts.nodes).toMatchObject([{ phone: `+${BUDI}`, lid: `${LID}@lid` }])
  })

  it('sends a reply and follows its acknowledgements', async () => {
    const { message: question } = await pushed('private')
    const updates = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const input = { sessionId: id, to: question.chat.id, text: 'siap 👍', replyTo: question.id }
    const { sendMessage } = await api.ask(SendDocument, { input })
    const [sent] = await account.waitForSent(1)
    expect(sent).toMatchObject({ body: 'siap 👍', chat: `${SITI}@c.us` })
    const own = () => updates.received.filter(({ message }) => message.id === sendMessage.message.id)
    await updates.find(() => own().some(({ message }) => message.deliveryState === 'SENT'))
    account.ack(sent?.key ?? '', 2)
    account.ack(sent?.key ?? '', 3)
    await updates.find(() => own().some(({ message }) => message.deliveryState === 'READ'))
    const states = own().map(({ message }) => message.deliveryState)
    expect(states).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'READ'])
    const { chat } = await api.ask(MessagesDocument, { id: question.chat.id })
    const stored = chat?.messages.nodes.find((message) => message.id === sendMessage.message.id)
    expect(stored).toMatchObject({ whatsappId: sent?.id, quoted: { id: question.id }, deliveryState: 'READ' })
    updates.stop()
  })

  it('takes up changes of messages', async () => {
    const updates = api.subscribe(MessageUpdatedDocument, { sessionId: id, after: BEGINNING })
    const { key } = account.receive({ from: SITI, body: 'typo' })
    const { message } = await pushed('typo')
    account.edit(key, 'fixed')
    const edited = await updates.find(({ change }) => change === 'EDIT')
    expect(edited.message).toMatchObject({ id: message.id, body: 'fixed' })
    account.react(key, { from: SITI, emoji: '❤️' })
    const reacted = await updates.find(({ change }) => change === 'REACTION')
    expect(reacted.message).toMatchObject({ id: message.id, reactions: [{ emoji: '❤️' }] })
    account.revoke(key)
    const revoked = await updates.find(({ change }) => change === 'REVOKE')
    expect(revoked.message.id).toBe(message.id)
    expect(revoked.message.revokedAt).not.toBeNull()
    updates.stop()
  })

  it('comes back after a restart without a QR code, with what came meanwhile', async () => {
    const events = api.subscribe(MessageReceivedDocument, { sessionId: id, after: BEGINNING })
    const { cursor } = await events.find(({ message }) => message.body === 'by LID')
    expect(await server.stop()).toBe(0)
    account.receive({ from: SITI, body: 'while away' })
    account.receive({ from: SITI, chat: TEAM, body: 'while away, to the group' })
    const qrsBefore = standIn.qrRefs.length
    server = await startServer(dataDir, env)
    api = new ApiClient(server.url)
    const resumed = api.subscribe(MessageReceivedDocument, { sessionId: id, after: cursor })
    await resumed.find(({ message }) => message.body === 'while away, to the group')
    const missed = resumed.received.filter(({ message }) => message.body?.startsWith('while away'))
    expect(missed.map(({ message, origin }) => [message.body, origin])).toEqual([
      ['while away', 'BACKFILL'],
      ['while away, to the group', 'BACKFILL'],
    ])
    expect(standIn.qrRefs).toHaveLength(qrsBefore)
    account.receive({ from: SITI, body: 'live again' })
    expect((await resumed.find(({ message }) => message.body === 'live again')).origin).toBe('LIVE')
    resumed.stop()
  })

  it('finds a killed browser, and reconnects by itself', async () => {
    const states = api.subscribe(ConnectionStateChangedDocument, { sessionId: id, after: BEGINNING })
    await states.find(({ state, previousState }) => state === 'CONNECTED' && previousState === 'RECONNECTING')
    const before = states.received.length
    await killBrowsers(server.pid)
    await states.find((event) => states.received.indexOf(event) >= before && event.state === 'RECONNECTING')
    await states.find((event) => states.received.indexOf(event) > before && event.state === 'CONNECTED')
    account.receive({ from: SITI, body: 'after the crash' })
    await pushed('after the crash')
    states.stop()
  })

  it('unlinks the device on logout', async () => {
    const { logoutSession } = await api.ask(LogoutDocument, { id })
    expect(logoutSession.session.state).toBe('LOGGED_OUT')
    await standIn.until('the device is unlinked', () => (account.linkedDevices === 0 ? true : undefined))
    expect(standIn.missing).toEqual([])
    expect(standIn.pageErrors).toEqual([])
  })
})
