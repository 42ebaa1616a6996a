import { Field, Float, ID, InputType, Int } from 'type-graphql'
import type { EngineKind } from '../domain/engine'
import { EngineEnum } from './enums'

@InputType({ description: 'Which session to start, or how to make it.' })
export class StartSessionInput {
  @Field(() => ID, { nullable: true, description: 'A session to start again; without it a new one is made.' })
  sessionId?: string | null

  @Field(() => String, { nullable: true, description: 'What people call a new session; up to 255 characters.' })
  name?: string | null

  @Field(() => EngineEnum, { defaultValue: 'WHATSAPP_WEB', description: 'What speaks WhatsApp for a new session.' })
  engine!: EngineKind

  @Field(() => String, {
    nullable: true,
    description:
      'E.164 (`+628111…`): log in by a code to type into this phone. Without it there is a QR code, also where the ' +
      'session waits with a pairing code.',
  })
  pairingPhone?: string | null

  @Field(() => Int, { defaultValue: 30, description: 'How long to wait for a code or a connection: 0 to 120.' })
  waitSeconds!: number
}

@InputType({ description: 'A file to send; exactly one of url and base64.' })
export class MediaInput {
  @Field(() => String, { nullable: true, description: 'Where the server fetches it.' })
  url?: string | null

  @Field(() => String, { nullable: true, description: 'The file itself.' })
  base64?: string | null

  @Field(() => String, { nullable: true, description: 'Such as `image/jpeg`; found out where it is missing.' })
  mimeType?: string | null

  @Field(() => String, { nullable: true, description: 'What the recipient sees it named.' })
  filename?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Send audio as a voice note.' })
  asVoice?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Send a picture as a sticker.' })
  asSticker?: boolean | null
}

@InputType({ description: 'A place to send.' })
export class LocationInput {
  @Field(() => Float, { description: 'Degrees, north is positive.' })
  latitude!: number

  @Field(() => Float, { description: 'Degrees, east is positive.' })
  longitude!: number

  @Field(() => String, { nullable: true, description: 'What it is called.' })
  name?: string | null
}

@InputType({ description: 'A message to send: exactly one kind of content.' })
export class SendMessageInput {
  @Field(() => ID, { description: 'The session to send through; it must be CONNECTED.' })
  sessionId!: string

  @Field(() => String, { description: 'Chat or contact id, WhatsApp id, or phone number in E.164.' })
  to!: string

  @Field(() => String, { nullable: true, description: '1 to 65,536 characters.' })
  text?: string | null

  @Field(() => MediaInput, { nullable: true, description: 'Not yet: this version sends text.' })
  media?: MediaInput | null

  @Field(() => LocationInput, { nullable: true, description: 'Not yet: this version sends text.' })
  location?: LocationInput | null

  @Field(() => ID, { nullable: true, description: 'Message id to reply to.' })
  replyTo?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'The same key with the same content is the same message: sent once, however often asked. ' +
      'Another content with it: IDEMPOTENCY_MISMATCH. Up to 255 characters.',
  })
  idempotencyKey?: string | null
}

@InputType({
  description:
    'count messages over chats chats (groups of them groups), as fast as the server takes them unless perSecond is given.',
})
export class SimulateMessagesInput {
  @Field(() => ID, { description: 'A SIMULATED session.' })
  sessionId!: string

  @Field(() => Int, { defaultValue: 1, description: 'How many messages: 1 to 1,000,000.' })
  count!: number

  @Field(() => Int, { defaultValue: 1, description: 'Over how many chats: 1 to 100,000.' })
  chats!: number

  @Field(() => Int, { defaultValue: 0, description: 'How many of the chats are groups.' })
  groups!: number

  @Field(() => Int, { nullable: true, description: 'Messages per second: 1 to 10,000.' })
  perSecond?: number | null

  @Field(() => String, { nullable: true, description: 'The text of all of them; sentences of its own without it.' })
  body?: string | null
}

@InputType({ description: 'How a simulated phone lives.' })
export class SimulateLifeInput {
  @Field(() => ID, { description: 'A SIMULATED session.' })
  sessionId!: string

  @Field(() => Float, {
    defaultValue: 1,
    description:
      'How many times faster than people: 0.01 to 100. 1 is a message about every 6 seconds, over all chats; ' +
      '0 ends it. It stays, also over a restart of the server, until the phone is unlinked.',
  })
  pace!: number
}
