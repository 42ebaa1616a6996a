// Contacts, the block list, and what the page knows of LID ↔ phone number.

import { Collection, Model } from './model.js'
import { define } from './registry.js'
import { server } from './server-link.js'
import { session } from './session.js'
import { createWid, maybeWid } from './wid.js'

const phoneByLid = new Map()
const lidByPhone = new Map()

class ContactModel extends Model {
  get isContactBlocked() {
    return Blocklist.get(this.id) !== undefined
  }

  get formattedName() {
    return this.name ?? this.pushname ?? `+${this.id.user}`
  }
}

async function loadContact(id) {
  return keepContact(await server.call('contact', createWid(id)._serialized))
}

export const Contact = new Collection(ContactModel, loadContact)
export const Blocklist = new Collection(Model)

/** Learns that a LID and a phone number are the same person. */
export function keepMapping(lid, phone) {
  phoneByLid.set(lid, phone)
  lidByPhone.set(phone, lid)
}

/** Takes over a contact from the server; see WireContact. */
export function keepContact({ id, phoneNumber, lid, isBlocked, ...attributes }) {
  const wid = createWid(id)
  if (phoneNumber) keepMapping(id, phoneNumber)
  if (lid && wid.server === 'c.us') keepMapping(lid, id)
  if (isBlocked) Blocklist.add({ id: wid })
  else Blocklist.remove(wid)
  const contact = Contact.add({ id: wid, type: 'in', isEnterprise: false, labels: [] })
  const shortName = attributes.name?.split(' ')[0]
  return contact.set({ name: undefined, ...attributes, shortName, phoneNumber: maybeWid(phoneNumber) })
}

export const phoneOf = (wid) => maybeWid(phoneByLid.get(wid._serialized))
export const lidOf = (wid) => maybeWid(lidByPhone.get(wid._serialized))

async function queryWidExists(wid) {
  const found = await server.call('exists', wid._serialized)
  if (!found) return null
  if (found.lid && found.phone) keepMapping(found.lid, found.phone)
  return { wid: createWid(found.wid) }
}

const isMe = ({ id }) => [session.me?.wid, session.me?.lid].includes(id._serialized)
const setBlocked = (contact, blocked) => server.call('block', contact.id._serialized, blocked)

define({
  WAWebApiContact: {
    getCurrentLid: lidOf,
    getPhoneNumber: phoneOf,
    getAlternateUserWid: (wid) => (wid.isLid() ? phoneOf(wid) : lidOf(wid)),
  },
  WAWebLidMigrationUtils: {
    toPn: (wid) => (wid.isLid() ? phoneOf(wid) : wid),
    toLid: (wid) => (wid.isLid() ? wid : lidOf(wid)),
  },
  WAWebQueryExistsJob: { queryWidExists },
  WAWebContactGetters: {
    getIsMe: isMe,
    getIsUser: ({ id }) => id.isUser(),
    getIsGroup: ({ id }) => id.isGroup(),
    getIsWAContact: ({ id }) => id.isUser(),
    getUserid: ({ id, phoneNumber }) => (id.isLid() && phoneNumber ? phoneNumber.user : id.user),
    getVerifiedName: ({ verifiedName }) => verifiedName,
    getVerifiedLevel: ({ verifiedLevel }) => verifiedLevel,
    getStatusMute: ({ statusMute }) => statusMute,
    getName: ({ name }) => name,
    getShortName: ({ shortName }) => shortName,
    getPushname: ({ pushname }) => pushname,
    getIsEnterprise: ({ isEnterprise }) => isEnterprise,
  },
  WAWebFrontendContactGetters: { getIsMyContact: (contact) => contact.name !== undefined && !isMe(contact) },
  WAWebContactCollection: { getMeContact: () => Contact.get(session.me?.wid) },
  WAWebBlockContactUtils: { getContactToBlockOnlyUseIfNoAssociatedChat: (contact) => contact },
  WAWebBlockContactAction: {
    blockContact: ({ contact }) => setBlocked(contact, true),
    unblockContact: (contact) => setBlocked(contact, false),
  },
  WAWebPhoneUtils: { formattedPhoneNumber: (jid) => `+${createWid(jid).user}` },
  WAWebContactProfilePicThumbBridge: {
    requestProfilePicFromServer: ({ id }) => server.call('picture', id._serialized),
  },
  WAWebContactStatusBridge: {
    getStatus: ({ wid }) => server.call('about', wid._serialized),
    setMyStatus: (status) => server.call('setAbout', status),
  },
})
