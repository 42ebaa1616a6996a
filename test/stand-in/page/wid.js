// WhatsApp ids (Wid) and message keys (MsgKey).

import { define } from './registry.js'

export class Wid {
  constructor(user, server) {
    this.server = server
    this.user = user
    this._serialized = `${user}@${server}`
  }

  isUser() {
    return this.server === 'c.us' || this.server === 'lid'
  }

  isLid() {
    return this.server === 'lid'
  }

  isGroup() {
    return this.server === 'g.us'
  }

  isNewsletter() {
    return this.server === 'newsletter'
  }

  isBroadcast() {
    return this.server === 'broadcast'
  }

  isStatus() {
    return this._serialized === 'status@broadcast'
  }

  equals(other) {
    return this._serialized === other?._serialized
  }

  toJid() {
    return this.server === 'c.us' ? `${this.user}@s.whatsapp.net` : this._serialized
  }

  toString() {
    return this._serialized
  }
}

/** The id for a string or anything like an id. Throws on what is none, as WhatsApp Web does. */
export function createWid(id) {
  const text = typeof id === 'string' ? id : id?._serialized
  const match = /^([\w.-]+)(?::\d+)?@(c\.us|s\.whatsapp\.net|lid|g\.us|broadcast|newsletter)$/.exec(text ?? '')
  if (!match) throw new Error(`wid error: invalid wid`)
  return new Wid(match[1], match[2] === 's.whatsapp.net' ? 'c.us' : match[2])
}

/** A Wid, or undefined for nothing. */
export const maybeWid = (id) => (id ? createWid(id) : undefined)

export class MsgKey {
  constructor({ from, to, remote, id, participant, selfDir, fromMe }) {
    this.fromMe = fromMe ?? selfDir === 'out'
    this.remote = createWid(remote ?? (this.fromMe ? to : from))
    this.id = id
    if (participant) this.participant = createWid(participant)
    this._serialized = [this.fromMe, this.remote, this.id, ...(participant ? [this.participant] : [])].join('_')
  }

  static async newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(9))
    return `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`
  }

  static fromString(text) {
    const [fromMe, remote, id, participant] = text.split('_')
    return new MsgKey({ fromMe: fromMe === 'true', remote, id, participant })
  }

  equals(other) {
    return this._serialized === other?._serialized
  }

  toString() {
    return this._serialized
  }
}

const isUserLike = (wid) => {
  if (!wid?.isUser?.()) throw new Error('asUserWidOrThrow: not a user')
  return wid
}

define({
  WAWebWidFactory: {
    createWid,
    createWidFromWidLike: createWid,
    createUserWidOrThrow: (id) => isUserLike(createWid(id)),
    asUserWidOrThrow: isUserLike,
  },
  WAWebWidToJid: { widToUserJid: (wid) => wid.toJid(), widToGroupJid: (wid) => wid.toJid() },
  WAWebJidToWid: { userJidToUserWid: createWid, newsletterJidToWid: createWid },
  WAWebMsgKey: MsgKey,
})
