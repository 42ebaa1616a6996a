import type { StandInAccount } from './account'
import { toWid } from './ids'
import type { GroupChange } from './stand-in'
import type { WireGroup } from './wire'

type Participants = WireGroup['participants']

/** Applies the change to the group's metadata and tells the pages with a `gp2` notification. Throws if it is no group. */
export function applyGroupChange(account: StandInAccount, change: GroupChange): void {
  const id = toWid(change.group)
  const { group } = account.conversations.open(id).chat
  if (!group) throw new Error(`not a group: ${id}`)
  const recipients = (change.participants ?? []).map(toWid)
  const subject = change.kind === 'subject' ? { subject: change.text ?? '' } : {}
  const desc = change.kind === 'description' ? { desc: change.text ?? '' } : {}
  const participants = changeParticipants(group.participants, change, recipients)
  account.setChat(id, { group: { ...group, ...subject, ...desc, participants } })
  account.receive({
    chat: id,
    from: change.author,
    type: 'gp2',
    body: change.text ?? '',
    fields: { subtype: change.kind, recipients, isNotification: true },
  })
}

function changeParticipants(before: Participants, { kind }: GroupChange, wids: readonly string[]): Participants {
  const others = before.filter((one) => !wids.includes(one.id))
  if (kind === 'add') return [...others, ...wids.map((id) => ({ id, isAdmin: false, isSuperAdmin: false }))]
  if (kind === 'remove' || kind === 'leave') return others
  if (kind !== 'promote' && kind !== 'demote') return before
  return before.map((one) => (wids.includes(one.id) ? { ...one, isAdmin: kind === 'promote' } : one))
}
