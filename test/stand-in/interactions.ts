import type { StandInAccount } from './account'
import { newStanzaId, toWid } from './ids'
import { optionIds } from './polls'
import type { CallInput, ReactionInput } from './stand-in'
import type { WireReaction } from './wire'

/** Somebody reacts to a message, or takes the reaction back. Throws if there is no such message. */
export function react(account: StandInAccount, key: string, { from, emoji, timestamp }: ReactionInput): void {
  const author = toWid(from)
  const reaction: WireReaction = {
    id: newStanzaId(),
    parentKey: key,
    author,
    fromMe: author === account.wid || author === account.lid,
    emoji,
    timestampMs: (timestamp ?? Math.floor(Date.now() / 1000)) * 1000,
  }
  account.conversations.setReaction(reaction)
  account.change(key, { fields: { hasReaction: true } })
  account.publish({ event: 'reaction', reaction })
}

/** Somebody votes on a poll, by the names of the options. Throws if the poll lacks one. */
export function vote(account: StandInAccount, key: string, from: string, options: readonly string[]): void {
  voteByIds(account, key, toWid(from), optionIds(account.conversations.get(key), options))
}

/** A vote by the local ids of the options, as pages send it. */
export function voteByIds(account: StandInAccount, key: string, voter: string, options: readonly number[]): void {
  const wire = { id: newStanzaId(), parentKey: key, voter, options, timestampMs: Date.now() }
  account.conversations.setVote(wire)
  account.publish({ event: 'vote', vote: wire })
}

/** Somebody calls the account; the call's id. */
export function call(account: StandInAccount, input: CallInput): string {
  const { from, id = newStanzaId(), isVideo = false, isGroup = false } = input
  const offerTime = Math.floor(Date.now() / 1000)
  account.publish({ event: 'call', call: { id, peer: toWid(from), isVideo, isGroup, offerTime, participants: [] } })
  return id
}
