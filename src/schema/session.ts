import { GraphQLDateTime } from 'graphql-scalars'
import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { EngineKind } from '../domain/engine'
import type { QrRecord, SessionRecord, SyncPhase } from '../domain/model'
import type { SessionState } from '../domain/session-state'
import { EngineEnum, SessionStateEnum, SyncPhaseEnum } from './enums'
import { Node } from './node'
import { countedConnectionOf } from './paging'

@ObjectType({ description: 'Who is logged in.' })
export class Me {
  @Field(() => String, { description: "The account's WhatsApp id, such as `628111…@c.us`." })
  whatsappId!: string

  @Field(() => String, { nullable: true, description: 'E.164, with the plus sign.' })
  phone!: string | null

  @Field(() => String, { nullable: true, description: 'As the account calls itself.' })
  name!: string | null
}

@ObjectType({ description: 'A QR code for the phone to scan (WhatsApp: Linked devices, Link a device).' })
export class QrCode {
  @Field(() => String, { description: 'What the QR code encodes.' })
  code!: string

  @Field(() => GraphQLDateTime, { description: 'When WhatsApp replaces it; connectionStateChanged brings the next.' })
  expiresAt!: Date
}

@ObjectType({ description: 'How far the synchronisation after a login or reconnection has come.' })
export class SyncProgress {
  @Field(() => SyncPhaseEnum, { description: 'What it is at.' })
  phase!: SyncPhase

  @Field(() => Int, { description: 'Chats whose history was fetched.' })
  chatsDone!: number

  @Field(() => Int, { nullable: true, description: 'Chats in all; null until that is known.' })
  chatsTotal!: number | null

  @Field(() => Int, { description: 'Messages that the synchronisation has fetched.' })
  messagesStored!: number
}

@ObjectType({ implements: Node, description: 'One WhatsApp account linked as a device.' })
export class Session extends Node {
  @Field(() => String, { description: 'What people call it.' })
  name!: string

  @Field(() => EngineEnum, { description: 'What speaks WhatsApp for it.' })
  engine!: EngineKind

  @Field(() => SessionStateEnum, { description: 'Where it is in its life, on evidence.' })
  state!: SessionState

  @Field(() => String, { nullable: true, description: 'Why it is in this state, where there is something to say.' })
  stateReason!: string | null

  @Field(() => GraphQLDateTime, { description: 'Since when it is in this state; a new QR code counts as a change.' })
  stateChangedAt!: Date

  qrRecord!: QrRecord | null

  @Field(() => String, {
    nullable: true,
    description: 'While AWAITING_LOGIN by pairing code: what to type into the phone.',
  })
  pairingCode!: string | null

  @Field(() => Me, { nullable: true, description: 'Who is logged in; null before the first login.' })
  me!: Me | null

  @Field(() => SyncProgress, { nullable: true, description: 'The newest synchronisation; null before the first.' })
  sync!: SyncProgress | null

  @Field(() => Float, {
    nullable: true,
    description:
      "Resident memory of the session's browser in bytes, measured every few seconds by the node that runs it; null for " +
      'engines without a browser, or when it does not run.',
  })
  memoryBytes!: number | null

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date
}

@ObjectType({ description: 'A page of sessions, newest first.' })
export class SessionConnection extends countedConnectionOf('Session', () => Session) {}

/** A session's record as clients see it. */
export function toSession(record: SessionRecord): Session {
  const { id, name, engine, state, stateReason, stateChangedAt, me, sync, memoryBytes, createdAt } = record
  const waiting = state === 'AWAITING_LOGIN'
  return Object.assign(new Session(), {
    ...{ id, name, engine, state, stateReason, stateChangedAt, me, sync, memoryBytes, createdAt },
    qrRecord: waiting ? record.qr : null,
    pairingCode: waiting ? record.pairingCode : null,
  })
}

/** A QR code's record as clients see it; picture and text are made when they are asked for. */
export const toQrCode = (record: QrRecord | null): QrCode | null => record && Object.assign(new QrCode(), record)
