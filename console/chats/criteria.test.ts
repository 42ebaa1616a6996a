import { LiveList } from '../api/live-list'
import type { ChatFieldsFragment } from '../generated/operations'
import { chat, person } from './fake-chats'
import { isTwinOf, isWith, matches, newestFirst, personsNames, searchedFor } from './criteria'

describe('what is searched', () => {
  it('is asked of the server as numbers are stored', () => {
    expect(searchedFor('  ')).toBeNull()
    expect(searchedFor(' Siti ')).toBe('Siti')
    expect(searchedFor('+62 811-1234 (567)')).toBe('628111234567')
    expect(searchedFor('+')).toBe('+')
    expect(searchedFor('62 Street')).toBe('62 Street')
  })

  it('is found in names and WhatsApp ids, whatever their case', () => {
    const siti = chat({ name: 'Siti Rahayu', whatsappId: '628111@c.us' })
    const found = (search: string): boolean => matches(siti, { search, filter: 'ALL' })
    expect([found('siti'), found('RAH'), found('+62 811'), found('budi')]).toEqual([true, true, true, false])
  })

  it('is narrowed by the filter', () => {
    const group = chat({ kind: 'GROUP', unreadCount: 0 })
    const unread = chat({ unreadCount: 2 })
    const found = (filter: 'UNREAD' | 'GROUPS') => [group, unread].filter((one) => matches(one, { search: '', filter }))
    expect(found('UNREAD')).toEqual([unread])
    expect(found('GROUPS')).toEqual([group])
  })

  it('knows the chat with a number, by the person or by its id', () => {
    expect(isWith(chat({ contact: person({ phone: '+628111' }) }), '+628111')).toBe(true)
    expect(isWith(chat({ whatsappId: '628111@c.us' }), '+628111')).toBe(true)
    expect(isWith(chat({ whatsappId: '6281112@c.us' }), '+628111')).toBe(false)
  })
})

describe('one person', () => {
  const lidChat = chat({ id: 'cht_1', contact: person({ id: 'con_1', lid: '77@lid', phone: null }) })
  const phoneChat = chat({ id: 'cht_2', contact: person({ id: 'con_2', lid: null, phone: '+628111' }) })
  const other = chat({ id: 'cht_3', contact: person({ id: 'con_3', lid: '88@lid', phone: '+628222' }) })
  const group = chat({ id: 'cht_4', kind: 'GROUP', contact: null })

  /** A list as the page has it, over a server that gives these chats. */
  async function listOf(items: readonly ChatFieldsFragment[]) {
    const list = new LiveList<ChatFieldsFragment>({
      fetchPage: () => Promise.resolve({ items, endCursor: null, hasNextPage: false }),
      compare: newestFirst,
      accepts: () => true,
      namesOf: personsNames,
    })
    await list.load()
    return { list, ids: () => list.state.get().items.map(({ id }) => id) }
  }

  it.each([
    ['the LID', chat({ id: 'cht_1', contact: person({ id: 'con_1', lid: '77@lid', phone: '+628111' }) })],
    ['the number', chat({ id: 'cht_2', contact: person({ id: 'con_2', lid: '77@lid', phone: '+628111' }) })],
    [
      'neither, but a contact that both know',
      chat({ id: 'cht_9', contact: { ...person({}), lid: '77@lid', phone: '+628111' } }),
    ],
  ])('is listed once when the chat that stays is that of %s', async (_, merged) => {
    const { list, ids } = await listOf([lidChat, phoneChat, other, group])
    list.upsert([merged])
    expect(ids().sort()).toEqual([merged.id, 'cht_3', 'cht_4'].sort())
  })

  it('is listed once when both chats come in one batch, as the one that came last', async () => {
    const { list, ids } = await listOf([other])
    list.upsert([lidChat, phoneChat, chat({ ...lidChat, contact: person({ lid: '77@lid', phone: '+628111' }) })])
    expect(ids().sort()).toEqual(['cht_1', 'cht_3'])
  })

  it('is listed once when the page was read before the two became one, and came after', async () => {
    let arrive = (): void => undefined
    const list = new LiveList<ChatFieldsFragment>({
      fetchPage: () =>
        new Promise((resolve) => {
          arrive = () => resolve({ items: [lidChat, phoneChat], endCursor: null, hasNextPage: false })
        }),
      compare: newestFirst,
      accepts: () => true,
      namesOf: personsNames,
    })
    const loaded = list.load()
    list.upsert([chat({ ...lidChat, contact: person({ lid: '77@lid', phone: '+628111' }) })])
    arrive()
    await loaded
    expect(list.state.get().items.map(({ id }) => id)).toEqual(['cht_1'])
  })

  it('has twins of one session, which share the LID, the number or the contact', () => {
    const merged = chat({ ...lidChat, contact: person({ lid: '77@lid', phone: '+628111' }) })
    expect([isTwinOf(merged, phoneChat), isTwinOf(phoneChat, merged)]).toEqual([true, true])
    const elsewhere = chat({ ...phoneChat, session: { id: 'ses_2' } })
    expect([lidChat, other, group, elsewhere].some((one) => isTwinOf(merged, one))).toBe(false)
    expect(isTwinOf(chat({ ...group, id: 'cht_5' }), group)).toBe(false)
  })

  it('leaves groups and other people alone', async () => {
    const { list, ids } = await listOf([other, group])
    list.upsert([chat({ id: 'cht_5', kind: 'GROUP', contact: null }), lidChat])
    expect(ids().sort()).toEqual(['cht_1', 'cht_3', 'cht_4', 'cht_5'])
  })
})
