// What can be done with groups: create, change, invite, leave.

import { GroupMetadata } from './chats.js'
import { define } from './registry.js'
import { server } from './server-link.js'
import { createWid } from './wid.js'

async function createGroup({ title }, participants) {
  const wids = participants.map(({ phoneNumber }) => phoneNumber._serialized)
  const group = await server.call('createGroup', title, wids)
  const members = group.participants.map(({ id, isSuperAdmin }) => {
    return { wid: createWid(id), type: isSuperAdmin ? 'superadmin' : undefined }
  })
  return { wid: createWid(group.id), subject: title, participants: members }
}

const change = (kind) => (chat, participants) => {
  const wids = participants.map(({ id }) => id._serialized)
  return server.call('changeGroup', { group: chat.id._serialized, kind, participants: wids })
}

/** The answer of WhatsApp's server to adding one participant, as deeply wrapped as the library unwraps it. */
async function sendAddParticipantsRPC({ iqTo, participantArgs }) {
  const participants = participantArgs.map(({ participantJid }) => createWid(participantJid)._serialized)
  await server.call('changeGroup', { group: createWid(iqTo)._serialized, kind: 'add', participants })
  const mixin = { name: 'AddParticipantsParticipantAdded', value: {} }
  const wrapped = { value: { addParticipantsParticipantMixins: mixin } }
  const key = 'addParticipantsParticipantAddedOrNonRegisteredWaUserParticipantErrorLidResponseMixinGroup'
  return { name: 'AddParticipantsResponseSuccess', value: { addParticipant: [{ [key]: wrapped }] } }
}

const setText = (kind) => (wid, text) => {
  return server.call('changeGroup', { group: wid._serialized, kind, text, participants: [] })
}

define({
  WAWebGroupCreateJob: { createGroup },
  WAWebGroupQueryJob: {
    queryAndUpdateGroupMetadataById: ({ id }) => GroupMetadata.update(createWid(id)),
    resetGroupInviteCode: (wid) => server.call('inviteCode', wid._serialized, true),
  },
  WAWebModifyParticipantsGroupAction: {
    removeParticipants: change('remove'),
    promoteParticipants: change('promote'),
    demoteParticipants: change('demote'),
  },
  WASmaxGroupsAddParticipantsRPC: { sendAddParticipantsRPC },
  WAWebGroupModifyInfoJob: { setGroupSubject: setText('subject'), setGroupDescription: setText('description') },
  WAWebSetPropertyGroupAction: {
    setGroupProperty: (chat, property, value) => server.call('setGroup', chat.id._serialized, property, value),
  },
  WAWebMexFetchGroupInviteCodeJob: { fetchMexGroupInviteCode: (id) => server.call('inviteCode', id, false) },
  WAWebExitGroupAction: {
    sendExitGroup: (chat) =>
      server.call('changeGroup', { group: chat.id._serialized, kind: 'leave', participants: [] }),
  },
})
