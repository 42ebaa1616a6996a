import { GraphQLDateTime } from 'graphql-scalars'
import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { DeliveryState, MessageType } from '../domain/engine'
import type { MessageContent, MessageRecord, ReactionRecord } from '../domain/model'
import { DeliveryStateEnum, MessageTypeEnum } from './enums'
import { Node } from './node'
import { connectionOf } from './paging'

@ObjectType({ description: 'A place on earth.' })
export class Location {
  @Field(() => Float, { description: 'Degrees, north is positive.' })
  latitude!: number

  @Field(() => Float, { description: 'Degrees, east is positive.' })
  longitude!: number

  @Field(() => String, { nullable: true, description: 'What it is called.' })
  name!: string | null
}

@ObjectType({ description: 'The file of a message.' })
export class Media {
  @Field(() => String, { description: 'Such as `image/jpeg`.' })
  mimeType!: string

  @Field(() => String, { nullable: true, description: 'As the sender named it.' })
  filename!: string | null

  @Field(() => Int, { nullable: true, description: 'Bytes, where known.' })
  size!: number | null

  @Field(() => String, {
    nullable: true,
    description: 'Signed and expiring; null until stored, or where it could not be had (unavailable says why).',
  })
  url!: string | null

  @Field(() => String, { nullable: true, description: 'Why there is no url; null where there is one, or will be.' })
  unavailable!: string | null
}

@ObjectType({ description: 'An emoji that somebody put on a message.' })
export class Reaction {
  senderId!: string | null

  @Field(() => String, { description: 'The emoji.' })
  emoji!: string

  @Field(() => Boolean, { description: 'Whether the account itself reacted.' })
  fromMe!: boolean

  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date
}

@ObjectType({ implements: Node, description: 'One message of a chat.' })
export class Message extends Node {
  sessionId!: string
  chatId!: string
  senderId!: string | null
  quotedStanzaId!: string | null

  @Field(() => Boolean, { description: 'Whether the account itself sent it, from here or from the phone.' })
  fromMe!: boolean

  @Field(() => String, { nullable: true, description: "WhatsApp's stanza id; null until WhatsApp has given one." })
  whatsappId!: string | null

  @Field(() => MessageTypeEnum, { description: 'What kind of content it has.' })
  type!: MessageType

  @Field(() => String, { nullable: true, description: 'Text, or the caption of media.' })
  body!: string | null

  @Field(() => GraphQLDateTime, { description: 'When WhatsApp took it; for QUEUED ones, when it was asked for.' })
  sentAt!: Date

  @Field(() => DeliveryStateEnum, { nullable: true, description: 'Of own messages; null for received ones.' })
  deliveryState!: DeliveryState | null

  @Field(() => String, {
    nullable: true,
    description: 'Why it is FAILED or UNKNOWN, for people; begins with `NOT_ON_WHATSAPP: ` if nobody has the address.',
  })
  failure!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'As the sender gave it to sendMessage; null for messages that did not come that way.',
  })
  idempotencyKey!: string | null

  @Field(() => Media, { nullable: true, description: 'Its file, for kinds that have one.' })
  media!: Media | null

  @Field(() => Location, { nullable: true, description: 'Of LOCATION messages.' })
  location!: Location | null

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was edited last.' })
  editedAt!: Date | null

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was deleted for everyone.' })
  revokedAt!: Date | null
}

@ObjectType({ description: 'A page of messages, newest first.' })
export class MessageConnection extends connectionOf('Message', () => Message) {}

/** Media are announced but not stored by this version. */
const NOT_STORED = 'this version does not store media yet'

/** A message's record as clients see it; `content` as it was at the time of an event. */
export function toMessage(record: MessageRecord, content: MessageContent = record): Message {
  const { id, sessionId, chatId, senderId, fromMe, sentAt, quotedStanzaId, idempotencyKey, location } = record
  const { type, body, deliveryState, failure, editedAt, revokedAt } = content
  return Object.assign(new Message(), {
    ...{ id, sessionId, chatId, senderId, fromMe, sentAt, quotedStanzaId, idempotencyKey, location },
    ...{ type, body, deliveryState, failure, editedAt, revokedAt },
    whatsappId: record.stanzaId,
    media: record.media && { ...record.media, url: null, unavailable: NOT_STORED },
  })
}

/** A reaction's record as clients see it. */
export const toReaction = ({ senderId, emoji, at }: ReactionRecord): Reaction =>
  Object.assign(new Reaction(), { senderId, emoji, at, fromMe: senderId === null })
