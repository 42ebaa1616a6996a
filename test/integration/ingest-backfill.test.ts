/** What backfill says of messages that are stored already, and gaps, through the ingest door on both databases. */
import type { EngineMessage } from '../../src/domain/engine'
import type { LogEvent } from '../../src/domain/event-log'
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
const WITH_ADA = privateChat(ADA)
const FAMILY = groupChat('120363000000000001@g.us')
const changes = (events: readonly LogEvent[]) =>
  events.map((event) => [event.type === 'message.updated' ? event.change : event.type, event.origin])

describe.each(DIALECTS)('%s: backfill', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
  })

  const again = (stanzaId: string, more: Partial<EngineMessage>) => backfill(received(stanzaId, WITH_ADA, more))

  it('tells of an edit that was made while the session was away, once', async () => {
    await session.commit(live(received('A', WITH_ADA, { body: 'frist' })))
    const edited = again('A', { body: 'first', editedAt: at(60) })
    await session.commit(edited, edited)
    await session.commit(edited)
    expect(changes(await session.events())).toEqual([
      ['message.received', 'LIVE'],
      ['EDIT', 'BACKFILL'],
    ])
    expect(await session.messages()).toMatchObject([{ body: 'first', editedAt: at(60) }])
  })

  it('takes no differing text for an edit that does not say that it is one, nor an older edit', async () => {
    const key = { fromMe: false, stanzaId: 'A' }
    await session.commit(live(received('A', WITH_ADA, { body: 'one' })))
    await session.commit({ type: 'edit', key, body: 'three', editedAt: at(90) })
    await session.commit(again('A', { body: 'thumbnail' }), again('A', { body: 'two', editedAt: at(60) }))
    expect(await session.messages()).toMatchObject([{ body: 'three', editedAt: at(90) }])
    expect(await session.events()).toHaveLength(2)
  })

  it('tells of no edit that was told live, though the page says another time', async () => {
    const key = { fromMe: false, stanzaId: 'A' }
    await session.commit(live(received('A', WITH_ADA)), { type: 'edit', key, body: 'new', editedAt: at(60) })
    await session.commit(again('A', { body: 'new', editedAt: at(61) }))
    expect(await session.events()).toHaveLength(2)
  })

  it('tells of a message that was deleted for everyone meanwhile, once', async () => {
    await session.commit(live(received('A', WITH_ADA)))
    const revoked = again('A', { type: 'UNSUPPORTED', body: null, revoked: true })
    await session.commit(revoked, revoked)
    await session.commit(revoked, again('A', { body: 'too late', editedAt: at(60) }))
    expect(changes(await session.events())).toEqual([
      ['message.received', 'LIVE'],
      ['REVOKE', 'BACKFILL'],
    ])
    expect(await session.messages()).toMatchObject([{ type: 'TEXT', body: null, revokedAt: expect.any(Date) as Date }])
  })

  it('keeps the place of a message that was sent and deleted meanwhile', async () => {
    await session.commit(again('A', { type: 'UNSUPPORTED', body: null, revoked: true, sentAt: at(5) }))
    await session.commit(live(received('A', WITH_ADA, { sentAt: at(5) })))
    expect(await session.messages()).toMatchObject([{ stanzaId: 'A', sentAt: at(5), body: null }])
    const [event] = await session.events()
    const content = { body: null, revokedAt: expect.any(Date) as Date }
    expect(event).toMatchObject({ type: 'message.received', origin: 'BACKFILL', content })
  })

  it('fills a placeholder whose text came meanwhile, and raises what own messages have come to', async () => {
    await session.commit(live(received('A', WITH_ADA, { type: 'UNDECRYPTED', body: null })))
    await session.commit(live(own('B', WITH_ADA, { deliveryState: 'SENT' })))
    await session.commit(again('A', { body: 'the text' }), backfill(own('B', WITH_ADA, { deliveryState: 'READ' })))
    expect(changes(await session.events())).toEqual([
      ['message.received', 'LIVE'],
      ['message.received', 'LIVE'],
      ['DECRYPTED', 'BACKFILL'],
      ['DELIVERY', 'BACKFILL'],
    ])
    expect(await session.messages()).toMatchObject([{ type: 'TEXT', body: 'the text' }, { deliveryState: 'READ' }])
  })

  it('logs gaps of one chat and of the whole session', async () => {
    const tooMany = { from: at(0), until: at(60), reason: 'TOO_MANY_MESSAGES' } as const
    const unavailable = { from: null, until: at(90), reason: 'HISTORY_UNAVAILABLE' } as const
    await session.commit(
      { type: 'gap', chat: FAMILY, gap: tooMany, at: at(100) },
      { type: 'gap', chat: null, gap: unavailable, at: at(101) },
    )
    const [chat] = await session.chats()
    const gap = { type: 'history.gap', origin: 'BACKFILL', messageId: null }
    expect(await session.events()).toMatchObject([
      { ...gap, ...tooMany, chatId: chat?.id, occurredAt: at(100) },
      { ...gap, ...unavailable, chatId: null, occurredAt: at(101) },
    ])
    expect(chat).toMatchObject({ whatsappId: FAMILY.whatsappId, name: 'Family' })
  })
})
