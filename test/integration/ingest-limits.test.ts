/** What comes from outside is long, odd or broken: what can be stored is, and what cannot is refused, not retried. */
import type { EngineMessage } from '../../src/domain/engine'
import { StoreUnavailable } from '../../src/domain/ingest'
import {
  at,
  backfill,
  DIALECTS,
  groupChat,
  IngestFixture,
  type IngestSession,
  live,
  person,
  privateChat,
  received,
} from './ingest-fixture'

const CHAT = privateChat(person('4915110000001@c.us'))
const EMOJI = '👩🏽‍🚀'

describe.each(DIALECTS)('%s: limits', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
  })

  it.each([
    ['65,536 characters of four bytes', '🙂'.repeat(65_536)],
    ['emoji made of several', EMOJI.repeat(20)],
    ['right-to-left and combining text', 'שלום \u202e é'],
    ['quotes, backslashes and line ends', `'"\\\n\r\t\`; DROP TABLE messages; --`],
    ['nothing but spaces', '   '],
    ['no characters at all', ''],
  ])('keeps %s', async (_, body) => {
    await session.commit(live(received('A', CHAT, { body })))
    const [message] = await session.messages()
    expect(message?.body === body).toBe(true)
    const [event] = await session.events()
    expect(event?.type === 'message.received' && event.content.body === body).toBe(true)
  })

  it('keeps the longest identifiers, and tells emoji and cases apart in them', async () => {
    const longest = 'x'.repeat(128)
    await session.commit(...[longest, 'a', 'A', 'é', 'e', '🙂', '🙃'].map((id) => live(received(id, CHAT))))
    const messages = await session.messages()
    expect(messages.map(({ stanzaId }) => stanzaId)).toEqual([longest, 'a', 'A', 'é', 'e', '🙂', '🙃'])
  })

  it('cuts what is only shown, between two characters', async () => {
    const long = `${'🦊'.repeat(600)}`
    const media = { mimeType: 'x'.repeat(300), filename: long, size: 1 }
    const place = { latitude: 1, longitude: 2, name: long }
    await session.commit(live(received('A', groupChat('1203@g.us', long), { media, location: place })), {
      ...{ type: 'state', state: 'CONNECTED', previousState: 'STARTING', reason: long, qr: null, pairingCode: null },
      ...{ wanted: true, me: { whatsappId: '1@c.us', phone: null, name: long }, at: at(0) },
    })
    expect(await session.chats()).toMatchObject([{ name: '🦊'.repeat(255) }])
    expect(await session.messages()).toMatchObject([
      { mediaFilename: '🦊'.repeat(255), mediaMimeType: 'x'.repeat(255), locationName: '🦊'.repeat(500) },
    ])
    expect(await session.row()).toMatchObject({ stateReason: '🦊'.repeat(500), meName: '🦊'.repeat(255) })
  })

  it.each<[string, Partial<EngineMessage>]>([
    ['a time that is none', { sentAt: new Date(Number.NaN) }],
    ['a size that no column holds', { media: { mimeType: 'x', filename: null, size: 2 ** 53 } }],
    ['a size that is no number', { media: { mimeType: 'x', filename: null, size: Number.NaN } }],
    ['a place that is no number', { location: { latitude: Number.NaN, longitude: 0, name: null } }],
    ['a reference that is too long', { ref: 'r'.repeat(100_000) }],
    ['a stanza id that is too long', { key: { fromMe: false, stanzaId: 's'.repeat(100_000) } }],
    ['half a character', { body: '\ud83d' }],
  ])('is not held up by %s', async (_, more) => {
    const refusal = await session.commit(live(received('A', CHAT, more))).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(refusal).not.toBeInstanceOf(StoreUnavailable)
    await session.commit(live(received('B', CHAT)))
    expect((await session.messages()).map(({ stanzaId }) => stanzaId)).toContain('B')
    await session.events()
  })

  it('keeps what follows a zero character', async () => {
    await session.commit(live(received('A', CHAT, { body: 'a\u0000b' })))
    expect(await session.messages()).toMatchObject([{ body: 'a\ufffdb' }])
  })

  it('takes files of up to 2 GiB', async () => {
    const media = { mimeType: 'video/mp4', filename: null, size: 2 ** 31 - 1 }
    const larger = { ...media, size: 2 ** 31 }
    await session.commit(live(received('A', CHAT, { media })), live(received('B', CHAT, { media: larger })))
    expect((await session.messages()).map(({ mediaSize }) => mediaSize)).toEqual([2 ** 31 - 1, null])
  })

  it('writes nothing of a group that is refused', async () => {
    const broken = received('B', CHAT, { sentAt: new Date(Number.NaN) })
    await expect(session.commit(live(received('A', CHAT)), live(broken))).rejects.toThrow()
    expect(await session.messages()).toEqual([])
    expect(await session.contacts()).toEqual([])
    expect(await session.events()).toEqual([])
  })

  it('takes a group of 300 messages, of as many people in as many chats', async () => {
    const messages = Array.from({ length: 300 }, (_, n) =>
      received(`${n}`, groupChat(`12036${n}@g.us`), { sender: person(`4915110${1000 + n}@c.us`) }),
    )
    const { messagesStored } = await session.commit(...messages.map((message) => backfill(message)))
    expect(messagesStored).toBe(300)
    expect([(await session.chats()).length, (await session.contacts()).length]).toEqual([300, 300])
    expect((await session.commit(...messages.map((message) => live(message)))).events).toEqual([])
  })
})
