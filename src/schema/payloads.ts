import { Field, ID, Int, ObjectType } from 'type-graphql'
import { Chat } from './chat'
import { Message } from './message'
import { Session } from './session'

@ObjectType({ description: 'What startSession gives back.' })
export class StartSessionPayload {
  @Field(() => Session, { description: 'The session as it is now.' })
  session!: Session
}

@ObjectType({ description: 'What became of a session.' })
export class SessionPayload {
  @Field(() => Session, { description: 'The session as it is now.' })
  session!: Session
}

@ObjectType({ description: 'What deleteSession gives back.' })
export class DeleteSessionPayload {
  @Field(() => ID, { description: 'The id that is no more.' })
  deletedSessionId!: string
}

@ObjectType({ description: 'What sendMessage gives back.' })
export class SendMessagePayload {
  @Field(() => Message, { description: 'The message as it is stored.' })
  message!: Message
}

@ObjectType({ description: 'What became of a message.' })
export class MessagePayload {
  @Field(() => Message, { description: 'The message as it is now.' })
  message!: Message
}

@ObjectType({ description: 'What became of a chat.' })
export class ChatPayload {
  @Field(() => Chat, { description: 'The chat as it is now.' })
  chat!: Chat
}

@ObjectType({ description: 'What simulateMessages gives back.' })
export class SimulateMessagesPayload {
  @Field(() => Int, { description: 'How many messages will arrive.' })
  accepted!: number
}
