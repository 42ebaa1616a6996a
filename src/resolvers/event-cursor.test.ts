import 'reflect-metadata'
import { execute, type GraphQLSchema, parse } from 'graphql'
import type { Commands } from '../domain/commands'
import type { WorkspaceReads } from '../domain/reads'
import { decodeCursor } from '../pubsub/cursor'
import { LocalWakeUps } from '../pubsub/local-wake-ups'
import { build } from '../schema/build'
import { TestClock } from '../../test/harness/test-clock'
import { allResolvers } from './all'
import { checkScopes, createContext } from './context'
import { cursorFirst } from './event-cursor'
import type { SessionMaker } from './session-mutations'

let schema: GraphQLSchema
/** Names of the reads, as they began; each takes a turn of the event loop, so that those at once are seen as such. */
let begun: string[]
let scopes: 'ADMIN'[] | 'SESSIONS_WRITE'[]

beforeAll(async () => {
  schema = cursorFirst(await build(allResolvers({} as Commands, {} as SessionMaker), checkScopes))
})

beforeEach(() => {
  begun = []
  scopes = ['ADMIN']
})

const SESSION = { id: 'ses_1', workspaceId: 'w', name: 'S', state: 'CONNECTED' }
const PAGE = { items: [{ cursor: 'c', node: SESSION }], hasNextPage: false, hasPreviousPage: false }

/** Reads that answer a moment later, and note what begins and ends in which order. */
const reads = (): WorkspaceReads => {
  const answers = {
    logExtents: new Map([['ses_1', { head: 7, pruned: 2 }]]),
    sessions: [SESSION],
    sessionPage: PAGE,
    chatPage: { ...PAGE, items: [] },
    contactPage: { ...PAGE, items: [] },
    messagePage: { ...PAGE, items: [] },
    chats: [{ id: 'cht_1', sessionId: 'ses_1', lastActivityAt: new Date(0) }],
    sessionCount: 1,
    chatCount: 0,
    contactCount: 0,
  }
  const read = (name: keyof typeof answers) => async () => {
    begun.push(name)
    await new Promise((resolve) => setImmediate(resolve))
    if (name === 'logExtents') begun.push('known')
    return answers[name]
  }
  const names = Object.keys(answers) as (keyof typeof answers)[]
  return Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as WorkspaceReads
}

async function ask(query: string): Promise<{ data: unknown; codes: unknown[] }> {
  const viewer = { keyId: 'k', workspaceId: 'w', scopes }
  const log = { heads: never, after: never }
  const contextValue = createContext(viewer, reads(), { log, wakeUps: new LocalWakeUps(), clock: new TestClock() })
  const { data, errors = [] } = await execute({ schema, document: parse(query), contextValue })
  const codes = errors.map(
    ({ originalError, message }) => (originalError as { code?: unknown } | null)?.code ?? message,
  )
  return { data: JSON.parse(JSON.stringify(data)), codes }
}

const never = (): Promise<never> => Promise.reject(new Error('queries do not read the event log'))

const LISTS = [
  ['sessions', '{ sessions { FIELD } }', 'sessionPage'],
  ['chats', '{ session(id: "ses_1") { chats { FIELD } } }', 'chatPage'],
  ['contacts', '{ session(id: "ses_1") { contacts { FIELD } } }', 'contactPage'],
  ['messages', '{ chat(id: "cht_1") { messages { FIELD } } }', 'messagePage'],
] as const

describe.each(LISTS)('%s', (_name, query, page) => {
  it.each([
    ['eventCursor', ''],
    ['... on PLACE { ...Parts }', 'fragment Parts on PLACE { cursor: eventCursor }'],
  ])('reads the cursor before the page: %s', async (field, fragment) => {
    const place = { sessionPage: 'Session', chatPage: 'Chat', contactPage: 'Contact', messagePage: 'Message' }[page]
    const text = `${query.replace('FIELD', `nodes { id } ${field}`)} ${fragment}`
    const { data, codes } = await ask(text.replaceAll('PLACE', `${place}Connection`))
    expect(codes).toEqual([])
    expect(begun.indexOf('known')).toBeGreaterThan(-1)
    expect(begun.indexOf('known')).toBeLessThan(begun.indexOf(page))
    const [, cursor] = /ursor":"([^"]+)"/.exec(JSON.stringify(data)) ?? []
    expect(decodeCursor(cursor ?? '')).toEqual(new Map([['ses_1', 7]]))
  })

  it('does not read it unasked', async () => {
    await ask(query.replace('FIELD', 'nodes { id }'))
    expect(begun).toContain(page)
    expect(begun).not.toContain('logExtents')
  })
})

describe('Query.eventCursor', () => {
  it('comes before everything that is asked for with it, wherever it stands', async () => {
    const { codes } = await ask(
      '{ session(id: "ses_1") { state } sessions { nodes { id } } ...Last } fragment Last on Query { eventCursor }',
    )
    expect(codes).toEqual([])
    expect(begun.slice(0, 2)).toEqual(['logExtents', 'known'])
    expect(begun.slice(2).sort()).toEqual(['sessionPage', 'sessions'])
  })

  it('needs a right to read', async () => {
    scopes = ['SESSIONS_WRITE']
    expect((await ask('{ eventCursor }')).codes).toEqual(['FORBIDDEN'])
  })
})
