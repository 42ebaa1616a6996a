// Polls and their votes, incoming calls.

import { Collection, Model } from './model.js'
import { define } from './registry.js'
import { server } from './server-link.js'
import { MsgKey, createWid } from './wid.js'

const votes = new Map()

/** Keeps a vote without telling anybody; see WireVote. */
export function keepVote(vote) {
  votes.set(`${vote.parentKey} ${vote.voter}`, vote)
}

/** A vote arrives: goes through the table that the library listens at. */
export function receiveVote(vote) {
  keepVote(vote)
  const { remote } = MsgKey.fromString(vote.parentKey)
  const voter = createWid(vote.voter)
  window.require('WAWebAddonPollVoteTableMode').pollVoteTableMode.bulkUpsert([
    {
      id: new MsgKey({ fromMe: false, remote, id: vote.id, participant: remote.isGroup() ? voter : undefined }),
      pollUpdateParentKey: MsgKey.fromString(vote.parentKey),
      author: voter,
      from: voter,
      t: vote.timestampMs,
      senderTimestampMs: vote.timestampMs,
      selectedOptionLocalIds: vote.options,
    },
  ])
}

const votesOf = (parentKey) => {
  return [...votes.values()]
    .filter((vote) => vote.parentKey === parentKey)
    .map(({ voter, options, timestampMs }) => ({
      parentMsgKey: parentKey,
      sender: createWid(voter),
      senderTimestampMs: timestampMs,
      selectedOptionLocalIds: options,
    }))
}

// The library looks for a Map in the collection and watches it.
export const Calls = Object.assign(new Collection(Model), { _calls: new Map() })

/** Somebody calls; see WireCall. */
export function receiveCall({ id, peer, ...call }) {
  const peerJid = createWid(peer)
  Calls._calls.set(id, { id, peerJid, canHandleLocally: false, outgoing: false, webClientShouldHandle: false, ...call })
}

const wap = (tag, attributes, children = []) => ({ tag, attributes, children })

function deprecatedCastStanza({ children }) {
  const reject = children.find(({ tag }) => tag === 'reject')
  return server.call('rejectCall', reject.attributes['call-id'])
}

define({
  WAWebAddonPollVoteTableMode: { pollVoteTableMode: { bulkUpsert() {} } },
  WAWebPollsSendVoteMsgAction: { sendVote: (msg, ids) => server.call('vote', msg.id._serialized, [...ids]) },
  WAWebPollsVotesSchema: { getTable: () => ({ equals: async (_columns, parentKey) => votesOf(parentKey) }) },
  WAWebCallCollection: Calls,
  WAWap: { wap, generateId: () => crypto.randomUUID() },
  WADeprecatedSendIq: { deprecatedCastStanza },
})
