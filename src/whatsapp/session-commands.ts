import type { Command, CommandOf, CommandResult, Commands, SimulatedDisconnect } from '../domain/commands'
import { badInput, conflict, engineUnavailable, notFound } from '../domain/errors'
import type { SessionRecord } from '../domain/model'
import type { SessionStore, WakeUps } from '../domain/ports'
import type { SessionState } from '../domain/session-state'
import type { MessageCommands } from './message-commands'
import type { SessionRunner } from './session-runner'
import type { Supervisor } from './supervisor'

/** What somebody who starts a session waits for. */
const SETTLED: readonly SessionState[] = ['AWAITING_LOGIN', 'CONNECTED', 'FAILED', 'LOGGED_OUT', 'STOPPED']

/** The phone's side of SIMULATED sessions. */
export interface SimulatedControls {
  /** `seed` names the account; the session's own for null. */
  login(sessionId: string, seed: string | null): void | Promise<void>
  /** Resolves to how many were accepted; they arrive from then on. */
  receive(
    sessionId: string,
    flood: { count: number; chats: number; groups: number; perSecond: number | null; body: string | null },
  ): Promise<number>
  /** Lets the phone live at that pace; 0 stops it. */
  live(sessionId: string, pace: number): Promise<void>
  disconnect(sessionId: string, reason: SimulatedDisconnect): void | Promise<void>
}

export interface SessionCommandsParts {
  supervisor: Supervisor
  sessions: SessionStore
  messages: MessageCommands
  simulated: SimulatedControls | null
  wakeUps: WakeUps
}

/** Carries out commands in this process, which takes the session's lease if nobody has it. */
export class SessionCommands implements Commands {
  constructor(private readonly parts: SessionCommandsParts) {}

  async execute(workspaceId: string, command: Command): Promise<CommandResult> {
    const session = await this.parts.sessions.find(workspaceId, command.sessionId)
    if (!session) throw notFound('session', command.sessionId)
    switch (command.type) {
      case 'start':
        return this.start(session, command)
      case 'delete':
        return this.delete(session)
      case 'simulate-login':
      case 'simulate-messages':
      case 'simulate-life':
      case 'simulate-disconnect':
        return this.simulate(session, command)
      case 'reconnect':
        return this.reconnect(session)
      case 'stop':
        return this.stop(session)
      case 'logout':
        await (await this.adopted(session)).logout()
        return {}
      default:
        // Never with a lease taken for it: a node that does not run the session cannot send, and must not keep it.
        return this.parts.messages.execute(session, (await this.parts.supervisor.running(session.id)) ?? null, command)
    }
  }

  private adopted({ workspaceId, id }: SessionRecord): Promise<SessionRunner> {
    return this.parts.supervisor.runner(workspaceId, id)
  }

  private async start(session: SessionRecord, command: CommandOf<'start'>): Promise<CommandResult> {
    this.requireEngine(session)
    const runner = await this.adopted(session)
    const phone = command.pairingPhone
    if (phone !== session.pairingPhone) await this.parts.sessions.setPairingPhone(session.id, phone)
    await runner.ensureStarted(phone)
    await runner.state.reached(SETTLED, command.waitSeconds * 1000)
    return {}
  }

  private async reconnect(session: SessionRecord): Promise<CommandResult> {
    const factory = this.requireEngine(session)
    if (!(await factory.hasLogin(session.id))) {
      throw conflict('There is no stored login to reconnect with; startSession begins a new one.')
    }
    await (await this.adopted(session)).start(session.pairingPhone)
    return {}
  }

  private async stop(session: SessionRecord): Promise<CommandResult> {
    await this.stopped(session)
    // Where there is no login, another node may have it: it must be free to start the session again.
    const hasLogin = await this.parts.supervisor.factory(session.engine)?.hasLogin(session.id)
    if (!hasLogin) await this.parts.supervisor.release(session.id)
    return {}
  }

  private async stopped(session: SessionRecord): Promise<void> {
    const { supervisor } = this.parts
    if (supervisor.factory(session.engine)) await (await this.adopted(session)).stop(null)
    else await supervisor.stopUnattended(session)
  }

  private async delete(session: SessionRecord): Promise<CommandResult> {
    const { id, workspaceId, engine } = session
    const { supervisor, sessions, wakeUps } = this.parts
    await this.stopped(session)
    await supervisor.forget(id, async () => {
      await supervisor.factory(engine)?.deleteLogin(id)
      await sessions.delete(id)
    })
    wakeUps.publish({ workspaceId, sessionId: id, seq: 0 })
    return {}
  }

  private async simulate(
    session: SessionRecord,
    command: CommandOf<'simulate-login' | 'simulate-messages' | 'simulate-life' | 'simulate-disconnect'>,
  ): Promise<CommandResult> {
    const { simulated } = this.parts
    if (session.engine !== 'SIMULATED') throw badInput('sessionId', 'Only SIMULATED sessions can be simulated.')
    if (!simulated) throw engineUnavailable('The engine SIMULATED is switched off in ENGINES.')
    const runner = await this.parts.supervisor.running(session.id)
    switch (command.type) {
      case 'simulate-login':
        await simulated.login(session.id, command.seed)
        await runner?.state.reached(['CONNECTED', 'FAILED', 'LOGGED_OUT', 'STOPPED'], 10_000)
        return {}
      case 'simulate-messages':
        return { accepted: await simulated.receive(session.id, command) }
      case 'simulate-life':
        await simulated.live(session.id, command.pace)
        return {}
      case 'simulate-disconnect':
        await simulated.disconnect(session.id, command.reason)
        await runner?.state.reached(['RECONNECTING', 'LOGGED_OUT', 'FAILED', 'STOPPED'], 10_000)
        return {}
    }
  }

  private requireEngine(session: SessionRecord) {
    const factory = this.parts.supervisor.factory(session.engine)
    const why = factory ? factory.unavailable() : `The engine ${session.engine} is switched off in ENGINES.`
    if (!factory || why !== null) throw engineUnavailable(why ?? 'The engine is not there.')
    return factory
  }
}
