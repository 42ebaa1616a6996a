import { monotonicFactory } from 'ulid'

/** What an id's prefix says it is an id of. */
export const ID_PREFIXES = {
  workspace: 'wks',
  apiKey: 'key',
  session: 'ses',
  contact: 'con',
  chat: 'cht',
  message: 'msg',
} as const

export type IdKind = keyof typeof ID_PREFIXES

const ulid = monotonicFactory()

/** A new id such as `msg_01JD…`: global, opaque, and ascending within a process, so that it orders rows of one time. */
export const newId = (kind: IdKind): string => `${ID_PREFIXES[kind]}_${ulid()}`

/** The kind that an id claims to be of; null if it is none of ours. */
export function idKindOf(id: string): IdKind | null {
  const match = /^([a-z]{3})_[0-9A-HJKMNP-TV-Z]{26}$/.exec(id)
  const found = Object.entries(ID_PREFIXES).find(([, prefix]) => prefix === match?.[1])
  return found ? (found[0] as IdKind) : null
}
