/** What subscribers are told of chats that change, through the ingest door on both databases. */
import type { EngineChat, EngineChatSummary } from '../../src/domain/engine'
import type { LogEventOf } from '../../src/domain/event-log'
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
const WITH_ADA = privateChat(ADA)
const FAMILY = groupChat('120363000000000001@g.us')
const AS_NEW = { unreadCount: 0, archived: false, pinned: false, lastActivityAt: null }

const unread = (chat: EngineChat, unreadCount: number): IngestItem => ({ type: 'unread', chat, unreadCount })
const listed = (chat: EngineChat, more: Partial<EngineChatSummary> = {}, quiet = false): IngestItem => ({
  ...{ type: 'chat', quiet, chat: { ...chat, ...AS_NEW, ...more } },
})
const named = (savedName: string, quiet = false): IngestItem => ({
  ...{ type: 'person', person: { ...ADA, savedName }, quiet },
})

describe.each(DIALECTS)('%s: chats that change', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
  })

  const events = async () =>
    (await session.events()).filter((event): event is LogEventOf<'chat.updated'> => event.type === 'chat.updated')
  const told = async () => (await events()).map(({ shown }) => shown)
  const ADA_READ = { name: 'Ada', unreadCount: 0, archived: false, pinned: false }

  it('are told when they are read, renamed, archived or pinned, each with the chat as it was then', async () => {
    await session.commit(live(received('1', WITH_ADA)), live(received('2', FAMILY, { sender: ADA })))
    await session.commit(unread(WITH_ADA, 0))
    await session.commit(named('Ada L.'))
    await session.commit(listed(WITH_ADA, { archived: true }))
    await session.commit(listed(WITH_ADA, { pinned: true, unreadCount: 3 }))
    await session.commit(listed({ ...FAMILY, name: 'Kin' }, { unreadCount: 1 }))
    expect(await told()).toEqual([
      ADA_READ,
      { ...ADA_READ, name: 'Ada L.' },
      { ...ADA_READ, name: 'Ada L.', archived: true },
      { ...ADA_READ, name: 'Ada L.', pinned: true, unreadCount: 3 },
      { ...ADA_READ, name: 'Kin', unreadCount: 1 },
    ])
    const chats = await session.chats()
    const idOf = (whatsappId: string) => chats.find((chat) => chat.whatsappId === whatsappId)?.id
    const [first, ...rest] = await events()
    const subject = { messageId: null, origin: 'LIVE', workspaceId: session.lease.workspaceId }
    expect(first).toMatchObject({ ...subject, chatId: idOf(WITH_ADA.whatsappId) })
    expect(rest.at(-1)).toMatchObject({ ...subject, chatId: idOf(FAMILY.whatsappId) })
  })

  it('are not told when nothing changed', async () => {
    await session.commit(live(received('1', WITH_ADA)))
    await session.commit(unread(WITH_ADA, 1), named('Ada'), listed(WITH_ADA, { unreadCount: 1 }))
    await session.commit(listed(WITH_ADA, { unreadCount: 1, lastActivityAt: at(500) }), live(own('2', WITH_ADA)))
    await session.commit(unread(WITH_ADA, 0), unread(WITH_ADA, 1))
    expect(await told()).toEqual([])
  })

  it('are not told when they are new, or only count a message that is told', async () => {
    await session.commit(live(received('1', WITH_ADA)), unread(WITH_ADA, 5), named('Ada L.'), listed(FAMILY))
    await session.commit(live(received('2', WITH_ADA)), live(received('3', FAMILY, { sender: ADA })))
    await session.commit(unread(WITH_ADA, 6), backfill(received('4', WITH_ADA)))
    expect((await session.chats()).map(({ unreadCount }) => unreadCount)).toEqual([6, 1])
    expect(await told()).toEqual([])
  })

  it('are told once of a group, after its messages, with all that it has counted', async () => {
    await session.commit(live(received('1', WITH_ADA)), live(received('2', WITH_ADA)))
    await session.commit(
      ...[live(received('3', WITH_ADA)), unread(WITH_ADA, 0), live(received('4', WITH_ADA)), named('Ada L.')],
      ...[listed(WITH_ADA, { unreadCount: 0, pinned: true }), live(received('5', WITH_ADA))],
    )
    expect(await told()).toEqual([{ name: 'Ada L.', unreadCount: 1, archived: false, pinned: true }])
    expect((await session.events()).map(({ type }) => type)).toEqual([
      ...Array.from({ length: 5 }, () => 'message.received'),
      'chat.updated',
    ])
    await session.commit(live(received('6', WITH_ADA)), unread(WITH_ADA, 0), live(received('7', WITH_ADA)))
    expect((await told()).at(-1)).toMatchObject({ unreadCount: 1 })
    // With the eighth subscribers count two, and so does the phone.
    await session.commit(unread(WITH_ADA, 0), live(received('8', WITH_ADA)), unread(WITH_ADA, 2))
    expect(await told()).toHaveLength(2)
  })

  it('are not told of by the list of a first synchronisation, but by what else happens meanwhile', async () => {
    await session.commit(live(received('1', WITH_ADA)), live(received('2', FAMILY, { sender: ADA })))
    await session.commit(
      ...[named('Ada L.', true), listed(WITH_ADA, { unreadCount: 9, archived: true }, true)],
      ...[listed({ ...FAMILY, name: 'Kin' }, { pinned: true }, true), backfill(received('0', WITH_ADA), false)],
    )
    expect(await told()).toEqual([])
    await session.commit(named('Ada M.', true), unread({ ...FAMILY, name: null }, 4), listed(WITH_ADA, {}, true))
    expect(await told()).toEqual([{ name: 'Kin', unreadCount: 4, archived: false, pinned: true }])
  })

  it('are told of as the one that they turn out to be', async () => {
    const LID = '100000000000001@lid'
    await session.commit(live(received('1', WITH_ADA)), live(received('2', privateChat(person(LID)))))
    await session.commit({ type: 'person', person: { ...ADA, lid: LID } })
    const [chat, ...others] = await session.chats()
    expect(others).toEqual([])
    expect(await events()).toMatchObject([{ chatId: chat?.id, shown: { unreadCount: 2 } }])
  })
})
