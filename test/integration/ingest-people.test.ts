/** Contact provisioning on both databases: one contact and one chat for each person, whatever becomes known when. */
import type { EnginePerson } from '../../src/domain/engine'
import type { IngestItem } from '../../src/domain/ingest'
import { Random } from '../harness/random'
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

const PHONE = '4915110000001@c.us'
const LID = '77000000000001@lid'
const BY_PHONE = person(PHONE)
const BY_LID = person(LID)
const KNOWN = person(PHONE, { lid: LID })
const FAMILY = groupChat('120363000000000001@g.us')

describe.each(DIALECTS)('%s: people', (dialect) => {
  let fixture: IngestFixture
  let session: IngestSession

  beforeAll(async () => {
    fixture = await IngestFixture.open(dialect)
  })
  afterAll(() => fixture.close())
  beforeEach(async () => {
    session = await fixture.session()
  })

  const told = (who: EnginePerson): IngestItem => ({ type: 'person', person: who })
  const theOne = async () => {
    const [contacts, chats] = [await session.contacts(), await session.chats()]
    expect([contacts, chats].map(({ length }) => length)).toEqual([1, 1])
    return { contact: contacts[0], chat: chats[0] }
  }

  it.each([
    ['the phone number is known first', BY_PHONE, KNOWN],
    ['the LID is known first', BY_LID, person(LID, { phone: KNOWN.phone })],
    ['both are known at once', KNOWN, BY_LID],
  ])('completes one contact where %s', async (_, first, second) => {
    await session.commit(live(received('1', privateChat(first))))
    const before = await theOne()
    await session.commit(live(received('2', privateChat(second))))
    const { contact, chat } = await theOne()
    expect(contact).toMatchObject({ id: before.contact?.id, lid: LID, phone: '+4915110000001', whatsappId: PHONE })
    expect(chat).toMatchObject({ id: before.chat?.id, contactId: contact?.id, unreadCount: 2 })
    expect((await session.messages()).map(({ chatId }) => chatId)).toEqual([chat?.id, chat?.id])
  })

  it('takes the chat’s own id as an address of its person', async () => {
    await session.commit(live(received('1', privateChat(BY_LID))))
    await session.commit(live(received('2', privateChat(BY_PHONE, LID))))
    const { contact } = await theOne()
    expect(contact).toMatchObject({ lid: LID, phone: '+4915110000001' })
  })

  it('stores the same message once where it comes under both addresses', async () => {
    await session.commit(live(received('1', privateChat(BY_LID))), live(received('1', privateChat(BY_PHONE))))
    await session.commit(live(received('1', privateChat(KNOWN))))
    expect(await session.messages()).toHaveLength(1)
    expect(await session.events()).toHaveLength(1)
  })

  it.each([1, 2])('makes one person of two, with their chats, in groups of %i', async (size) => {
    const items = [
      ...[live(received('1', privateChat(BY_PHONE), { sentAt: at(1) }))],
      ...[live(received('2', privateChat(BY_LID), { sentAt: at(2) }))],
      ...[live(received('3', FAMILY, { sender: BY_LID })), live(own('4', privateChat(BY_LID), { sentAt: at(4) }))],
    ]
    for (let i = 0; i < items.length; i += size) await session.commit(...items.slice(i, i + size))
    const chats = (await session.chats()).filter(({ kind }) => kind === 'PRIVATE')
    const contacts = await session.contacts()
    expect([chats.length, contacts.length]).toEqual([2, 2])
    await session.commit(told({ ...KNOWN, savedName: 'Ada' }))

    const [merged, ...others] = (await session.chats()).filter(({ kind }) => kind === 'PRIVATE')
    expect(others).toEqual([])
    const messages = await session.messages()
    const last = messages.find(({ stanzaId }) => stanzaId === '4')
    const expected = { name: 'Ada', unreadCount: 2, lastMessageId: last?.id, lastActivityAt: at(4) }
    expect(merged).toMatchObject(expected)
    expect(messages.filter(({ chatId }) => chatId === merged?.id)).toHaveLength(3)
    const events = (await session.events()).filter(({ chatId }) => chatId === merged?.id)
    expect(events.filter(({ type }) => type === 'message.received')).toHaveLength(3)
    const updated = events.filter(({ type }) => type === 'chat.updated')
    expect(updated).toMatchObject([{ shown: { name: 'Ada', unreadCount: 2 } }])
    const found = await fixture.reads.chats(chats.map(({ id }) => id))
    expect(found.map((chat) => chat?.id)).toEqual([merged?.id, merged?.id])
    const people = await fixture.reads.contacts(contacts.map(({ id }) => id))
    expect(people.map((contact) => contact?.id)).toEqual([merged?.contactId, merged?.contactId])
    for (const address of [LID, PHONE, '+4915110000001']) {
      expect(await fixture.reads.chatByAddress(session.id, address)).toMatchObject({ id: merged?.id })
    }
  })

  it('shows the newest message of two chats that became one, whichever seemed more active', async () => {
    const [newer, older] = [privateChat(BY_PHONE), privateChat(BY_LID)]
    await session.commit(
      live(received('new', newer, { sentAt: at(10) })),
      live(received('old', older, { sentAt: at(5) })),
    )
    const shown = { unreadCount: 1, archived: true, pinned: true, lastActivityAt: at(20) }
    await session.commit({ type: 'chat', chat: { ...older, ...shown } }, told(KNOWN))
    const { chat } = await theOne()
    const last = (await session.messages()).find(({ stanzaId }) => stanzaId === 'new')
    expect(chat).toMatchObject({ lastMessageId: last?.id, lastActivityAt: at(20), archived: false, pinned: true })
  })

  it('finds the chat again after it was merged twice', async () => {
    const [old, first, second] = ['77000000000003@lid', PHONE, LID].map((id) => person(id))
    if (!old || !first || !second) throw new Error('there are three')
    await session.commit(live(received('1', privateChat(old))))
    await session.commit(live(received('2', privateChat(first))), live(received('3', privateChat(second))))
    await session.commit(told(KNOWN))
    // The person has moved to another LID, which is known from a chat that is older than both.
    await session.commit(told(person(PHONE, { lid: old.whatsappId })))
    const { chat } = await theOne()
    await session.commit(live(received('4', { ...privateChat(second), person: null })))
    expect((await session.messages()).map(({ chatId }) => chatId)).toEqual(Array(4).fill(chat?.id))
  })

  it('knows one reaction of a person who reacted under both addresses', async () => {
    const key = { fromMe: false, stanzaId: '1' }
    const reaction = (sender: EnginePerson, emoji: string, seconds: number): IngestItem => ({
      ...{ type: 'reaction', key, sender, emoji, at: at(seconds) },
    })
    await session.commit(live(received('1', FAMILY, { sender: BY_PHONE })), reaction(BY_LID, '👍', 1))
    await session.commit(told(KNOWN))
    await session.commit(reaction(KNOWN, '❤️', 2))
    expect(await session.reactions()).toMatchObject([{ emoji: '❤️' }])
    await session.commit(reaction(BY_LID, '', 3))
    expect(await session.reactions()).toEqual([])
  })

  it('merges into the older id, also where that is of the row that is made now', async () => {
    // Another node's clock may be ahead: its ids sort after those that are made here later.
    const ahead = {
      workspaceId: session.lease.workspaceId,
      sessionId: session.id,
      id: 'con_7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    }
    await fixture.database.client.contact.create({ data: { ...ahead, whatsappId: LID, lid: LID, name: LID } })
    await session.commit(live(received('1', privateChat(BY_PHONE))), told(KNOWN))
    const { contact } = await theOne()
    expect(contact).toMatchObject({ lid: LID, phone: '+4915110000001' })
    expect(await fixture.reads.contacts([ahead.id])).toMatchObject([{ id: contact?.id }])
  })

  it('names people as saved, else as they call themselves, else by number, and their chats alike', async () => {
    const name = async () => {
      const { contact, chat } = await theOne()
      expect(chat?.name).toBe(contact?.name)
      return chat?.name
    }
    await session.commit(live(received('1', privateChat(BY_LID))))
    expect(await name()).toBe(LID)
    await session.commit(told(KNOWN))
    expect(await name()).toBe('+4915110000001')
    await session.commit(told({ ...BY_LID, pushName: 'ada 🦊' }))
    expect(await name()).toBe('ada 🦊')
    await session.commit(told({ ...BY_PHONE, savedName: 'Ada Lovelace' }))
    await session.commit(told({ ...BY_PHONE, pushName: 'countess' }), live(received('2', privateChat(BY_LID))))
    expect(await name()).toBe('Ada Lovelace')
    await session.commit(told({ ...BY_PHONE, savedName: '🦊'.repeat(300) }))
    expect(await name()).toBe('🦊'.repeat(255))
  })

  it('leaves another session’s contacts alone', async () => {
    const other = await fixture.session()
    await other.commit(live(received('1', privateChat(BY_PHONE))), live(received('2', privateChat(BY_LID))))
    await session.commit(live(received('1', privateChat(BY_PHONE))), told(KNOWN))
    expect(await other.contacts()).toHaveLength(2)
    await theOne()
  })

  const PEOPLE = [1, 2, 3].map((n) => ({ phone: `491511000000${n}@c.us`, lid: `7700000000000${n}@lid` }))

  /** Everything that can be heard of three people, in an order of the seed's, and once at least who they are. */
  function story(random: Random): { items: IngestItem[]; stanzas: Map<string, string> } {
    const stanzas = new Map<string, string>()
    const items = Array.from({ length: 24 }, (_, index): IngestItem => {
      const one = random.pick(PEOPLE)
      const known = person(one.phone, { lid: one.lid })
      const who = random.pick([person(one.phone), person(one.lid), person(one.lid, { phone: known.phone })])
      const stanzaId = `${random.below(40)}-${one.lid}`
      const sentAt = at(random.below(1_000))
      switch (random.below(5)) {
        case 0:
          return { type: 'unread', chat: privateChat(who), unreadCount: 0 }
        case 1:
          return live(received(`g${index}`, FAMILY, { sender: who, sentAt }))
        case 2:
          stanzas.set(`own${stanzaId}`, one.lid)
          return backfill(own(`own${stanzaId}`, privateChat(who), { sentAt }))
        default:
          stanzas.set(stanzaId, one.lid)
          return live(received(stanzaId, privateChat(who), { sentAt }))
      }
    })
    for (const { phone, lid } of PEOPLE) items.splice(random.below(items.length), 0, told(person(phone, { lid })))
    return { items, stanzas }
  }

  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'is right about everybody in any order (seed %i)',
    async (seed) => {
      const random = new Random(`people ${seed}`)
      const { items, stanzas } = story(random)
      const everSeen = { chats: new Set<string>(), contacts: new Set<string>() }
      for (let rest = items; rest.length > 0;) {
        const size = 1 + random.below(6)
        await session.commit(...rest.slice(0, size))
        rest = rest.slice(size)
        for (const { id } of await session.chats()) everSeen.chats.add(id)
        for (const { id } of await session.contacts()) everSeen.contacts.add(id)
      }
      const chats = (await session.chats()).filter(({ kind }) => kind === 'PRIVATE')
      const contacts = await session.contacts()
      const messages = await session.messages()
      expect(contacts.map(({ lid, phone }) => [lid, phone]).sort()).toEqual(
        PEOPLE.map(({ lid, phone }) => [lid, `+${phone.split('@')[0]}`]),
      )
      expect(new Set(chats.map(({ contactId }) => contactId)).size).toBe(chats.length)
      const lids = new Map(contacts.map(({ id, lid }) => [id, lid]))
      for (const chat of chats) {
        const inChat = messages.filter(({ chatId }) => chatId === chat.id)
        const expected = [...stanzas].filter(([, lid]) => lid === lids.get(chat.contactId ?? ''))
        expect(inChat.map(({ stanzaId }) => stanzaId).sort()).toEqual(expected.map(([stanzaId]) => stanzaId).sort())
        const newest = inChat.at(-1)
        expect(chat.lastMessageId).toBe(newest?.id ?? null)
      }
      const now = new Set((await session.chats()).map(({ id }) => id))
      for (const event of await session.events()) expect(now).toContain(event.chatId)
      expect(messages.every(({ chatId }) => now.has(chatId))).toBe(true)
      for (const chat of await fixture.reads.chats([...everSeen.chats])) expect(now).toContain(chat?.id)
      for (const one of await fixture.reads.contacts([...everSeen.contacts]))
        expect([...lids.keys()]).toContain(one?.id)
    },
  )
})
