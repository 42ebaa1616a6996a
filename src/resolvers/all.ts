import type { Commands } from '../domain/commands'
import { AllEvents } from './all-events'
import { ChatFields, MessageFields, ReactionFields } from './chat-fields'
import { MessageMutations } from './message-mutations'
import { RootQueries } from './root-queries'
import { QrCodeFields, SessionFields } from './session-fields'
import { type SessionMaker, SessionMutations } from './session-mutations'
import {
  ChatUpdatedFields,
  ConnectionStateChangedFields,
  HistoryGapFields,
  MessageReceivedFields,
  MessageUpdatedFields,
  Subscriptions,
} from './subscriptions'

/** Every resolver of the API. */
export function allResolvers(commands: Commands, maker: SessionMaker): object[] {
  return [
    new RootQueries(),
    new SessionFields(),
    new QrCodeFields(),
    new ChatFields(),
    new MessageFields(),
    new ReactionFields(),
    new SessionMutations(commands, maker),
    new MessageMutations(commands),
    new Subscriptions(),
    new AllEvents(),
    new MessageReceivedFields(),
    new MessageUpdatedFields(),
    new ChatUpdatedFields(),
    new ConnectionStateChangedFields(),
    new HistoryGapFields(),
  ]
}
