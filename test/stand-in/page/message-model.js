// The message model, the collection of all messages, and quoting.

import { Collection, Model } from './model.js'
import { server } from './server-link.js'
import { session } from './session.js'
import { MsgKey, Wid, createWid, maybeWid } from './wid.js'

// Attributes that serialize() leaves out: models of their own in WhatsApp Web.
const NOT_SERIALIZED = new Set(['mediaData', 'mediaObject', 'mediaBlob', 'renderableUrl'])

export class MsgModel extends Model {
  constructor(attributes) {
    super({ invis: false, star: false, broadcast: false, isForwarded: false, ...attributes })
    if (this.directPath && !this.mediaData) this.mediaData = { type: this.type, mediaStage: 'INIT' }
  }

  get isStatusV3() {
    return this.id.remote.isStatus()
  }

  get isEphemeral() {
    return false
  }

  get mediaObject() {
    return this.mediaData
  }

  serialize() {
    return Object.fromEntries(Object.entries(this).filter(([key]) => !NOT_SERIALIZED.has(key)))
  }

  canReply() {
    return true
  }

  /** What a reply to this message carries. */
  msgContextInfo() {
    return {
      quotedMsg: { type: this.type, body: this.body },
      quotedStanzaID: this.id.id,
      quotedParticipant: this.author ?? this.from,
    }
  }

  async downloadMedia() {
    const response = await fetch(this.directPath)
    this.mediaData.mediaStage = response.ok ? 'RESOLVED' : 'ERROR_MISSING'
  }
}

class MsgCollection extends Collection {
  async getMessagesById(ids) {
    const loaded = await server.call('messages', ids.map(String))
    return { messages: loaded.map((wire) => this.get(wire.key) ?? toModel(wire)) }
  }

  async search(query, _page, count, chat) {
    const found = await server.call('search', query, chat ?? null)
    return { messages: found.slice(0, count ?? found.length).map((wire) => this.get(wire.key) ?? toModel(wire)) }
  }
}

export const Msg = new MsgCollection(MsgModel)

/** Attributes as the server sends them, with ids turned into Wids. */
export function fromWire(attributes) {
  const result = { ...attributes }
  for (const key of ['from', 'to', 'author', 'quotedParticipant']) if (result[key]) result[key] = createWid(result[key])
  if (result.mentionedJidList) result.mentionedJidList = result.mentionedJidList.map(createWid)
  for (const key of ['protocolMessageKey', 'latestEditMsgKey']) {
    if (result[key]) result[key] = MsgKey.fromString(result[key])
  }
  return result
}

/** A model, not yet in any collection, of a message from the server; see StoredMessage. */
export function toModel({ key, id, fromMe, chat, participant, timestamp, fields, ...attributes }, isNewMsg = false) {
  const msgKey = new MsgKey({ fromMe, remote: chat, id, participant })
  if (msgKey._serialized !== key) throw new Error(`message key ${key} became ${msgKey._serialized}`)
  const self = fromMe ? 'out' : 'in'
  return new MsgModel({ ...fromWire({ ...attributes, ...fields }), id: msgKey, t: timestamp, self, isNewMsg })
}

/** JSON for the server: ids as text, bytes as numbers. */
export function toWire(value) {
  if (value instanceof Wid || value instanceof MsgKey) return value._serialized
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(toWire)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toWire(inner)]))
}

/** The message that another one quotes, as a model. */
export function quotedModel(msg) {
  if (!msg.quotedMsg) return undefined
  const participant = maybeWid(msg.quotedParticipant)
  const fromMe = [session.me?.wid, session.me?.lid].includes(participant?._serialized)
  const inGroup = msg.id.remote.isGroup()
  const id = new MsgKey({
    fromMe,
    remote: msg.id.remote,
    id: msg.quotedStanzaID,
    participant: inGroup ? participant : undefined,
  })
  return (
    Msg.get(id) ?? new MsgModel({ ...msg.quotedMsg, id, from: participant, to: msg.to, author: participant, ack: 1 })
  )
}
