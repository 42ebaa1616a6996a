/** Messages through the ingest door, on both databases: each once, whatever order and however often they come. */
import type { DeliveryState } from '../../src/domain/engine'
import type { LogEvent } from '../../src/domain/event-log'
import type { IngestItem } from '../../src/domain/ingest'
import {
  at,
  backfill,
  DIALECTS,
  groupChat,
  IngestFixture,
  type IngestSession,
  live,
  own,
  person,
  privateChat,
  received,
} from './ingest-fixture'

const ADA = person('4915110000001@c.us', { pushName: 'Ada' })
const BEN = person('77000000000002@lid', { pushName: 'Ben' })
const WITH_ADA = privateChat(ADA)
const FAMILY = groupChat('120363000000000001@g.us')
const types = (events: readonly LogEvent[]): string[] =>
  events.map((event) => (event.type === 'message.updated' ? event.change : event.type))

describe.each(DIALECTS)('%s: messages', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
  })

  const ack = (stanzaId: string, deliveryState: DeliveryState): IngestItem => ({
    ...{ type: 'ack', key: { fromMe: true, stanzaId }, deliveryState },
  })
  const chat = async (whatsappId: string) => {
    const found = (await session.chats()).find((row) => row.whatsappId === whatsappId)
    if (!found) throw new Error(`no chat ${whatsappId}`)
    return found
  }

  it('numbers the events of all groups densely, each session for itself', async () => {
    const other = await fixture.session()
    for (let group = 0; group < 3; group += 1) {
      const items = [0, 1, 2].map((n) => live(received(`${group}-${n}`, WITH_ADA)))
      const { events } = await session.commit(...items)
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3].map((n) => group * 3 + n))
      await other.commit(live(received(`${group}`, FAMILY, { sender: BEN })))
    }
    expect(await session.events()).toHaveLength(9)
    expect(await other.events()).toHaveLength(3)
  })

  it('stores the same message once, in one group, in several, live and as backfill', async () => {
    const message = received('A', WITH_ADA)
    await session.commit(live(message), live(message))
    await session.commit(live(message))
    await session.commit(backfill(message), backfill(message, false))
    expect(await session.messages()).toHaveLength(1)
    expect(types(await session.events())).toEqual(['message.received'])
    expect(await chat(ADA.whatsappId)).toMatchObject({ unreadCount: 1 })
  })

  it('keeps messages apart by session, direction and stanza id', async () => {
    const other = await fixture.session()
    await session.commit(live(received('A', WITH_ADA)), live(own('A', WITH_ADA)), live(received('a', WITH_ADA)))
    await other.commit(live(received('A', WITH_ADA)))
    expect(await session.messages()).toHaveLength(3)
    expect(await other.messages()).toHaveLength(1)
  })

  it('takes private, group, LID and own-phone messages by the same path', async () => {
    const lid = privateChat(BEN)
    await session.commit(
      ...[live(received('1', WITH_ADA)), live(received('2', FAMILY, { sender: BEN }))],
      ...[live(received('3', lid)), live(own('4', lid)), live(own('5', FAMILY))],
    )
    const messages = await session.messages()
    expect(messages.map(({ stanzaId }) => stanzaId)).toEqual(['1', '2', '3', '4', '5'])
    expect(types(await session.events())).toEqual(Array(5).fill('message.received'))
    const [ada, ben] = await session.contacts()
    expect(messages.map(({ senderId }) => senderId)).toEqual([ada?.id, ben?.id, ben?.id, null, null])
    expect(messages.map(({ deliveryState }) => deliveryState)).toEqual([null, null, null, 'SENT', 'SENT'])
    expect((await session.chats()).map((row) => [row.kind, row.name, row.unreadCount])).toEqual([
      ['PRIVATE', 'Ada', 1],
      ['GROUP', 'Family', 1],
      ['PRIVATE', 'Ben', 1],
    ])
  })

  it('is quiet about what a first synchronisation brings', async () => {
    await session.commit(backfill(received('A', WITH_ADA), false), backfill(received('B', WITH_ADA), true))
    const events = await session.events()
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ origin: 'BACKFILL', type: 'message.received' })
    expect(await session.messages()).toHaveLength(2)
    expect(await chat(ADA.whatsappId)).toMatchObject({ unreadCount: 0 })
  })

  it('counts what is unread, and takes the phone’s word for it', async () => {
    await session.commit(live(received('A', WITH_ADA)), live(received('B', WITH_ADA, { type: 'SYSTEM' })))
    await session.commit(live(received('C', WITH_ADA)), live(own('D', WITH_ADA)), backfill(received('E', WITH_ADA)))
    expect(await chat(ADA.whatsappId)).toMatchObject({ unreadCount: 2 })
    await session.commit({ type: 'unread', chat: WITH_ADA, unreadCount: 7 }, live(received('F', WITH_ADA)))
    expect(await chat(ADA.whatsappId)).toMatchObject({ unreadCount: 8 })
  })

  it('shows the newest message as the last one, whatever order they come in', async () => {
    const newest = async () => {
      const row = await chat(ADA.whatsappId)
      const last = (await session.messages()).find(({ id }) => id === row.lastMessageId)
      return [last?.stanzaId, row.lastActivityAt]
    }
    const summary = { unreadCount: 0, archived: false, pinned: false, lastActivityAt: at(100) }
    await session.commit({ type: 'chat', chat: { ...WITH_ADA, ...summary } })
    expect(await newest()).toEqual([undefined, at(100)])
    // The chat's own time may be of something that is no message: it must not keep the last message from moving on.
    await session.commit(...[10, 20, 30].map((s) => backfill(received(`${s}`, WITH_ADA, { sentAt: at(s) }))))
    expect(await newest()).toEqual(['30', at(100)])
    await session.commit(backfill(received('25', WITH_ADA, { sentAt: at(25) })))
    expect(await newest()).toEqual(['30', at(100)])
    await session.commit(live(received('200', WITH_ADA, { sentAt: at(200) })))
    await session.commit(live(received('150', WITH_ADA, { sentAt: at(150) })))
    expect(await newest()).toEqual(['200', at(200)])
    await session.commit(live(received('200b', WITH_ADA, { sentAt: at(200) })))
    expect(await newest()).toEqual(['200b', at(200)])
  })

  it('edits and revokes once, and nothing comes back after a revoke', async () => {
    const key = { fromMe: false, stanzaId: 'A' }
    const edit = (body: string, seconds: number): IngestItem => ({ type: 'edit', key, body, editedAt: at(seconds) })
    const revoke: IngestItem = { type: 'revoke', key, revokedAt: at(50) }
    await session.commit(live(received('A', WITH_ADA)), edit('new', 20), edit('new', 20))
    await session.commit(edit('late news of an older edit', 10))
    expect(await session.messages()).toMatchObject([{ body: 'new', editedAt: at(20) }])
    await session.commit(revoke, revoke)
    await session.commit(edit('late', 30), revoke)
    expect(await session.messages()).toMatchObject([{ body: null, revokedAt: at(50) }])
    expect(types(await session.events())).toEqual(['message.received', 'EDIT', 'REVOKE'])
  })

  it('keeps one reaction of each person', async () => {
    const key = { fromMe: false, stanzaId: 'A' }
    const react = (sender: typeof ADA | null, emoji: string, seconds: number): IngestItem => ({
      ...{ type: 'reaction', key, sender, emoji, at: at(seconds) },
    })
    await session.commit(live(received('A', FAMILY, { sender: BEN })), react(ADA, '👍', 1), react(ADA, '👍🏽', 2))
    await session.commit(react(null, '❤️', 3), react(BEN, '😂', 4))
    await session.commit(react(null, '❤️', 3))
    await session.commit(react(BEN, '', 5), react(BEN, '', 5))
    const ada = (await session.contacts()).find(({ phone }) => phone === ADA.phone)
    expect(await session.reactions()).toMatchObject([
      { sender: ada?.id, emoji: '👍🏽', at: at(2) },
      { sender: 'me', emoji: '❤️' },
    ])
    expect(types(await session.events())).toEqual(['message.received', ...Array<string>(5).fill('REACTION')])
  })

  it('only raises what is known of an own message’s delivery', async () => {
    await session.commit(live(own('A', WITH_ADA)))
    for (const state of ['READ', 'SENT', 'DELIVERED', 'READ', 'PLAYED', 'READ'] as const) {
      await session.commit(ack('A', state))
    }
    expect(await session.messages()).toMatchObject([{ deliveryState: 'PLAYED' }])
    expect(types(await session.events())).toEqual(['message.received', 'DELIVERY', 'DELIVERY'])
  })

  it('learns from history what was acknowledged meanwhile', async () => {
    await session.commit(live(own('A', WITH_ADA)))
    await session.commit(backfill(own('A', WITH_ADA, { deliveryState: 'READ' })))
    await session.commit(backfill(own('A', WITH_ADA, { deliveryState: 'SENT' })))
    expect(await session.messages()).toMatchObject([{ deliveryState: 'READ' }])
    expect(types(await session.events())).toEqual(['message.received', 'DELIVERY'])
  })

  it('hands back what is said of a message that is not there', async () => {
    const items: IngestItem[] = [
      ack('nobody', 'READ'),
      { type: 'edit', key: { fromMe: false, stanzaId: 'nobody' }, body: 'x', editedAt: at(1) },
    ]
    const { unmatched, events } = await session.commit(...items)
    expect(unmatched).toEqual(items)
    expect(events).toEqual([])
  })

  it('fills in what could not be decrypted at first', async () => {
    const cipher = received('A', WITH_ADA, { type: 'UNDECRYPTED', body: null })
    const clear = received('A', WITH_ADA, { body: 'now', quotedStanzaId: 'Q' })
    await session.commit(live(cipher), live(cipher))
    await session.commit(live(clear), live(clear))
    await session.commit(live(cipher))
    expect(await session.messages()).toMatchObject([{ type: 'TEXT', body: 'now', quotedStanzaId: 'Q' }])
    expect(types(await session.events())).toEqual(['message.received', 'DECRYPTED'])
    expect(await chat(ADA.whatsappId)).toMatchObject({ unreadCount: 1 })
  })

  it('does not fill in what was revoked', async () => {
    const cipher = received('A', WITH_ADA, { type: 'UNDECRYPTED', body: null })
    await session.commit(live(cipher), { type: 'revoke', key: cipher.key, revokedAt: at(1) })
    await session.commit(live(received('A', WITH_ADA, { body: 'too late' })))
    expect(await session.messages()).toMatchObject([{ body: null, revokedAt: at(1) }])
  })

  it('keeps media and places as they came', async () => {
    const image = { mimeType: 'image/png', filename: 'a.png', size: 12 }
    const place = { latitude: -6.2, longitude: 106.8, name: 'Monas' }
    await session.commit(live(received('A', WITH_ADA, { type: 'IMAGE', media: image, body: 'caption' })))
    await session.commit(live(received('B', WITH_ADA, { type: 'LOCATION', location: place, body: null })))
    const messages = await session.messages()
    const [a, b] = await fixture.reads.messages(messages.map(({ id }) => id))
    expect(a).toMatchObject({ type: 'IMAGE', media: image, location: null, body: 'caption' })
    expect(b).toMatchObject({ type: 'LOCATION', location: place, media: null, body: null })
  })
})
