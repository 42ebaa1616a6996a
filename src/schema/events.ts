import { GraphQLDateTime } from 'graphql-scalars'
import { Field, ID, InterfaceType, ObjectType } from 'type-graphql'
import type { EventOrigin, GapReason, LogEvent, MessageChange } from '../domain/event-log'
import type { ChatContent, MessageContent, QrRecord } from '../domain/model'
import type { SessionState } from '../domain/session-state'
import { EventOriginEnum, HistoryGapReasonEnum, MessageChangeEnum, SessionStateEnum } from './enums'

@InterfaceType('Event', { description: 'Something that happened, as the log has it.' })
export abstract class Event {
  @Field(() => String, { description: 'Resume after this event with `after: cursor`.' })
  cursor!: string

  @Field(() => ID, { description: 'The session whose log it is in.' })
  sessionId!: string

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  occurredAt!: Date
}

abstract class MessageEvent extends Event {
  messageId!: string
  content!: MessageContent
}

@ObjectType({ implements: Event, description: 'A message came, or was sent from the phone itself.' })
export class MessageReceived extends MessageEvent {
  @Field(() => EventOriginEnum, { description: 'How the server came to know of it.' })
  origin!: EventOrigin
}

@ObjectType({ implements: Event, description: 'A message changed.' })
export class MessageUpdated extends MessageEvent {
  @Field(() => EventOriginEnum, { description: 'How the server came to know of it.' })
  origin!: EventOrigin

  @Field(() => MessageChangeEnum, { description: 'What changed.' })
  change!: MessageChange
}

@ObjectType({
  implements: Event,
  description:
    "A chat's name, unreadCount, archived or pinned changed: read here or on the phone, renamed, archived, pinned. A " +
    'received message that is counted as unread is told by MessageReceived alone, and a new chat by its first message.',
})
export class ChatUpdated extends Event {
  chatId!: string
  shown!: ChatContent
}

@ObjectType({ implements: Event, description: 'A session changed its state, or shows a new code.' })
export class ConnectionStateChanged extends Event {
  qrRecord!: QrRecord | null

  @Field(() => SessionStateEnum, { description: 'The state since then.' })
  state!: SessionState

  @Field(() => SessionStateEnum, { description: 'The state before; the same where only the code is new.' })
  previousState!: SessionState

  @Field(() => String, { nullable: true, description: 'Why, where there is something to say.' })
  reason!: string | null
}

@ObjectType({
  implements: Event,
  description:
    'Messages sent in some time may be missing: they were missed while the session was not connected, and could not ' +
    'be fetched. Each gap is announced once.',
})
export class HistoryGap extends Event {
  chatId!: string | null

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Since when; null for since the beginning of the chat.',
  })
  from!: Date | null

  @Field(() => GraphQLDateTime, { description: 'Until when.' })
  until!: Date

  @Field(() => HistoryGapReasonEnum, { description: 'Why.' })
  reason!: GapReason
}

/** An event of the log as the client of a subscription sees it. */
export function toEvent<Shape extends Event>(
  type: new () => Shape,
  { event, cursor }: { event: LogEvent; cursor: string },
): Shape {
  const { qr: qrRecord = null, ...rest } = event as LogEvent & { qr?: QrRecord | null }
  return Object.assign(new type(), { ...rest, qrRecord, cursor })
}
