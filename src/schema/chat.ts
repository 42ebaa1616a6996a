import { GraphQLDateTime } from 'graphql-scalars'
import { Field, Int, ObjectType } from 'type-graphql'
import type { ChatKind } from '../domain/engine'
import type { ChatContent, ChatRecord } from '../domain/model'
import { ChatKindEnum } from './enums'
import { Node } from './node'
import { countedConnectionOf } from './paging'

@ObjectType({ implements: Node, description: 'A conversation. status@broadcast is no chat.' })
export class Chat extends Node {
  sessionId!: string
  contactId!: string | null
  lastMessageId!: string | null

  @Field(() => String, { description: '`628111…@c.us`, `…@lid`, `1203…@g.us`, `…@newsletter` or `…@broadcast`.' })
  whatsappId!: string

  @Field(() => ChatKindEnum, { description: 'What kind of chat it is.' })
  kind!: ChatKind

  @Field(() => String, { description: "The group's subject, or the person's name." })
  name!: string

  @Field(() => Int, { description: 'Messages that nobody has read yet.' })
  unreadCount!: number

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Of the newest message; null where there is none.' })
  lastActivityAt!: Date | null

  @Field(() => Boolean, { description: 'Whether it is in the archive.' })
  archived!: boolean

  @Field(() => Boolean, { description: 'Whether it is pinned to the top on the phone.' })
  pinned!: boolean
}

@ObjectType({ description: 'A page of chats, newest activity first.' })
export class ChatConnection extends countedConnectionOf('Chat', () => Chat) {}

/** A chat's record as clients see it; `shown` as it was at the time of an event. */
export const toChat = (record: ChatRecord, shown: ChatContent = record): Chat => {
  const { name, unreadCount, archived, pinned } = shown
  return Object.assign(new Chat(), { ...record, name, unreadCount, archived, pinned })
}
