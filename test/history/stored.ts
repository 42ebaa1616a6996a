/** All messages of a session, as the API pages through them. */
import { ChatsDocument, MessagesDocument } from '../generated/operations'
import type { Stored } from './history'
import type { Session } from './world'

/** The largest page that the API gives. */
const PAGE = 100
/** Characters of a text that a history keeps. */
const KEPT = 40

interface Page<Node> {
  nodes: readonly Node[]
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

/** Every message of every chat that the API lists. */
export async function readStored({ id, api }: Session): Promise<Stored[]> {
  const chats = await all(async (after) => {
    const { session } = await api.ask(ChatsDocument, { id, first: PAGE, after })
    return session?.chats
  })
  const stored: Stored[] = []
  for (const chat of chats) {
    const messages = await all(async (after) => {
      const answer = await api.ask(MessagesDocument, { id: chat.id, first: PAGE, after })
      return answer.chat?.messages
    })
    for (const { id: messageId, whatsappId = null, fromMe, body, deliveryState = null } of messages) {
      const text = body?.slice(0, KEPT) ?? null
      stored.push({ sessionId: id, id: messageId, stanzaId: whatsappId, fromMe, body: text, deliveryState })
    }
  }
  return stored
}

async function all<Node>(read: (after: string | null) => Promise<Page<Node> | undefined>): Promise<Node[]> {
  const nodes: Node[] = []
  for (let after: string | null = null; ;) {
    const page: Page<Node> | undefined = await read(after)
    nodes.push(...(page?.nodes ?? []))
    if (!page?.pageInfo.hasNextPage) return nodes
    after = page.pageInfo.endCursor ?? null
  }
}
