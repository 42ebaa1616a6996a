/** Who listens in a run. */
import { ChatsDocument } from '../generated/operations'
import { BEGINNING } from '../harness/client'
import { GROUPS } from './cast'
import type { EventType } from './history'
import { RecordedSubscriber } from './recorded-subscriber'
import type { ServerNode } from './server-node'
import { keyFor, type Session, type World } from './world'

const ALL = { sessionId: null, chatId: null } as const

/** The subscribers that are there from the beginning. */
export async function gather(world: World): Promise<void> {
  const [first] = world.sessions as [Session]
  const [node] = world.nodes as [ServerNode]
  const last = world.nodes.at(-1) ?? node
  const add = (name: string, type: EventType, more: Partial<Ticket> = {}): void => {
    const ticket = { name, type, url: node.proxiedUrl, workspaceId: first.workspaceId, ...ALL, ...more }
    world.subscribers.push(admit(world, { ...ticket, isApart: more.isApart ?? false, from: 'beginning' }))
  }
  add('messages', 'message.received')
  add('the same messages', 'message.received')
  add('messages at the last node', 'message.received', { url: last.url })
  add('updates', 'message.updated', { url: last.proxiedUrl })
  add('states', 'session.state')
  add('chats', 'chat.updated', { url: last.url })
  add('chats of one session', 'chat.updated', { sessionId: first.id, url: last.proxiedUrl })
  add('messages of one session', 'message.received', { sessionId: first.id })
  add('updates of one session', 'message.updated', { sessionId: first.id, url: node.url })
  add('messages in a process of its own', 'message.received', { url: node.url, isApart: true })
  add('messages of the other workspace', 'message.received', { workspaceId: world.foreign.workspaceId })
  if (!first.account) return
  const { session } = await first.api.ask(ChatsDocument, { id: first.id })
  const chatId = session?.chats.nodes.find(({ whatsappId }) => whatsappId === GROUPS[0])?.id ?? null
  add('messages of one group', 'message.received', { sessionId: first.id, chatId })
}

/** One that comes in the middle of the run and wants only what happens from then on. */
export function comeLate(world: World): void {
  const [first] = world.sessions as [Session]
  const [node] = world.nodes as [ServerNode]
  const ticket = {
    name: 'late',
    type: 'message.received',
    url: node.proxiedUrl,
    workspaceId: first.workspaceId,
  } as const
  world.subscribers.push(admit(world, { ...ticket, ...ALL, from: 'now', isApart: false }))
}

/** One that is told to read nothing now and then. */
export function comeSlowly(world: World): RecordedSubscriber {
  const [first] = world.sessions as [Session]
  const [node] = world.nodes as [ServerNode]
  const ticket = { name: 'slow', type: 'message.received', url: node.url, workspaceId: first.workspaceId } as const
  const slow = admit(world, { ...ticket, ...ALL, from: 'beginning', isApart: false })
  world.subscribers.push(slow)
  return slow
}

interface Ticket {
  name: string
  type: EventType
  url: string
  workspaceId: string
  sessionId: string | null
  chatId: string | null
  from: 'beginning' | 'now'
  isApart: boolean
}

function admit(world: World, { name, type, url, workspaceId, sessionId, chatId, from, isApart }: Ticket) {
  const wish = { type, sessionId, chatId }
  const after = from === 'beginning' ? BEGINNING : null
  const options = { name, url, key: keyFor(world, workspaceId), wish, after }
  return new RecordedSubscriber(options, { workspaceId, from, isApart })
}
