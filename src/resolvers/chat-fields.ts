import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Authorized, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql'
import type { Scope } from '../domain/access'
import { notFound } from '../domain/errors'
import { Chat, toChat } from '../schema/chat'
import { Contact, toContact } from '../schema/contact'
import { Media, Message, MessageConnection, Reaction, toMessage, toReaction } from '../schema/message'
import { toConnection } from '../schema/paging'
import { Session, toSession } from '../schema/session'
import type { Context } from './context'
import { withEventCursor } from './event-cursor'
import { page } from './validation'

// Where a field leads on needs its own scope: the object before it may come from a mutation of a key that cannot read.
const SESSIONS: Scope[] = ['SESSIONS_READ']
const MESSAGES: Scope[] = ['MESSAGES_READ']

/** What a chat leads to. */
@Resolver(() => Chat)
export class ChatFields {
  @Authorized(SESSIONS)
  @FieldResolver(() => Session, { description: 'The session that it belongs to.' })
  async session(@Root() { sessionId }: Chat, @Ctx() { loaders }: Context): Promise<Session> {
    const record = await loaders.session.load(sessionId)
    if (!record) throw notFound('session', sessionId)
    return toSession(record)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => Message, { nullable: true, description: 'The newest; null where there is none.' })
  async lastMessage(@Root() { lastMessageId }: Chat, @Ctx() { loaders }: Context): Promise<Message | null> {
    const record = lastMessageId === null ? null : await loaders.message.load(lastMessageId)
    return record && toMessage(record)
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'PRIVATE only.' })
  async contact(@Root() { contactId }: Chat, @Ctx() { loaders }: Context): Promise<Contact | null> {
    const record = contactId === null ? null : await loaders.contact.load(contactId)
    return record && toContact(record)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => MessageConnection, { description: 'Newest first.' })
  async messages(
    @Root() { id }: Chat,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many: 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the item before the page.' })
    after: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MessageConnection> {
    return withEventCursor(context, info, async () =>
      toConnection(await context.reads.messagePage(id, page(first, after)), (record) => toMessage(record)),
    )
  }
}

/** Why the media of simulated phones have no url. */
const NO_FILES = 'simulated phones have no files'

/** What a message leads to. */
@Resolver(() => Message)
export class MessageFields {
  @FieldResolver(() => Chat, { description: 'The chat that it is in.' })
  async chat(@Root() { chatId }: Message, @Ctx() { loaders }: Context): Promise<Chat> {
    const record = await loaders.chat.load(chatId)
    if (!record) throw notFound('chat', chatId)
    return toChat(record)
  }

  @FieldResolver(() => Media, { nullable: true, description: 'Its file, for kinds that have one.' })
  async media(@Root() { media, sessionId }: Message, @Ctx() { loaders }: Context): Promise<Media | null> {
    if (media === null || media.url !== null) return media
    const session = await loaders.session.load(sessionId)
    return session?.engine === 'SIMULATED' ? { ...media, unavailable: NO_FILES } : media
  }

  @FieldResolver(() => Contact, { nullable: true, description: 'Null for the account itself.' })
  async sender(@Root() { senderId }: Message, @Ctx() { loaders }: Context): Promise<Contact | null> {
    const record = senderId === null ? null : await loaders.contact.load(senderId)
    return record && toContact(record)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => Message, { nullable: true, description: 'What it replies to, where that is stored.' })
  async quoted(@Root() { sessionId, quotedStanzaId }: Message, @Ctx() { loaders }: Context): Promise<Message | null> {
    const record = quotedStanzaId === null ? null : await loaders.quoted.load({ sessionId, stanzaId: quotedStanzaId })
    return record && toMessage(record)
  }

  @FieldResolver(() => [Reaction], { description: 'Oldest first.' })
  async reactions(@Root() { id }: Message, @Ctx() { loaders }: Context): Promise<Reaction[]> {
    return (await loaders.reactions.load(id)).map(toReaction)
  }
}

/** What a reaction leads to. */
@Resolver(() => Reaction)
export class ReactionFields {
  @FieldResolver(() => Contact, { nullable: true, description: 'Null for the account itself.' })
  async sender(@Root() { senderId }: Reaction, @Ctx() { loaders }: Context): Promise<Contact | null> {
    const record = senderId === null ? null : await loaders.contact.load(senderId)
    return record && toContact(record)
  }
}
