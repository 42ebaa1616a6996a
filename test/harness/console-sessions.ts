/** What the console's tests do beside the page, through the API: sessions of simulated phones, and what is stored. */
import {
  ChatsDocument,
  EventCursorDocument,
  MessageReceivedDocument,
  MessagesDocument,
  SimulateLoginDocument,
  SimulateMessagesDocument,
} from '../generated/operations'
import { awaitingSession, synchronised } from '../integration/simulated-sessions'
import type { ApiClient } from './client'

/** A new session whose simulated phone is linked and synchronised; resolves to its id. */
export async function linkSimulated(api: ApiClient, name = 'Shop', seed = 'console'): Promise<string> {
  const id = await awaitingSession(api, { name })
  await api.ask(SimulateLoginDocument, { id, seed })
  await synchronised(api, id)
  return id
}

/** Messages arrive in the first strangers' chats; resolves once all are stored. */
export async function receive(
  api: ApiClient,
  input: { sessionId: string; count: number; chats?: number; body?: string },
): Promise<void> {
  // From a cursor: what arrives before the subscription is there counts too.
  const after = (await api.ask(EventCursorDocument, {})).eventCursor
  const events = api.subscribe(MessageReceivedDocument, { sessionId: input.sessionId, after })
  await api.ask(SimulateMessagesDocument, { input })
  await events.count(input.count)
  events.stop()
}

/** A message as the API tells it. */
export type StoredMessage = NonNullable<Awaited<ReturnType<typeof pageOf>>>['nodes'][number]

const pageOf = async (api: ApiClient, id: string, after: string | null) =>
  (await api.ask(MessagesDocument, { id, first: 100, after })).chat?.messages

/** All messages of a chat, oldest first. */
export async function messagesOf(api: ApiClient, chatId: string): Promise<StoredMessage[]> {
  const messages: StoredMessage[] = []
  let after: string | null = null
  for (;;) {
    const page = await pageOf(api, chatId, after)
    if (!page) throw new Error(`there is no chat ${chatId}`)
    messages.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) return messages.reverse()
    after = page.pageInfo.endCursor ?? null
  }
}

/** The one chat whose name has this text. */
export async function chatNamed(api: ApiClient, id: string, search: string) {
  const [chat] = await chatsOf(api, id, search)
  if (chat === undefined) throw new Error(`there is no chat ${search}`)
  return chat
}

/** The first chats of a session, newest activity first. */
export async function chatsOf(api: ApiClient, id: string, search?: string) {
  const { session } = await api.ask(ChatsDocument, { id, first: 100, search: search ?? null })
  if (!session) throw new Error(`there is no session ${id}`)
  return session.chats.nodes
}
