import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql'
import type { Scope } from '../domain/access'
import type { Command, Commands } from '../domain/commands'
import type { EngineKind } from '../domain/engine'
import { badInput, notFound } from '../domain/errors'
import { SimulatedDisconnectEnum } from '../schema/enums'
import { SimulateLifeInput, SimulateMessagesInput, StartSessionInput } from '../schema/inputs'
import { DeleteSessionPayload, SessionPayload, SimulateMessagesPayload, StartSessionPayload } from '../schema/payloads'
import { toSession } from '../schema/session'
import type { SimulatedDisconnect } from '../domain/commands'
import type { Context } from './context'
import { inRange, phone, short } from './validation'

const WRITE: Scope[] = ['SESSIONS_WRITE']
const SESSION_ID = { description: "The session's id." }
const SIMULATED_ID = { description: "A SIMULATED session's id." }

const SEED =
  'Which simulated phone scans: the same seed is the same account, with the same people, chats and life; one of the ' +
  "session's own without it."

/** Makes sessions; ENGINE_UNAVAILABLE where the engine cannot run here. */
export interface SessionMaker {
  make(workspaceId: string, session: { name: string | null; engine: EngineKind }): Promise<string>
}

/** What can be done with sessions. */
@Resolver()
export class SessionMutations {
  constructor(
    private readonly commands: Commands,
    private readonly maker: SessionMaker,
  ) {}

  @Authorized(WRITE)
  @Mutation(() => StartSessionPayload, {
    description:
      'Starts a session, creating it unless sessionId names one, and returns once there is a QR code (or pairing ' +
      'code) to show, or it is CONNECTED, or waitSeconds are over.',
  })
  async startSession(
    @Arg('input', () => StartSessionInput, { description: 'Which session, and how.' }) input: StartSessionInput,
    @Ctx() context: Context,
  ): Promise<StartSessionPayload> {
    const waitSeconds = inRange('input.waitSeconds', input.waitSeconds, 0, 120)
    const pairingPhone = phone('input.pairingPhone', input.pairingPhone)
    const name = short('input.name', input.name)
    const { workspaceId } = context.viewer
    const sessionId = input.sessionId ?? (await this.maker.make(workspaceId, { name, engine: input.engine }))
    return this.run(context, { type: 'start', sessionId, pairingPhone, waitSeconds })
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, {
    description:
      'Drops the connection and makes it anew from the stored login; from FAILED and RECONNECTING at once, without ' +
      'waiting for the next try.',
  })
  reconnectSession(
    @Arg('sessionId', () => ID, SESSION_ID) sessionId: string,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return this.run(context, { type: 'reconnect', sessionId })
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, { description: 'Stops it; the login stays stored.' })
  stopSession(
    @Arg('sessionId', () => ID, SESSION_ID) sessionId: string,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return this.run(context, { type: 'stop', sessionId })
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, {
    description: "Unlinks the device from the phone's account and deletes the stored login.",
  })
  logoutSession(
    @Arg('sessionId', () => ID, SESSION_ID) sessionId: string,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return this.run(context, { type: 'logout', sessionId })
  }

  @Authorized(WRITE)
  @Mutation(() => DeleteSessionPayload, { description: 'Stops it and deletes it with all that is stored of it.' })
  async deleteSession(
    @Arg('sessionId', () => ID, SESSION_ID) sessionId: string,
    @Ctx() { viewer }: Context,
  ): Promise<DeleteSessionPayload> {
    await this.commands.execute(viewer.workspaceId, { type: 'delete', sessionId })
    return { deletedSessionId: sessionId }
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, { description: 'SIMULATED sessions only: the phone scans the QR code.' })
  simulateLogin(
    @Arg('sessionId', () => ID, SIMULATED_ID) sessionId: string,
    @Arg('seed', () => String, { nullable: true, description: SEED }) seed: string | null,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return this.run(context, { type: 'simulate-login', sessionId, seed: short('seed', seed) })
  }

  @Authorized(WRITE)
  @Mutation(() => SimulateMessagesPayload, {
    description: 'SIMULATED sessions only: messages arrive, spread over chats that are made as needed.',
  })
  async simulateMessages(
    @Arg('input', () => SimulateMessagesInput, { description: 'How many, where and how fast.' })
    input: SimulateMessagesInput,
    @Ctx() { viewer }: Context,
  ): Promise<SimulateMessagesPayload> {
    const command = {
      ...{ type: 'simulate-messages' as const, sessionId: input.sessionId, body: input.body ?? null },
      count: inRange('input.count', input.count, 1, 1_000_000),
      chats: inRange('input.chats', input.chats, 1, 100_000),
      groups: inRange('input.groups', input.groups, 0, input.chats),
      perSecond: input.perSecond == null ? null : inRange('input.perSecond', input.perSecond, 1, 10_000),
    }
    if (command.body === '') throw badInput('input.body', 'input.body must not be empty.')
    const { accepted = 0 } = await this.commands.execute(viewer.workspaceId, command)
    return { accepted }
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, {
    description:
      'SIMULATED sessions only: the phone lives: people write, answer what is sent to them, react, edit and delete, ' +
      'and the connection is lost now and then; the same for the same seed.',
  })
  simulateLife(
    @Arg('input', () => SimulateLifeInput, { description: 'Which phone, and how fast.' }) input: SimulateLifeInput,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    const pace = input.pace === 0 ? 0 : inRange('input.pace', input.pace, 0.01, 100)
    return this.run(context, { type: 'simulate-life', sessionId: input.sessionId, pace })
  }

  @Authorized(WRITE)
  @Mutation(() => SessionPayload, { description: 'SIMULATED sessions only.' })
  simulateDisconnect(
    @Arg('sessionId', () => ID, SIMULATED_ID) sessionId: string,
    @Arg('reason', () => SimulatedDisconnectEnum, { description: 'How it is lost.' }) reason: SimulatedDisconnect,
    @Ctx() context: Context,
  ): Promise<SessionPayload> {
    return this.run(context, { type: 'simulate-disconnect', sessionId, reason })
  }

  private async run({ viewer, loaders }: Context, command: Command): Promise<SessionPayload> {
    await this.commands.execute(viewer.workspaceId, command)
    const session = await loaders.session.load(command.sessionId)
    if (!session) throw notFound('session', command.sessionId)
    return { session: toSession(session) }
  }
}
