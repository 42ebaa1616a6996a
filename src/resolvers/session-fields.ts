import type { GraphQLResolveInfo } from 'graphql'
import { GraphQLDateTime } from 'graphql-scalars'
import QRCode from 'qrcode'
import { Arg, Authorized, Ctx, FieldResolver, Info, Int, Resolver, Root } from 'type-graphql'
import type { Scope } from '../domain/access'
import type { ChatKind } from '../domain/engine'
import { ChatConnection, toChat } from '../schema/chat'
import { ContactConnection, toContact } from '../schema/contact'
import { ChatKindEnum } from '../schema/enums'
import { toCountedConnection } from '../schema/paging'
import { QrCode, Session, toQrCode } from '../schema/session'
import type { Context } from './context'
import { withEventCursor } from './event-cursor'
import { page, search } from './validation'

const MESSAGES: Scope[] = ['MESSAGES_READ']
const FIRST = { defaultValue: 50, description: 'How many: 1 to 100.' }
const AFTER = { nullable: true, description: 'The cursor of the item before the page.' } as const

/** What a session leads to. */
@Resolver(() => Session)
export class SessionFields {
  @FieldResolver(() => QrCode, { nullable: true, description: 'While AWAITING_LOGIN by QR.' })
  qr(@Root() session: Session): QrCode | null {
    return toQrCode(session.qrRecord)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => Int, { description: 'Messages that nobody has read yet, in all its chats.' })
  unreadCount(@Root() { id }: Session, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.unreadCount.load(id)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'When its newest message was sent or received; null before the first.',
  })
  lastActivityAt(@Root() { id }: Session, @Ctx() { loaders }: Context): Promise<Date | null> {
    return loaders.lastActivity.load(id)
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => ChatConnection, { description: 'Newest activity first.' })
  async chats(
    @Root() { id }: Session,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null,
    @Arg('search', () => String, { nullable: true, description: 'Part of a name or WhatsApp id.' })
    wanted: string | null,
    @Arg('kind', () => ChatKindEnum, { nullable: true, description: 'Only this kind.' }) kind: ChatKind | null,
    @Arg('unread', () => Boolean, {
      nullable: true,
      description: 'Only chats with (true) or without (false) unread messages.',
    })
    unread: boolean | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ChatConnection> {
    const { reads } = context
    const filter = { search: search(wanted), kind: kind ?? null, unread: unread ?? null }
    return withEventCursor(context, info, async () => {
      const chats = await reads.chatPage(id, filter, page(first, after))
      return toCountedConnection(ChatConnection, chats, toChat, () => reads.chatCount(id, filter))
    })
  }

  @Authorized(MESSAGES)
  @FieldResolver(() => ContactConnection, { description: 'By name.' })
  async contacts(
    @Root() { id }: Session,
    @Arg('first', () => Int, FIRST) first: number,
    @Arg('after', () => String, AFTER) after: string | null,
    @Arg('search', () => String, { nullable: true, description: 'Part of a name or number.' }) wanted: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ContactConnection> {
    const { reads } = context
    const term = search(wanted)
    return withEventCursor(context, info, async () => {
      const contacts = await reads.contactPage(id, term, page(first, after))
      return toCountedConnection(ContactConnection, contacts, toContact, () => reads.contactCount(id, term))
    })
  }
}

/** The code as something to look at, made only for those who ask. */
@Resolver(() => QrCode)
export class QrCodeFields {
  @FieldResolver(() => String, { description: 'PNG as a data: URL.' })
  image(@Root() { code }: QrCode): Promise<string> {
    return QRCode.toDataURL(code, { width: 320, margin: 2 })
  }

  @FieldResolver(() => String, { description: 'For a terminal, in block characters.' })
  text(@Root() { code }: QrCode): Promise<string> {
    return QRCode.toString(code, { type: 'utf8', margin: 2 })
  }
}
