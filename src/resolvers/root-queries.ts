import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Authorized, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql'
import { may, type Scope } from '../domain/access'
import { notFound } from '../domain/errors'
import { idKindOf } from '../domain/ids'
import { Chat, toChat } from '../schema/chat'
import { Contact, toContact } from '../schema/contact'
import { Message, toMessage } from '../schema/message'
import { Node, Workspace } from '../schema/node'
import { toCountedConnection } from '../schema/paging'
import { Session, SessionConnection, toSession } from '../schema/session'
import { Viewer } from '../schema/viewer'
import { checkScopes, type Context } from './context'
import { withEventCursor } from './event-cursor'
import { page } from './validation'

const SESSIONS: Scope[] = ['SESSIONS_READ']
const MESSAGES: Scope[] = ['MESSAGES_READ']

/** Entry points of reading. */
@Resolver(() => Viewer)
export class RootQueries {
  @Query(() => Viewer, { description: 'Who asks, and what they may do.' })
  viewer(@Ctx() { viewer }: Context): Viewer {
    return Object.assign(new Viewer(), { scopes: viewer.scopes })
  }

  @FieldResolver(() => Workspace, { description: 'What the key sees.' })
  async workspace(@Root() _viewer: Viewer, @Ctx() { reads }: Context): Promise<Workspace> {
    return Object.assign(new Workspace(), await reads.workspace())
  }

  @Query(() => Node, { nullable: true, description: 'Whatever has this id; NOT_FOUND if there is nothing.' })
  async node(
    @Arg('id', () => ID, { description: 'Any id of this API.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Node> {
    const { loaders, reads } = context
    switch (idKindOf(id)) {
      case 'workspace': {
        const workspace = await reads.workspace()
        if (workspace.id !== id) throw notFound('workspace', id)
        return Object.assign(new Workspace(), workspace)
      }
      case 'session':
        checkScopes({ context }, SESSIONS)
        return toSession(found('session', id, await loaders.session.load(id)))
      case 'contact':
        checkScopes({ context }, MESSAGES)
        return toContact(found('contact', id, await loaders.contact.load(id)))
      case 'chat':
        checkScopes({ context }, MESSAGES)
        return toChat(found('chat', id, await loaders.chat.load(id)))
      case 'message':
        checkScopes({ context }, MESSAGES)
        return toMessage(found('message', id, await loaders.message.load(id)))
      default:
        throw notFound('node', id)
    }
  }

  @Authorized(SESSIONS)
  @Query(() => Session, { nullable: true, description: 'A session by its id; NOT_FOUND if there is none.' })
  async session(
    @Arg('id', () => ID, { description: "The session's id." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Session> {
    return toSession(found('session', id, await loaders.session.load(id)))
  }

  @Authorized(SESSIONS)
  @Query(() => SessionConnection, { description: 'All sessions of the workspace, newest first.' })
  async sessions(
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many: 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the item before the page.' })
    after: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SessionConnection> {
    const { reads } = context
    return withEventCursor(context, info, async () => {
      const sessions = await reads.sessionPage(page(first, after))
      return toCountedConnection(SessionConnection, sessions, toSession, () => reads.sessionCount())
    })
  }

  @Query(() => String, {
    description:
      "Cursor of the workspace's event log as of this query, whatever else it reads: subscribe with it as `after`, and " +
      'nothing is missed. What the query has read already may come again.',
  })
  eventCursor(@Ctx() context: Context): Promise<string> {
    if (!may(context.viewer, 'SESSIONS_READ')) checkScopes({ context }, MESSAGES)
    return context.rootCursor()
  }

  @Authorized(MESSAGES)
  @Query(() => Chat, { nullable: true, description: 'A chat by its id; NOT_FOUND if there is none.' })
  async chat(
    @Arg('id', () => ID, { description: "The chat's id." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Chat> {
    return toChat(found('chat', id, await loaders.chat.load(id)))
  }

  @Authorized(MESSAGES)
  @Query(() => Message, { nullable: true, description: 'A message by its id; NOT_FOUND if there is none.' })
  async message(
    @Arg('id', () => ID, { description: "The message's id." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Message> {
    return toMessage(found('message', id, await loaders.message.load(id)))
  }

  @Authorized(MESSAGES)
  @Query(() => Contact, { nullable: true, description: 'A contact by its id; NOT_FOUND if there is none.' })
  async contact(
    @Arg('id', () => ID, { description: "The contact's id." }) id: string,
    @Ctx() { loaders }: Context,
  ): Promise<Contact> {
    return toContact(found('contact', id, await loaders.contact.load(id)))
  }
}

function found<Row>(what: string, id: string, row: Row | null): Row {
  if (row === null) throw notFound(what, id)
  return row
}
