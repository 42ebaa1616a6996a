import { Arg, Authorized, Ctx, ID, Mutation, Resolver } from 'type-graphql'
import type { Scope } from '../domain/access'
import type { Command, Commands } from '../domain/commands'
import { badInput, notFound } from '../domain/errors'
import { toChat } from '../schema/chat'
import { SendMessageInput } from '../schema/inputs'
import { toMessage } from '../schema/message'
import { ChatPayload, MessagePayload, SendMessagePayload } from '../schema/payloads'
import type { Context } from './context'
import { emoji, short, text } from './validation'

const WRITE: Scope[] = ['MESSAGES_WRITE']
const MESSAGE_ID = { description: "The message's id." }

/** What can be done with messages. */
@Resolver()
export class MessageMutations {
  constructor(private readonly commands: Commands) {}

  @Authorized(WRITE)
  @Mutation(() => SendMessagePayload, {
    description: 'Returns as soon as the message is stored as QUEUED; messageUpdated tells the rest.',
  })
  async sendMessage(
    @Arg('input', () => SendMessageInput, { description: 'What to send, and to whom.' }) input: SendMessageInput,
    @Ctx() context: Context,
  ): Promise<SendMessagePayload> {
    const { viewer } = context
    const idempotencyKey = short('input.idempotencyKey', input.idempotencyKey)
    const { sessionId, to, replyTo = null } = input
    const command = { type: 'send', sessionId, to, replyTo, idempotencyKey, text: contentOf(input) } as const
    const { messageId = '', queued } = await this.commands.execute(viewer.workspaceId, command)
    const message = await this.message(context, messageId)
    // It may have moved on since; a new message is shown as this mutation promises, and messageUpdated tells the rest.
    if (queued) Object.assign(message, { deliveryState: 'QUEUED', failure: null, whatsappId: null })
    return { message }
  }

  @Authorized(WRITE)
  @Mutation(() => MessagePayload, { description: 'Puts an emoji on a message, or takes it back.' })
  reactToMessage(
    @Arg('messageId', () => ID, MESSAGE_ID) messageId: string,
    @Arg('emoji', () => String, { description: 'One emoji; empty takes the reaction back.' }) symbol: string,
    @Ctx() context: Context,
  ): Promise<MessagePayload> {
    return this.change(context, messageId, { type: 'react', messageId, emoji: emoji('emoji', symbol) })
  }

  @Authorized(WRITE)
  @Mutation(() => MessagePayload, { description: 'Edits an own message; WhatsApp allows it for 15 minutes.' })
  editMessage(
    @Arg('messageId', () => ID, MESSAGE_ID) messageId: string,
    @Arg('body', () => String, { description: 'The new text: 1 to 65,536 characters.' }) body: string,
    @Ctx() context: Context,
  ): Promise<MessagePayload> {
    return this.change(context, messageId, { type: 'edit', messageId, body: text('body', body) })
  }

  @Authorized(WRITE)
  @Mutation(() => MessagePayload, { description: 'Deletes it for everyone.' })
  revokeMessage(
    @Arg('messageId', () => ID, MESSAGE_ID) messageId: string,
    @Ctx() context: Context,
  ): Promise<MessagePayload> {
    return this.change(context, messageId, { type: 'revoke', messageId })
  }

  @Authorized(WRITE)
  @Mutation(() => ChatPayload, { description: 'Marks all messages of a chat as read.' })
  async markChatRead(
    @Arg('chatId', () => ID, { description: "The chat's id." }) chatId: string,
    @Ctx() context: Context,
  ): Promise<ChatPayload> {
    const { loaders, viewer } = context
    const chat = await loaders.chat.load(chatId)
    if (!chat) throw notFound('chat', chatId)
    await this.commands.execute(viewer.workspaceId, { type: 'mark-read', sessionId: chat.sessionId, chatId })
    return { chat: toChat((await loaders.chat.load(chatId)) ?? chat) }
  }

  private async change(context: Context, messageId: string, change: ChangeCommand): Promise<MessagePayload> {
    const { sessionId } = await this.message(context, messageId)
    await this.commands.execute(context.viewer.workspaceId, { ...change, sessionId })
    return { message: await this.message(context, messageId) }
  }

  private async message({ loaders }: Context, id: string) {
    const record = await loaders.message.load(id)
    if (!record) throw notFound('message', id)
    return toMessage(record)
  }
}

type Unaddressed<C> = C extends Command ? Omit<C, 'sessionId'> : never
type ChangeCommand = Unaddressed<Extract<Command, { type: 'react' | 'edit' | 'revoke' }>>

/** The one kind of content that the input has; text is all that this version sends. */
function contentOf(input: SendMessageInput): string {
  const kinds = (['text', 'media', 'location'] as const).filter((kind) => input[kind] != null)
  if (kinds.includes('media')) throw badInput('input.media', 'Media cannot be sent yet: this version sends text.')
  if (kinds.includes('location'))
    throw badInput('input.location', 'Locations cannot be sent yet: this version sends text.')
  if (input.text == null) throw badInput('input.text', 'A message needs a text.')
  return text('input.text', input.text)
}
