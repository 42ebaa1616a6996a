import { createHash } from 'node:crypto'
import type { Clock } from '../domain/clock'
import type { CommandOf, CommandResult } from '../domain/commands'
import { type Engine, type EngineChat, EngineClosed, type MessageKey, NotOnWhatsApp } from '../domain/engine'
import { badInput, conflict, notConnected, notFound, toError, WagraphError } from '../domain/errors'
import { idKindOf, newId } from '../domain/ids'
import type { ChatRecord, MessageRecord, SessionRecord } from '../domain/model'
import type { SessionContents } from '../domain/ports'
import type { WorkspaceReads } from '../domain/reads'
import { chatKindOf, isLid, phoneOf, whatsappIdOfPhone } from '../domain/whatsapp-id'
import type { SessionRunner } from './session-runner'
import { Turns } from './turns'

/** Own messages that may wait for one session's connection. */
const SEND_LIMIT = 1_000

type MessageCommand = CommandOf<'send' | 'react' | 'edit' | 'revoke' | 'mark-read'>

export interface MessageCommandsParts {
  contents: SessionContents
  readsOf(workspaceId: string): WorkspaceReads
  clock: Clock
}

/** Sends and changes messages through a session's runner. */
export class MessageCommands {
  /** Idempotency keys that are being used now. */
  private readonly sending = new Map<string, Turns>()

  constructor(private readonly parts: MessageCommandsParts) {}

  /** `runner` is null where this process does not run the session. */
  async execute(session: SessionRecord, runner: SessionRunner | null, command: MessageCommand): Promise<CommandResult> {
    switch (command.type) {
      case 'send':
        return this.inTurn(session.id, command.idempotencyKey, () => this.send(session, runner, command))
      case 'mark-read':
        return this.markRead(session, runner, command.chatId)
      default:
        return this.change(session, runner, command)
    }
  }

  /** Sends with the same key one after the other: each finds what the one before it has stored. */
  private async inTurn<Result>(sessionId: string, key: string | null, work: () => Promise<Result>): Promise<Result> {
    if (key === null) return work()
    const name = JSON.stringify([sessionId, key])
    const turns = this.sending.get(name) ?? new Turns()
    this.sending.set(name, turns)
    try {
      return await turns.take(work)
    } finally {
      if (turns.idle) this.sending.delete(name)
    }
  }

  private async send(
    session: SessionRecord,
    running: SessionRunner | null,
    command: CommandOf<'send'>,
  ): Promise<CommandResult> {
    const chat = await this.recipient(session, command.to)
    const quoted = command.replyTo === null ? null : await this.message(session, command.replyTo, 'input.replyTo')
    const { text, idempotencyKey } = command
    const content = JSON.stringify([chat.whatsappId, text, quoted?.id ?? null])
    const contentHash = createHash('sha256').update(content).digest('hex')
    const known = await this.known(session.id, idempotencyKey, contentHash)
    if (known) return { messageId: known }
    const { runner } = connected(session, running)
    if (runner.sender.queued >= SEND_LIMIT) {
      throw new WagraphError('RATE_LIMITED', `${SEND_LIMIT} messages wait to be sent already.`, { retryAfter: 10 })
    }
    const messageId = newId('message')
    const quotedStanzaId = quoted?.stanzaId ?? null
    const at = this.parts.clock.now()
    const item = { messageId, chat, body: text, quotedStanzaId, idempotencyKey, contentHash, at }
    await runner.queue.submit({ type: 'outbound', ...item })
    runner.sender.add({ messageId, to: chat.whatsappId, text, quotedRef: quoted?.engineRef ?? null })
    return { messageId, queued: true }
  }

  /** The message that the key already stands for. */
  private async known(sessionId: string, key: string | null, contentHash: string): Promise<string | null> {
    const message = key === null ? null : await this.parts.contents.byIdempotencyKey(sessionId, key)
    if (message && message.contentHash !== contentHash) {
      throw new WagraphError('IDEMPOTENCY_MISMATCH', 'This idempotency key was used with another content.')
    }
    return message?.id ?? null
  }

  /** The chat that `to` names: by our id, by WhatsApp id, or by phone number. */
  private async recipient(session: SessionRecord, to: string): Promise<EngineChat> {
    const reads = this.parts.readsOf(session.workspaceId)
    const kind = idKindOf(to)
    if (kind === 'chat') return chatOf(await this.chat(session, to, 'input.to'))
    if (kind === 'contact') {
      const [contact] = await reads.contacts([to])
      if (contact?.sessionId !== session.id) throw notFound('contact', to)
      return this.addressed(session, contact.whatsappId)
    }
    if (/^\+[1-9]\d{6,14}$/.test(to)) return this.addressed(session, whatsappIdOfPhone(to))
    if (/^[\w.-]{1,64}@(c\.us|lid|g\.us|newsletter)$/.test(to)) return this.addressed(session, to)
    const forms = 'a chat or contact id, a WhatsApp id, or a phone number such as +6281234567890'
    throw badInput('input.to', `to must be ${forms}.`)
  }

  private async addressed(session: SessionRecord, whatsappId: string): Promise<EngineChat> {
    const reads = this.parts.readsOf(session.workspaceId)
    const known =
      (await reads.chatByAddress(session.id, whatsappId)) ??
      (await reads.chatByAddress(session.id, phoneOf(whatsappId) ?? whatsappId))
    if (known) return chatOf(known)
    const kind = chatKindOf(whatsappId)
    const lid = isLid(whatsappId) ? whatsappId : null
    const names = { savedName: null, pushName: null }
    const person = kind === 'PRIVATE' ? { whatsappId, lid, phone: phoneOf(whatsappId), ...names } : null
    return { whatsappId, kind, name: null, person }
  }

  private async change(
    session: SessionRecord,
    running: SessionRunner | null,
    command: CommandOf<'react' | 'edit' | 'revoke'>,
  ): Promise<CommandResult> {
    const message = await this.message(session, command.messageId, 'messageId')
    const { ref, key } = sentRef(message)
    if (command.type !== 'react' && !message.fromMe) {
      throw badInput('messageId', 'Only messages of the account itself can be changed.')
    }
    const { runner, engine } = connected(session, running)
    const at = this.parts.clock.now()
    if (command.type === 'react') {
      await asked(engine.react(ref, command.emoji))
      await runner.queue.submit({ type: 'reaction', key, sender: null, emoji: command.emoji, at })
    } else if (command.type === 'edit') {
      await asked(engine.edit(ref, command.body))
      await runner.queue.submit({ type: 'edit', key, body: command.body, editedAt: at })
    } else {
      await asked(engine.revoke(ref))
      await runner.queue.submit({ type: 'revoke', key, revokedAt: at })
    }
    return { messageId: message.id }
  }

  private async markRead(
    session: SessionRecord,
    running: SessionRunner | null,
    chatId: string,
  ): Promise<CommandResult> {
    const chat = await this.chat(session, chatId, 'chatId')
    const { runner, engine } = connected(session, running)
    await asked(engine.markRead(chat.whatsappId))
    await runner.queue.submit({ type: 'unread', chat: chatOf(chat), unreadCount: 0 })
    return {}
  }

  private async chat(session: SessionRecord, id: string, field: string): Promise<ChatRecord> {
    const [chat] = await this.parts.readsOf(session.workspaceId).chats([id])
    if (!chat) throw notFound('chat', id)
    if (chat.sessionId !== session.id) throw badInput(field, 'The chat belongs to another session.')
    return chat
  }

  private async message(session: SessionRecord, id: string, field: string): Promise<MessageRecord> {
    const [message] = await this.parts.readsOf(session.workspaceId).messages([id])
    if (!message) throw notFound('message', id)
    if (message.sessionId !== session.id) throw badInput(field, 'The message belongs to another session.')
    return message
  }
}

/** The runner and the engine of a CONNECTED session; else throws SESSION_NOT_CONNECTED. */
function connected(session: SessionRecord, runner: SessionRunner | null): { runner: SessionRunner; engine: Engine } {
  if (runner) return { runner, engine: runner.connected() }
  // Stored as CONNECTED by a process that has ended since.
  throw notConnected(session.state === 'CONNECTED' ? 'RECONNECTING' : session.state)
}

/** A stored chat as engines name it; its person is found again by the chat. */
const chatOf = ({ whatsappId, kind }: ChatRecord): EngineChat => ({ whatsappId, kind, name: null, person: null })

/** How WhatsApp knows the message; CONFLICT while it does not. */
function sentRef({ engineRef, fromMe, stanzaId }: MessageRecord): { ref: string; key: MessageKey } {
  if (engineRef === null || stanzaId === null) throw conflict('WhatsApp has not taken the message yet.')
  return { ref: engineRef, key: { fromMe, stanzaId } }
}

/** What the engine was asked; its failures as clients may see them. */
async function asked(call: ReturnType<Engine['react']>): Promise<void> {
  try {
    await call
  } catch (thrown) {
    const { message } = toError(thrown)
    if (thrown instanceof NotOnWhatsApp) throw new WagraphError('NOT_ON_WHATSAPP', message)
    if (thrown instanceof EngineClosed) throw new WagraphError('SESSION_NOT_CONNECTED', message)
    throw conflict(`WhatsApp did not do it: ${message}`)
  }
}
