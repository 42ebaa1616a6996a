// Sending, editing, deleting, reactions: what can be done with messages.

import { addMessage } from './chats.js'
import { Msg, MsgModel, quotedModel, toWire } from './message-model.js'
import { Collection, Model } from './model.js'
import { define, guarded } from './registry.js'
import { server } from './server-link.js'
import { Cmd, session } from './session.js'
import { MsgKey, createWid } from './wid.js'

/** Adds the message at once, as pending, and sends it: [promise of the model, promise of the server's answer]. */
function addAndSendMsgToChat(chat, message) {
  const model = new MsgModel({ ...message, isUnsentMedia: Boolean(message.directPath) })
  addMessage(chat, model)
  const { id, body, type, t, ack, from, to, local, self, isNewMsg, isUnsentMedia, ...fields } = model.serialize()
  const outgoing = {
    chat: chat.id._serialized,
    id: id.id,
    body: body ?? '',
    type,
    timestamp: t,
    fields: toWire(fields),
  }
  const sent = server.call('send', outgoing).then(
    () => {
      model.set({ isUnsentMedia: false })
      return { messageSendResult: 'OK', t, count: null }
    },
    (error) => {
      model.set({ ack: -1 })
      return { messageSendResult: 'ERROR_UNKNOWN', error: String(error) }
    },
  )
  return [Promise.resolve(model), sent]
}

async function forwardMessages({ chat, msgs }) {
  for (const msg of msgs) {
    const { id, ack, from, to, author, participant, ...rest } = msg.serialize()
    const sender = createWid(chat.id.isLid() ? session.me.lid : session.me.wid)
    const key = new MsgKey({
      fromMe: true,
      remote: chat.id,
      id: await MsgKey.newId(),
      participant: chat.id.isGroup() ? sender : undefined,
    })
    const t = Math.floor(Date.now() / 1000)
    const forwarded = { ...rest, id: key, ack: 0, from: sender, to: chat.id, self: 'out', t, isNewMsg: true }
    await addAndSendMsgToChat(chat, {
      ...forwarded,
      isForwarded: true,
      forwardingScore: (rest.forwardingScore ?? 0) + 1,
    })[1]
  }
}

const vcardFromContactModel = ({ id, formattedName }) => ({
  displayName: formattedName,
  vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${formattedName}\nTEL;type=CELL;waid=${id.user}:+${id.user}\nEND:VCARD`,
})

class ReactionsModel extends Model {
  /** Reactions by emoji, as the library's Message.getReactions() wants them. */
  get reactions() {
    const emojis = [...new Set([...this.byAuthor.values()].map(({ emoji }) => emoji))]
    const list = emojis.map((emoji) => ({
      id: emoji,
      aggregateEmoji: emoji,
      hasReactionByMe: this.senders(emoji).some((sender) => sender.isFromMe),
      senders: this.senders(emoji),
    }))
    return Object.assign(list, { serialize: () => list })
  }

  senders(emoji) {
    return [...this.byAuthor.values()]
      .filter((one) => one.emoji === emoji)
      .map((one) => ({
        msgKey: reactionKey(one),
        parentMsgKey: MsgKey.fromString(one.parentKey),
        senderUserJid: one.author,
        isFromMe: one.fromMe,
        reactionText: one.emoji,
        timestamp: one.timestampMs,
        orphan: 0,
        read: false,
        ack: 1,
      }))
  }
}

export const Reactions = new Collection(ReactionsModel)

const reactionKey = ({ id, parentKey, fromMe, author }) => {
  const { remote } = MsgKey.fromString(parentKey)
  return new MsgKey({ fromMe, remote, id, participant: remote.isGroup() ? author : undefined })
}

/** Keeps a reaction without telling anybody; see WireReaction. */
export function keepReaction(reaction) {
  const { byAuthor } = Reactions.add({ id: reaction.parentKey, byAuthor: new Map() })
  if (reaction.emoji) byAuthor.set(reaction.author, reaction)
  else byAuthor.delete(reaction.author)
}

/** A reaction arrives: goes through the table that the library listens at. */
export function receiveReaction(reaction) {
  keepReaction(reaction)
  const author = createWid(reaction.author)
  window.require('WAWebAddonReactionTableMode').reactionTableMode.bulkUpsert([
    {
      id: reactionKey(reaction),
      reactionParentKey: MsgKey.fromString(reaction.parentKey),
      reactionText: reaction.emoji,
      reactionTimestamp: reaction.timestampMs,
      author,
      from: author,
      orphan: 0,
      read: false,
      ack: 1,
    },
  ])
}

const eachOf = (method) => (chat, messages) => {
  return Promise.all((messages.list ?? messages).map((msg) => server.call(method, msg.id._serialized)))
}
const setStar = (star) => (chat, list) => {
  return Promise.all(list.map((msg) => server.call('setMessage', msg.id._serialized, { star })))
}

Object.assign(Cmd, {
  sendRevokeMsgs: eachOf('revoke'),
  sendDeleteMsgs: eachOf('remove'),
  sendStarMsgs: setStar(true),
  sendUnstarMsgs: setStar(false),
})

const findLinks = (text) => {
  return [...(text ?? '').matchAll(/https?:\/\/\S+/g)].map(([href]) => ({ href, suspiciousCharacters: new Set() }))
}

define({
  WAWebSendMsgChatAction: { addAndSendMsgToChat },
  WAWebMsgReply: { canReplyMsg: (msg) => msg.canReply() },
  WAWebQuotedMsgModelUtils: { getQuotedMsgObj: quotedModel },
  WAWebSendReactionMsgAction: {
    sendReactionToMsg: (msg, emoji) => server.call('react', msg.id._serialized, emoji),
  },
  WAWebSendMessageEditAction: { sendMessageEdit: (msg, body) => server.call('edit', msg.id._serialized, body) },
  WAWebMsgActionCapability: {
    canSenderRevokeMsg: (msg) => msg.id.fromMe,
    canAdminRevokeMsg: () => false,
    canEditText: (msg) => msg.id.fromMe && msg.type === 'chat',
    canEditCaption: (msg) => msg.id.fromMe && msg.caption !== undefined,
    canStarMsg: () => true,
  },
  WAWebAddonReactionTableMode: { reactionTableMode: { bulkUpsert() {} } },
  WAWebApiMessageInfoStore: {
    queryMsgInfo: async () => ({
      delivery: [],
      deliveryRemaining: 0,
      played: [],
      playedRemaining: 0,
      read: [],
      readRemaining: 0,
    }),
  },
  WAWebSyncGatingUtils: { isPlaceholderMessageResendEnabled: () => false },
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: { handlePlaceholderMsgsSeen() {} },
  WALinkify: { findLinks, findLink: (text) => findLinks(text)[0] },
  WAWebLinkPreviewChatAction: { getLinkPreview: async () => ({}) },
  WAWebChatForwardMessage: { forwardMessages },
  WAWebFrontendVcardUtils: { vcardFromContactModel },
  WAWebVcardParsingUtils: {
    parseVcard: (text) => ({ name: /^FN:(.*)$/m.exec(text)?.[1] ?? '' }),
  },
  WAWebVcardGetNameFromParsed: { vcardGetNameFromParsed: ({ name }) => name },
  WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => null },
  WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => 'text' },
})
