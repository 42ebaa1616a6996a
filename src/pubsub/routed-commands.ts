import { randomUUID } from 'node:crypto'
import type { Clock } from '../domain/clock'
import type { Command, CommandResult, Commands } from '../domain/commands'
import { conflict, type ErrorCode, notFound, toError, WagraphError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { SessionStore } from '../domain/ports'
import type { RedisChannels } from './redis-channels'

/** How long another process may take, in milliseconds, beyond what the command itself waits for. */
const ANSWER_MS = 30_000

interface Request {
  id: string
  from: string
  workspaceId: string
  command: Command
}

type Answer = { id: string } & (
  { result: CommandResult } | { code: ErrorCode | null; message: string; details: Readonly<Record<string, unknown>> }
)

export interface RoutedCommandsParts {
  node: string
  local: Commands
  sessions: SessionStore
  channels: RedisChannels
  clock: Clock
  logger: Logger
}

/** Commands go to the process that holds the session's lease, over Redis; to this one if nobody does. */
export class RoutedCommands implements Commands {
  private readonly pending = new Map<string, (answer: Answer) => void>()

  private constructor(private readonly parts: RoutedCommandsParts) {}

  static async connect(parts: RoutedCommandsParts): Promise<RoutedCommands> {
    const routed = new RoutedCommands(parts)
    const { channels, node } = parts
    await channels.listen(requestsTo(node), (message) => routed.serve(message as Request))
    await channels.listen(answersTo(node), (message) => routed.answered(message as Answer))
    return routed
  }

  async execute(workspaceId: string, command: Command): Promise<CommandResult> {
    const owner = await this.ownerElsewhere(command.sessionId)
    if (owner !== null) return this.executeAt(owner, workspaceId, command)
    try {
      return await this.parts.local.execute(workspaceId, command)
    } catch (thrown) {
      // Another node may have been the first to take a session that nobody held.
      const isConflict = thrown instanceof WagraphError && thrown.code === 'CONFLICT'
      const winner = isConflict ? await this.ownerElsewhere(command.sessionId) : null
      if (winner === null) throw thrown
      return this.executeAt(winner, workspaceId, command)
    }
  }

  /** The other node that runs the session, if one does. */
  private async ownerElsewhere(sessionId: string): Promise<string | null> {
    const owner = await this.parts.sessions.ownerOf(sessionId)
    return owner === this.parts.node ? null : owner
  }

  private async executeAt(owner: string, workspaceId: string, command: Command): Promise<CommandResult> {
    const { node, sessions } = this.parts
    // Before the other node is asked, whose silence would tell another workspace that there is such a session.
    if (!(await sessions.find(workspaceId, command.sessionId))) throw notFound('session', command.sessionId)
    const answer = await this.ask(owner, { id: randomUUID(), from: node, workspaceId, command })
    if ('result' in answer) return answer.result
    if (answer.code) throw new WagraphError(answer.code, answer.message, answer.details)
    throw new Error(`the node that runs the session failed: ${answer.message}`)
  }

  private async ask(owner: string, request: Request): Promise<Answer> {
    const { command } = request
    const limit = ANSWER_MS + (command.type === 'start' ? command.waitSeconds * 1000 : 0)
    const silent = 'The node that runs the session does not answer; it is taken over when its lease runs out.'
    return new Promise((resolve, reject) => {
      const end = (work: () => void): void => {
        cancel()
        this.pending.delete(request.id)
        work()
      }
      const cancel = this.parts.clock.after(limit, () => end(() => reject(conflict(silent))))
      this.pending.set(request.id, (answer) => end(() => resolve(answer)))
      this.parts.channels.publish(requestsTo(owner), request).then(
        (listening) => {
          if (listening === 0) end(() => reject(conflict(silent)))
        },
        (thrown: unknown) => {
          this.parts.logger.warn({ err: toError(thrown) }, 'a command could not be sent to another node')
          end(() => reject(conflict('The node that runs the session cannot be reached: Redis is away.')))
        },
      )
    })
  }

  private serve({ id, from, workspaceId, command }: Request): void {
    const answer = async (): Promise<Answer> => {
      try {
        return { id, result: await this.parts.local.execute(workspaceId, command) }
      } catch (thrown) {
        const error = toError(thrown)
        const known = error instanceof WagraphError
        if (!known) this.parts.logger.error({ err: error, command: command.type }, 'a command of another node failed')
        return { id, code: known ? error.code : null, message: error.message, details: known ? error.details : {} }
      }
    }
    answer()
      .then((made) => this.parts.channels.publish(answersTo(from), made))
      .catch((thrown: unknown) => {
        this.parts.logger.error({ err: toError(thrown) }, 'the answer to another node could not be sent')
      })
  }

  private answered(answer: Answer): void {
    this.pending.get(answer.id)?.(answer)
  }
}

const requestsTo = (node: string): string => `wagraph:commands:${node}`
const answersTo = (node: string): string => `wagraph:answers:${node}`
