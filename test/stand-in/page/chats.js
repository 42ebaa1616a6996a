// Chats, groups and their participants.

import { Collection, Model } from './model.js'
import { Msg, toModel } from './message-model.js'
import { define } from './registry.js'
import { server } from './server-link.js'
import { Cmd, session } from './session.js'
import { createWid, maybeWid } from './wid.js'

class MuteModel extends Model {
  async mute({ expiration }) {
    await server.call('setChat', this.chat._serialized, { muteExpiration: expiration })
  }

  async unmute() {
    await server.call('setChat', this.chat._serialized, { muteExpiration: 0 })
  }
}

class GroupMetadataModel extends Model {
  serialize() {
    return { ...this, participants: this.participants.serialize(), membershipApprovalRequests: [] }
  }
}

class ChatMessages extends Collection {
  getModelsArray() {
    return this._models.sort((a, b) => a.t - b.t)
  }
}

class ChatModel extends Model {
  constructor({ id }) {
    super({ id, unreadCount: 0, archive: false, pin: 0, t: 0, isLocked: false, labels: [] })
    this.mute = new MuteModel({ chat: id, expiration: 0 })
    this.msgs = new ChatMessages(Msg.modelClass)
    Object.defineProperty(this, 'oldestKey', { writable: true })
  }

  get lastReceivedKey() {
    return this.msgs.getModelsArray().at(-1)?.id
  }

  iAmAdmin() {
    const mine = [session.me.wid, session.me.lid].map((id) => this.groupMetadata?.participants.get(id))
    return mine.some((participant) => participant?.isAdmin)
  }

  serialize() {
    const { mute, groupMetadata, ...rest } = this
    const msgs = this.msgs.getModelsArray().map(({ id }) => ({ id }))
    return { ...rest, msgs, muteExpiration: mute.expiration, groupMetadata: groupMetadata?.serialize() }
  }
}

class ChatCollection extends Collection {
  /** Pinned chats first, then by the time of the last message, newest first. */
  getModelsArray() {
    return this._models.sort((a, b) => b.pin - a.pin || b.t - a.t)
  }
}

async function findChat(id) {
  return keepChat(await server.call('findChat', createWid(id)._serialized))
}

export const Chat = new ChatCollection(ChatModel, findChat)
export const GroupMetadata = new Collection(GroupMetadataModel)

GroupMetadata.update = async (id) => keepGroup(await server.call('groupMetadata', id._serialized))

/** Takes over a chat's attributes from the server; see WireChat. */
export function keepChat({ id, title, muteExpiration, group, ...attributes }) {
  const wid = createWid(id)
  const chat = Chat.get(wid) ?? new ChatModel({ id: wid })
  const groupMetadata = group && keepGroup(group)
  if (!Chat.get(wid)) Object.assign(chat, attributes, { name: title, formattedTitle: title, groupMetadata })
  Chat.add(chat)
  chat.mute.set({ expiration: muteExpiration })
  return chat.set({ ...attributes, name: title, formattedTitle: title, groupMetadata })
}

function keepGroup({ id, owner, participants, ...attributes }) {
  const wid = createWid(id)
  const model = GroupMetadata.add({
    id: wid,
    participants: new Collection(Model),
    membershipApprovalRequests: { _models: [] },
  })
  const present = new Set(participants.map((one) => one.id))
  for (const one of model.participants.getModelsArray()) {
    if (!present.has(one.id._serialized)) model.participants.remove(one.id)
  }
  for (const { id: who, ...roles } of participants) model.participants.add({ id: createWid(who) }).set(roles)
  return model.set({ ...attributes, owner: maybeWid(owner) })
}

/** Puts a message into its chat and among all messages; the same message again is ignored. */
export function addMessage(chat, model) {
  if (Msg.get(model.id)) return
  chat.oldestKey ??= model.id._serialized
  chat.msgs.add(model)
  Msg.add(model)
}

/** Takes a message out of its chat and of all messages. */
export function removeMessage(msg) {
  const chat = Chat.get(msg.id.remote)
  chat?.msgs.remove(msg)
  if (chat?.oldestKey === msg.id._serialized) chat.oldestKey = chat.msgs.getModelsArray()[0]?.id._serialized
  Msg.remove(msg)
}

async function loadEarlierMsgs({ chat }) {
  const loaded = await server.call('loadEarlier', chat.id._serialized, chat.oldestKey)
  const models = loaded.filter(({ key }) => !Msg.get(key)).map((wire) => toModel(wire))
  for (const model of models) addMessage(chat, model)
  chat.oldestKey = loaded[0]?.key ?? chat.oldestKey
  return models
}

const setChat = (chat, change) => server.call('setChat', chat.id._serialized, change)

Object.assign(Cmd, {
  archiveChat: (chat, archive) => setChat(chat, { archive }),
  pinChat: (chat, pinned) => setChat(chat, { pin: pinned ? 1 : 0 }),
  markChatUnread: (chat, unread) => setChat(chat, { unreadCount: unread ? -1 : 0 }),
})

const chatState = (state) => (chatId) => server.call('chatState', chatId._serialized, state)

define({
  WAWebFindChatAction: { findOrCreateLatestChat: async (wid) => ({ chat: await findChat(wid), created: false }) },
  WAWebChatLoadMessages: { loadEarlierMsgs },
  WAWebChatGetters: {
    getIsNewsletter: (chat) => chat.id.isNewsletter(),
    getIsBroadcast: (chat) => chat.id.isBroadcast(),
  },
  WAWebUpdateUnreadChatAction: { sendSeen: ({ chat }) => server.call('seen', chat.id._serialized) },
  WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
  WAWebDeleteChatAction: { sendDelete: (chat) => server.call('deleteChat', chat.id._serialized) },
  WAWebChatStateBridge: {
    sendChatStateComposing: chatState('composing'),
    sendChatStateRecording: chatState('recording'),
    sendChatStatePaused: chatState('paused'),
  },
})
