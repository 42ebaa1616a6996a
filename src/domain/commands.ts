/** What can be asked of a session: plain data, so that it can travel to the process that runs the session. */

export type SimulatedDisconnect = 'NETWORK' | 'LOGGED_OUT' | 'CRASH'

export type Command = { sessionId: string } & (
  | { type: 'start'; pairingPhone: string | null; waitSeconds: number }
  | { type: 'reconnect' }
  | { type: 'stop' }
  | { type: 'logout' }
  | { type: 'delete' }
  | { type: 'send'; to: string; text: string; replyTo: string | null; idempotencyKey: string | null }
  | { type: 'react'; messageId: string; emoji: string }
  | { type: 'edit'; messageId: string; body: string }
  | { type: 'revoke'; messageId: string }
  | { type: 'mark-read'; chatId: string }
  | { type: 'simulate-login'; seed: string | null }
  | {
      type: 'simulate-messages'
      count: number
      chats: number
      groups: number
      perSecond: number | null
      body: string | null
    }
  | { type: 'simulate-life'; pace: number }
  | { type: 'simulate-disconnect'; reason: SimulatedDisconnect }
)

export type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>

/** What a command gives back; everything else is read from the database, where it is by then. */
export interface CommandResult {
  messageId?: string
  /** Of `send`: the message is new, and was QUEUED when the command ended. */
  queued?: boolean
  accepted?: number
}

/** Carries commands out, wherever the session runs; throws WagraphErrors that clients may see. */
export interface Commands {
  execute(workspaceId: string, command: Command): Promise<CommandResult>
}
