/** A simulated phone that has many chats, and one that is long. */
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 200
const PATIENCE_MS = 300_000
/** The longest page of a list. */
const PAGE = 100

const ARRIVE = 'mutation ($input: SimulateMessagesInput!) { simulateMessages(input: $input) { accepted } }'
const CHATS = `query ($id: ID!, $first: Int!, $kind: ChatKind) { session(id: $id) { unreadCount sync { phase }
  chats(first: $first, kind: $kind) { nodes { id unreadCount lastActivityAt } } } }`
const MESSAGES = `query ($id: ID!, $after: String) { chat(id: $id) {
  messages(first: ${PAGE}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`

/** Resolves to what `look` gives once that is something. */
export async function until(what, look) {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const found = await look()
    if (found) return found
    await sleep(LOOK_MS)
  }
  throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`)
}

export const arrive = (server, sessionId, flood) => server.ask(ARRIVE, { input: { sessionId, ...flood } })

/** The chats of a session, newest activity first. */
export async function chatsOf(server, id, first, kind = null) {
  return (await server.ask(CHATS, { id, first, kind })).session.chats.nodes
}

/** The ids of the messages of a chat, newest first, down to one that is known. */
export async function messagesAfter(server, chatId, known) {
  const ids = []
  for (let after = null; ;) {
    const { nodes, pageInfo } = (await server.ask(MESSAGES, { id: chatId, after })).chat.messages
    for (const { id } of nodes) {
      if (id === known) return ids
      ids.push(id)
    }
    if (!pageInfo.hasNextPage) return ids
    after = pageInfo.endCursor
  }
}

export async function newestMessage(server, chatId) {
  return (await server.ask(MESSAGES, { id: chatId, after: null })).chat.messages.nodes[0].id
}

/** A connected session with so many chats, a fifth of them groups; the first group has so many messages. */
export async function preparePhone(server, { chats, long }) {
  const { startSession } = await server.ask(
    'mutation { startSession(input: { engine: SIMULATED }) { session { id } } }',
  )
  const { id } = startSession.session
  await server.ask('mutation ($id: ID!) { simulateLogin(sessionId: $id) { session { state } } }', { id })
  const session = async () => (await server.ask(CHATS, { id, first: 1 })).session
  await until('the session is synchronised', async () => (await session()).sync?.phase === 'DONE')
  const { unreadCount: before } = await session()
  await arrive(server, id, { chats, groups: Math.floor(chats / 5), count: chats })
  await arrive(server, id, { chats: 1, groups: 1, count: long })
  await until('all messages are stored', async () => (await session()).unreadCount >= before + chats + long)
  const groups = await chatsOf(server, id, 100, 'GROUP')
  const longest = groups.reduce((most, chat) => (chat.unreadCount > most.unreadCount ? chat : most))
  return { sessionId: id, longChat: longest.id }
}
