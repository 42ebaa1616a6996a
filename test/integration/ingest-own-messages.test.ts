/** What sendMessage stores, on both databases: from QUEUED to its acknowledgement, also over a crash in between. */
import type { DeliveryState } from '../../src/domain/engine'
import { newId } from '../../src/domain/ids'
import type { IngestItem } from '../../src/domain/ingest'
import {
  at,
  backfill,
  DIALECTS,
  IngestFixture,
  type IngestSession,
  live,
  outbound,
  own,
  person,
  privateChat,
  received,
} from './ingest-fixture'

const CHAT = privateChat(person('4915110000001@c.us'))

describe.each(DIALECTS)('%s: own messages', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession
  let id: string

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
    id = newId('message')
  })

  const delivery = (deliveryState: DeliveryState, from: DeliveryState, failure: string | null = null): IngestItem => ({
    ...{ type: 'delivery', messageId: id, from: [from], deliveryState, failure },
  })
  const sending = () => delivery('SENDING', 'QUEUED')
  const sent: IngestItem = { type: 'sent', messageId: '', sent: { stanzaId: 'S', ref: 'true_S', sentAt: at(1) } }
  const ack = (deliveryState: DeliveryState): IngestItem => ({
    ...{ type: 'ack', key: { fromMe: true, stanzaId: 'S' }, deliveryState },
  })
  const deliveries = async () => {
    const events = await session.events()
    return events.map((event) => (event.type === 'message.updated' ? event.content.deliveryState : event.type))
  }

  it('goes from QUEUED to its acknowledgements, each one event', async () => {
    await session.commit(outbound(id, CHAT))
    expect(await fixture.contents.queued(session.id)).toEqual([
      { messageId: id, to: CHAT.whatsappId, text: 'hello', quotedRef: null },
    ])
    await session.commit(sending())
    expect(await fixture.contents.queued(session.id)).toEqual([])
    expect(await fixture.contents.inFlight(session.id, at(0))).toMatchObject([{ id }])
    const early = await session.commit(ack('SENT'))
    expect(early.unmatched).toEqual([ack('SENT')])
    await session.commit({ ...sent, messageId: id }, ...early.unmatched)
    await session.commit(delivery('UNKNOWN', 'SENDING', 'too late'), ack('READ'), ack('DELIVERED'))
    expect(await session.messages()).toMatchObject([
      { id, stanzaId: 'S', engineRef: 'true_S', deliveryState: 'READ', failure: null, body: 'hello', senderId: null },
    ])
    expect(await deliveries()).toEqual(['QUEUED', 'SENDING', 'SENT', 'READ'])
  })

  it('is stored once where the database took it and could not say so', async () => {
    await session.commit(outbound(id, CHAT, { key: 'k' }))
    await session.commit(outbound(id, CHAT, { key: 'k' }))
    expect(await session.messages()).toHaveLength(1)
    expect(await deliveries()).toEqual(['QUEUED'])
  })

  it('refuses an idempotency key that another message of the session has', async () => {
    const other = await fixture.session()
    await session.commit(outbound(id, CHAT, { key: 'k' }))
    await expect(session.commit(outbound(newId('message'), CHAT, { key: 'k' }))).rejects.toThrow()
    await other.commit(outbound(newId('message'), CHAT, { key: 'k' }))
    expect(await fixture.contents.byIdempotencyKey(session.id, 'k')).toMatchObject({ id })
    expect(await fixture.contents.byIdempotencyKey(session.id, 'K')).toBeNull()
    expect(await session.messages()).toHaveLength(1)
  })

  it('tells whose fate is unknown from what was sent after all', async () => {
    await session.commit(outbound(id, CHAT), sending(), delivery('UNKNOWN', 'SENDING', 'no answer'))
    expect(await session.messages()).toMatchObject([{ deliveryState: 'UNKNOWN', failure: 'no answer' }])
    await session.commit({ ...sent, messageId: id }, ack('DELIVERED'))
    expect(await session.messages()).toMatchObject([{ deliveryState: 'DELIVERED', failure: null }])
  })

  it.each(['SENDING', 'UNKNOWN'] as const)(
    'takes an echo for the message that was %s when the server ended',
    async (state) => {
      await session.commit(outbound(id, CHAT, { body: 'same' }), sending())
      if (state === 'UNKNOWN') await session.commit(delivery('UNKNOWN', 'SENDING'))
      await session.commit(backfill(own('S', CHAT, { body: 'same', sentAt: at(1), deliveryState: 'DELIVERED' })))
      expect(await session.messages()).toMatchObject([{ id, stanzaId: 'S', deliveryState: 'DELIVERED', sentAt: at(1) }])
      await session.commit({ ...sent, messageId: id }, backfill(own('S', CHAT, { body: 'same', sentAt: at(1) })))
      expect(await session.messages()).toHaveLength(1)
      expect((await deliveries()).filter((event) => event === 'message.received')).toEqual([])
    },
  )

  it.each([
    ['another text', { body: 'other' }, CHAT],
    ['another kind', { type: 'IMAGE' as const }, CHAT],
    ['another chat', {}, privateChat(person('4915110000009@c.us'))],
    ['one from long before', { sentAt: at(-3_600) }, CHAT],
  ])('does not take for an echo %s', async (_, more, chat) => {
    await session.commit(outbound(id, CHAT, { body: 'same' }), sending())
    await session.commit(live(own('S', chat, { body: 'same', sentAt: at(1), ...more })))
    expect((await session.messages()).map(({ stanzaId }) => stanzaId).sort()).toEqual(['S', null])
  })

  it.each(['QUEUED', 'FAILED'] as const)('does not take an echo for a message that is %s', async (state) => {
    await session.commit(outbound(id, CHAT))
    if (state === 'FAILED') await session.commit(sending(), delivery('FAILED', 'SENDING', 'no'))
    await session.commit(live(own('S', CHAT, { body: 'hello', sentAt: at(1) })))
    const messages = await session.messages()
    expect(messages.map(({ deliveryState }) => deliveryState).sort()).toEqual([state, 'SENT'].sort())
  })

  it('finds for the next process what was sent and never acknowledged, if it was accepted since a time', async () => {
    await session.commit(outbound(id, CHAT), sending(), { ...sent, messageId: id })
    await session.commit(live(received('other', CHAT, { sentAt: at(5) })))
    const [stored] = await session.messages()
    const accepted = stored?.sentAt.getTime() ?? 0
    expect(await fixture.contents.inFlight(session.id, new Date(accepted))).toMatchObject([{ id, stanzaId: 'S' }])
    expect(await fixture.contents.inFlight(session.id, new Date(accepted + 1))).toEqual([])
    await session.commit(ack('SENT'))
    expect(await fixture.contents.inFlight(session.id, new Date(accepted))).toEqual([])
  })

  it('passes by a message that still waits, to the one whose echo it is', async () => {
    const lost = newId('message')
    await session.commit(outbound(lost, CHAT), { ...delivery('SENDING', 'QUEUED'), messageId: lost } as IngestItem)
    await session.commit(outbound(id, CHAT), live(own('S', CHAT, { body: 'hello', sentAt: at(1) })))
    expect(await session.messages()).toHaveLength(2)
    expect((await session.messages()).find((row) => row.id === lost)).toMatchObject({ stanzaId: 'S' })
  })

  it('quotes by the reference that the engine gave', async () => {
    const quoted = received('Q', CHAT)
    await session.commit(live(quoted), { ...outbound(id, CHAT), quotedStanzaId: 'Q' })
    expect(await fixture.contents.queued(session.id)).toMatchObject([{ quotedRef: quoted.ref }])
    const [found] = await fixture.reads.quoted([{ sessionId: session.id, stanzaId: 'Q' }])
    expect(found).toMatchObject({ stanzaId: 'Q' })
  })
})
