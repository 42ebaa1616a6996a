import {
  Arg,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Resolver,
  Root,
  type SubscribeResolverData,
  Subscription,
} from 'type-graphql'
import type { Scope } from '../domain/access'
import { notFound } from '../domain/errors'
import type { EventType } from '../domain/event-log'
import {
  ChatUpdated,
  ConnectionStateChanged,
  type Event,
  HistoryGap,
  MessageReceived,
  MessageUpdated,
  toEvent,
} from '../schema/events'
import { Chat, toChat } from '../schema/chat'
import { Message, toMessage } from '../schema/message'
import { QrCode, Session, toQrCode, toSession } from '../schema/session'
import type { Context } from './context'
import type { StreamArgs } from './event-source'
import type { Streamed, Subject } from './log-source'

const MESSAGES: Scope[] = ['MESSAGES_READ']
const SESSIONS: Scope[] = ['SESSIONS_READ']
/** Arguments that all subscriptions have. */
export const SESSION_ID = {
  nullable: true,
  description: 'Only this session; all of the workspace without it.',
} as const
const CHAT_ID = { nullable: true, description: 'Only this chat.' } as const
export const AFTER = {
  nullable: true,
  description:
    'A cursor, of an event or of a list (eventCursor): everything committed since comes first. CURSOR_EXPIRED if that ' +
    'is not kept any more.',
} as const

/** An event with what it is about: read before it was told of, as it may be deleted until its fields are asked for. */
export type About<Shape> = Shape & { subject: Subject }

export const about = <Shape extends Event>(type: new () => Shape, streamed: Streamed): About<Shape> =>
  Object.assign(toEvent(type, streamed), { subject: streamed })

/** The source of a subscription: the log, from where the arguments say. */
const from =
  (type: EventType) =>
  ({ args, context }: SubscribeResolverData<unknown, StreamArgs, Context>) =>
    context.events.open([type], args)

@Resolver()
export class Subscriptions {
  @Authorized(MESSAGES)
  @Subscription(() => MessageReceived, {
    subscribe: from('message.received'),
    description:
      'Every message that is received, or sent from the phone itself, private and group. What sendMessage sends is ' +
      'on messageUpdated, from QUEUED on.',
  })
  messageReceived(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('chatId', () => ID, CHAT_ID) _chatId: string | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): About<MessageReceived> {
    return about(MessageReceived, event)
  }

  @Authorized(MESSAGES)
  @Subscription(() => MessageUpdated, {
    subscribe: from('message.updated'),
    description: 'Acknowledgements, edits, revokes, reactions, decryption, media stored.',
  })
  messageUpdated(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('chatId', () => ID, CHAT_ID) _chatId: string | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): About<MessageUpdated> {
    return about(MessageUpdated, event)
  }

  @Authorized(MESSAGES)
  @Subscription(() => ChatUpdated, {
    subscribe: from('chat.updated'),
    description: 'Chats that were read, renamed, archived or pinned, here or on the phone.',
  })
  chatUpdated(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('chatId', () => ID, CHAT_ID) _chatId: string | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): About<ChatUpdated> {
    return about(ChatUpdated, event)
  }

  @Authorized(SESSIONS)
  @Subscription(() => ConnectionStateChanged, {
    subscribe: from('session.state'),
    description: 'Every change of state, and every new QR code.',
  })
  connectionStateChanged(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): About<ConnectionStateChanged> {
    return about(ConnectionStateChanged, event)
  }

  @Authorized(MESSAGES)
  @Subscription(() => HistoryGap, {
    subscribe: from('history.gap'),
    description: 'Every gap in what is stored of the messages; with chatId also those of all chats of its session.',
  })
  historyGap(
    @Root() event: Streamed,
    @Arg('sessionId', () => ID, SESSION_ID) _sessionId: string | null,
    @Arg('chatId', () => ID, CHAT_ID) _chatId: string | null,
    @Arg('after', () => String, AFTER) _after: string | null,
  ): About<HistoryGap> {
    return about(HistoryGap, event)
  }
}

/** What events lead to: the message and the chat as they were then, the session as it is. */
@Resolver(() => MessageReceived)
export class MessageReceivedFields {
  @FieldResolver(() => Message, { description: 'The message, as it was at the time of the event.' })
  message(@Root() event: About<MessageReceived>): Message {
    return messageOf(event)
  }
}

@Resolver(() => MessageUpdated)
export class MessageUpdatedFields {
  @FieldResolver(() => Message, { description: 'The message, as it was at the time of the event.' })
  message(@Root() event: About<MessageUpdated>): Message {
    return messageOf(event)
  }
}

@Resolver(() => ChatUpdated)
export class ChatUpdatedFields {
  @FieldResolver(() => Chat, {
    description:
      'The chat: its name, unreadCount, archived and pinned as at the time of the event, the rest as it is now.',
  })
  chat(@Root() { chatId, shown, subject: { chat } }: About<ChatUpdated>): Chat {
    if (!chat) throw notFound('chat', chatId)
    return toChat(chat, shown)
  }
}

@Resolver(() => ConnectionStateChanged)
export class ConnectionStateChangedFields {
  @FieldResolver(() => Session, { description: 'The session as it is now.' })
  session(@Root() { sessionId, subject: { session } }: About<ConnectionStateChanged>): Session {
    if (!session) throw notFound('session', sessionId)
    return toSession(session)
  }

  @FieldResolver(() => QrCode, { nullable: true, description: 'The code to scan, when the event brings one.' })
  qr(@Root() { qrRecord }: ConnectionStateChanged): QrCode | null {
    return toQrCode(qrRecord)
  }
}

@Resolver(() => HistoryGap)
export class HistoryGapFields {
  @FieldResolver(() => Session, { description: 'The session as it is now.' })
  session(@Root() { sessionId, subject: { session } }: About<HistoryGap>): Session {
    if (!session) throw notFound('session', sessionId)
    return toSession(session)
  }

  @FieldResolver(() => Chat, {
    nullable: true,
    description: 'The chat as it is now; null where it is all chats of the session, or the chat was deleted since.',
  })
  async chat(@Root() { chatId }: HistoryGap, @Ctx() { loaders }: Context): Promise<Chat | null> {
    const chat = chatId === null ? null : await loaders.chat.load(chatId)
    return chat && toChat(chat)
  }
}

function messageOf({ messageId, content, subject: { message } }: About<MessageReceived | MessageUpdated>): Message {
  if (!message) throw notFound('message', messageId)
  return toMessage(message, content)
}
