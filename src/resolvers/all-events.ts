import { Arg, ID, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql'
import type { Scope } from '../domain/access'
import { badInput } from '../domain/errors'
import type { EventType } from '../domain/event-log'
import { EventTypeEnum } from '../schema/enums'
import {
  ChatUpdated,
  ConnectionStateChanged,
  Event,
  HistoryGap,
  MessageReceived,
  MessageUpdated,
} from '../schema/events'
import { checkScopes, type Context } from './context'
import type { StreamArgs } from './event-source'
import type { LogSource, Streamed } from './log-source'
import { about, AFTER, SESSION_ID } from './subscriptions'

type EventTypeName = keyof typeof EventTypeEnum

interface Kind {
  name: EventTypeName
  shape: new () => Event
  /** What a key needs to see it. */
  scope: Scope
}

/** How clients know each type of the log. */
const KINDS: Readonly<Record<EventType, Kind>> = {
  'message.received': { name: 'MESSAGE_RECEIVED', shape: MessageReceived, scope: 'MESSAGES_READ' },
  'message.updated': { name: 'MESSAGE_UPDATED', shape: MessageUpdated, scope: 'MESSAGES_READ' },
  'chat.updated': { name: 'CHAT_UPDATED', shape: ChatUpdated, scope: 'MESSAGES_READ' },
  'history.gap': { name: 'HISTORY_GAP', shape: HistoryGap, scope: 'MESSAGES_READ' },
  'session.state': { name: 'CONNECTION_STATE_CHANGED', shape: ConnectionStateChanged, scope: 'SESSIONS_READ' },
}

interface AllEventsArgs extends StreamArgs {
  types?: EventTypeName[] | null
}

/** The log as it is, for those who follow all of it. */
@Resolver()
export class AllEvents {
  @Subscription(() => Event, {
    subscribe: open,
    description:
      'Every event, of each session in the order in which they were committed: one subscription and one cursor for ' +
      'everything. Needs the scopes of all types that it asks for: MESSAGES_READ for messages, chats and gaps, SESSIONS_READ for states.',
  })
  events(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('chatId', () => ID, { nullable: true, description: 'Only this chat, and what concerns its whole session.' })
    _chatId: string | null,
    @Arg('types', () => [EventTypeEnum], { nullable: true, description: 'Only these types; all without it.' })
    _types: EventTypeName[] | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): Event {
    return about(KINDS[event.event.type].shape, event)
  }
}

function open({ args, context }: SubscribeResolverData<unknown, AllEventsArgs, Context>): Promise<LogSource> {
  const all = Object.keys(KINDS) as EventType[]
  const types = all.filter((type) => args.types?.includes(KINDS[type].name) ?? true)
  if (types.length === 0) throw badInput('types', 'types must name at least one type, or be left out for all.')
  checkScopes(
    { context },
    types.map((type) => KINDS[type].scope),
  )
  return context.events.open(types, args)
}
