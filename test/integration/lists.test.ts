/** Lists of the API on both databases: complete, in order, and with work that does not grow with where a page is. */
import 'reflect-metadata'
import { graphql, type GraphQLSchema } from 'graphql'
import type { Commands } from '../../src/domain/commands'
import { systemClock } from '../../src/domain/clock'
import { PrismaWorkspaceReads } from '../../src/persistence/workspace-reads'
import type { ChatFilter, Page, PageRequest } from '../../src/domain/reads'
import { LocalWakeUps } from '../../src/pubsub/local-wake-ups'
import { allResolvers } from '../../src/resolvers/all'
import { checkScopes, createContext } from '../../src/resolvers/context'
import type { SessionMaker } from '../../src/resolvers/session-mutations'
import { build } from '../../src/schema/build'
import { at, DIALECTS, IngestFixture, WORKSPACE } from './ingest-fixture'
import { Statements } from './statements'

jest.setTimeout(60_000)

interface Totals {
  sessions: { nodes: { id: string; unreadCount: number; lastActivityAt: Date | null }[] }
}

const CHATS = 2_000
const CHAT = 'cht_00000000000000000000000000'
const idOf = (prefix: string, number: number) => `${prefix}_${String(number).padStart(26, '0')}`
/** Numbers in an order of their own, so that no list is sorted as it was written. */
const NUMBERS = Array.from({ length: CHATS }, (_, index) => (index * 47) % CHATS)
/** Aliases are in between, first and last. */
const isAlias = (number: number) => number % 10 === 9 || number === 1
const unreadIn = (number: number) => (number % 3 === 1 && !isAlias(number) ? (number % 5) + 1 : 0)
const TEXT = 'first: $first, after: $after'
const QUERY = `query ($id: ID!, $first: Int!, $after: String, $search: String) { session(id: $id) {
  chats(${TEXT}, search: $search) { nodes { id lastMessage { id quoted { id } reactions { emoji } } contact { id } } }
} }`
const COUNTED = `query ($id: ID!) { session(id: $id) {
  chats(first: 1) { totalCount } contacts(first: 1) { totalCount } } sessions(first: 1) { totalCount } }`
const TOTALS = '{ sessions(first: 100) { nodes { id unreadCount lastActivityAt } } }'
const MESSAGES = `query ($first: Int!, $after: String) { chat(id: "${CHAT}") { messages(${TEXT}) {
  nodes { id sender { id } quoted { id } reactions { emoji } chat { session { id } } } } } }`

describe.each(DIALECTS)('lists, %s', (dialect) => {
  let statements: Statements
  let fixture: IngestFixture
  let sessionId: string
  let schema: GraphQLSchema

  beforeAll(async () => {
    statements = new Statements()
    fixture = await IngestFixture.open(dialect)
    sessionId = await fixture.create()
    for (let more = 0; more < 20; more += 1) await fixture.create()
    await fill()
    // Nothing here changes anything.
    const resolvers = allResolvers(null as unknown as Commands, null as unknown as SessionMaker)
    schema = await build(resolvers, checkScopes)
  })

  afterAll(async () => {
    await fixture.close()
    statements.end()
  })

  async function fill() {
    const { client } = fixture.database
    const owner = { workspaceId: WORKSPACE, sessionId }
    await client.contact.createMany({
      data: NUMBERS.map((number) => ({
        ...{ ...owner, id: idOf('con', number), whatsappId: `${number}@c.us`, name: `Name ${number % 7}` },
        mergedInto: isAlias(number) ? idOf('con', 0) : null,
      })),
    })
    await client.chat.createMany({
      data: NUMBERS.map((number) => ({
        ...{ ...owner, id: idOf('cht', number), whatsappId: `${number}@c.us`, kind: number % 4 ? 'PRIVATE' : 'GROUP' },
        ...{ name: number % 5 ? `Chat ${number}` : `100% of_${number}!`, contactId: idOf('con', number) },
        ...{ lastMessageId: idOf('msg', number), lastActivityAt: number % 3 ? at(number % 7) : new Date(0) },
        ...{ mergedInto: isAlias(number) ? idOf('cht', 0) : null, unreadCount: unreadIn(number) },
      })),
    })
    await client.message.createMany({
      data: NUMBERS.map((number) => ({
        ...{
          ...owner,
          id: idOf('msg', number),
          chatId: CHAT,
          senderId: idOf('con', isAlias(number) ? 0 : number),
          fromMe: false,
        },
        ...{ stanzaId: `S${number}`, type: 'TEXT', body: 'x', sentAt: at(number % 6) },
        quotedStanzaId: `S${(number + 1) % CHATS}`,
      })),
    })
  }

  /** The ids of a whole list, page by page. */
  async function walk<Item extends { id: string }>(read: (page: PageRequest) => Promise<Page<Item>>, first = 50) {
    const ids: string[] = []
    for (let after: string | null = null; ;) {
      const page: Page<Item> = await read({ first, after })
      expect(page.hasPreviousPage).toBe(after !== null)
      ids.push(...page.items.map(({ node }) => node.id))
      if (!page.hasNextPage) return ids
      expect(page.items).toHaveLength(first)
      after = page.items.at(-1)?.cursor ?? null
    }
  }

  const ask = async (source: string, variableValues: Record<string, unknown>) => {
    const viewer = { keyId: 'key', workspaceId: WORKSPACE, scopes: ['ADMIN'] as const }
    const stream = { log: fixture.log, wakeUps: new LocalWakeUps(), clock: systemClock }
    const contextValue = createContext(viewer, fixture.reads, stream)
    const { data, errors } = await graphql({ schema, source, variableValues, contextValue })
    expect(errors).toBeUndefined()
    return data as { session: { chats: { nodes: unknown[] } } }
  }

  const shown = NUMBERS.filter((number) => !isAlias(number))
  const sorted = (numbers: number[], prefix: string, keyOf: (number: number) => number, order: 1 | -1) =>
    numbers.toSorted((a, b) => order * (keyOf(a) - keyOf(b) || a - b)).map((number) => idOf(prefix, number))
  const activity = (number: number) => (number % 3 ? number % 7 : -1)
  const everything = { search: null, kind: null, unread: null }

  test('every list is walked whole and in order, also where many rows have the same key', async () => {
    const { reads } = fixture
    const chats = await walk((page) => reads.chatPage(sessionId, everything, page))
    expect(chats).toEqual(sorted(shown, 'cht', activity, -1))
    const groups = await walk((page) => reads.chatPage(sessionId, { search: null, kind: 'GROUP', unread: null }, page))
    expect(groups).toEqual(sorted(shown.filter((number) => number % 4 === 0), 'cht', activity, -1)) // prettier-ignore
    const contacts = await walk((page) => reads.contactPage(sessionId, null, page))
    expect(contacts).toEqual(sorted(shown, 'con', (number) => number % 7, 1))
    const messages = await walk((page) => reads.messagePage(CHAT, page))
    expect(messages).toEqual(sorted(NUMBERS, 'msg', (number) => number % 6, -1))
    const sessions = await walk((page) => reads.sessionPage(page))
    expect(sessions).toEqual([...sessions].sort().reverse())
    expect(new Set(sessions).size).toBe(21)
  })

  test("a search takes LIKE's wildcards for what they are", async () => {
    const { reads } = fixture
    const found = (search: string) =>
      walk((page) => reads.chatPage(sessionId, { search, kind: null, unread: null }, page))
    const odd = shown.filter((number) => number % 5 === 0)
    expect(await found('100% of_')).toHaveLength(odd.length)
    expect(await found('0!')).toEqual(sorted(odd.filter((number) => number % 10 === 0), 'cht', activity, -1)) // prettier-ignore
    expect(await found('0_ of')).toEqual([])
    expect(await found('1%0')).toEqual([])
    expect(await reads.chatCount(sessionId, { search: '%', kind: null, unread: null })).toBe(odd.length)
  })

  test('unread chats, and the others, are a list of their own, with kind, search and count', async () => {
    const { reads } = fixture
    const chats = (filter: ChatFilter) => walk((page) => reads.chatPage(sessionId, filter, page))
    const unread = shown.filter((number) => unreadIn(number) > 0)
    const read = shown.filter((number) => unreadIn(number) === 0)
    expect(await chats({ ...everything, unread: true })).toEqual(sorted(unread, 'cht', activity, -1))
    expect(await chats({ ...everything, unread: false })).toEqual(sorted(read, 'cht', activity, -1))
    const some = unread.filter((number) => number % 4 === 0 && number % 5 === 0)
    expect(some).not.toEqual([])
    const narrowed = { search: '100%', kind: 'GROUP', unread: true } as const
    expect(await chats(narrowed)).toEqual(sorted(some, 'cht', activity, -1))
    expect(await reads.chatCount(sessionId, narrowed)).toBe(some.length)
    expect(await reads.chatCount(sessionId, { ...everything, unread: false })).toBe(read.length)
  })

  test('what is told of all chats takes one statement for all sessions, and reads no chat that it need not', async () => {
    const asked = () => ask(TOTALS, {}) as Promise<unknown> as Promise<Totals>
    const made = await statements.of(asked)
    expect(made.filter((sql) => sql.includes('unreadCount'))).toHaveLength(1)
    expect(made.filter((sql) => sql.includes('lastActivityAt'))).toHaveLength(1)
    const { nodes } = (await asked()).sessions
    expect(nodes).toHaveLength(21)
    const empty = nodes.filter(({ id }) => id !== sessionId)
    expect(new Set(empty.map(({ unreadCount }) => unreadCount))).toEqual(new Set([0]))
    expect(new Set(empty.map(({ lastActivityAt }) => lastActivityAt))).toEqual(new Set([null]))
    const unreadCount = NUMBERS.reduce((sum, number) => sum + unreadIn(number), 0)
    expect(nodes.find(({ id }) => id === sessionId)).toMatchObject({ unreadCount, lastActivityAt: at(6) })
    const foreign = new PrismaWorkspaceReads(fixture.database, 'wks_other')
    expect(await foreign.unreadCounts([sessionId])).toEqual([0])
    expect(await foreign.lastActivities([sessionId])).toEqual([null])
    const plan = await statements.planOf('ORDER BY lastActivityAt DESC LIMIT 1')
    expect(plan.join()).toMatch(dialect === 'mysql' ? /chats_sessionId_lastActivityAt_id_idx.*Using index/ : /COVERING/)
  })

  test('a request takes as many statements for one item as for fifty', async () => {
    const count = async (query: string, first: number) => {
      const made = await statements.of(() => ask(query, { id: sessionId, first }))
      return made.length
    }
    expect(await count(QUERY, 1)).toBe(await count(QUERY, 50))
    expect(await count(MESSAGES, 1)).toBe(await count(MESSAGES, 50))
    // session, places, chats; last messages, contacts; quoted, reactions
    expect(await count(QUERY, 50)).toBe(7)
  })

  test('a list is counted only for those who ask', async () => {
    const plain = await statements.of(() => ask(QUERY, { id: sessionId, first: 1 }))
    expect(plain.filter((sql) => sql.includes('COUNT'))).toEqual([])
    const counted = await statements.of(() => ask(COUNTED, { id: sessionId }))
    expect(counted.filter((sql) => sql.includes('COUNT'))).toHaveLength(3)
    const { reads } = fixture
    expect(await reads.chatCount(sessionId, everything)).toBe(shown.length)
    expect(await reads.contactCount(sessionId, null)).toBe(shown.length)
    expect(await reads.sessionCount()).toBe(21)
  })

  // Most of the list is still to come: that is when a database would rather read it from its start.
  test('a page is found by the index, and nothing is sorted', async () => {
    const { reads } = fixture
    const lists: Record<string, (page: PageRequest) => Promise<Page<{ id: string }>>> = {
      chats: (page) => reads.chatPage(sessionId, { search: 'a', kind: 'PRIVATE', unread: null }, page),
      contacts: (page) => reads.contactPage(sessionId, null, page),
      messages: (page) => reads.messagePage(CHAT, page),
      sessions: (page) => reads.sessionPage(page),
    }
    for (const [table, read] of Object.entries(lists)) {
      const { items } = await read({ first: 2, after: null })
      await read({ first: 2, after: items.at(-1)?.cursor ?? null })
      const plan = await statements.planOf(`FROM ${table}`)
      expect(plan).toHaveLength(1)
      const seek = dialect === 'mysql' ? /type=range .*_idx / : /SEARCH .*_idx \(\w+=\? AND (\(\w+,id\)|id)[<>]/
      expect(plan[0]).toMatch(seek)
      expect(plan[0]).not.toMatch(/filesort/)
    }
  })
})
