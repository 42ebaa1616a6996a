import type { ChatFieldsFragment } from '../generated/operations'
import { kindOf, type MessageKind } from '../messages/kinds'
import { oneLine } from '../messages/one-line'

type LastMessage = NonNullable<ChatFieldsFragment['lastMessage']>

/** A message in one line, without words of ours. */
interface Preview {
  readonly kind: MessageKind
  /** What people wrote, on one line; null where the name of the kind stands in its place. */
  readonly text: string | null
  /** Who, in groups; null for the account itself, and where it need not be said. */
  readonly sender: string | null
  readonly fromMe: boolean
}

/** What a chat's list, or a notification, says of a message. */
export function previewOf(chatKind: ChatFieldsFragment['kind'], message: LastMessage): Preview {
  const { fromMe, type, sender } = message
  const named = chatKind === 'GROUP' && !fromMe && type !== 'SYSTEM' && sender !== null
  const kind = kindOf(message)
  const text = kind === 'REVOKED' ? '' : oneLine(message.body ?? '')
  return { kind, text: text === '' ? null : text, sender: named ? firstNameOf(sender.name) : null, fromMe }
}

/** The first word of a name; numbers are one word, and so are names that begin with something that is no letter. */
export function firstNameOf(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? ''
  return /^\p{L}/u.test(first) ? first : name.trim()
}
