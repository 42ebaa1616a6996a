import type { ChatFieldsFragment, MessageType } from '../generated/operations'

type LastMessage = NonNullable<ChatFieldsFragment['lastMessage']>

/** The kinds of messages that have a picture or a word in the place of a text, or before it. */
export type PreviewKind = Exclude<MessageType, 'TEXT'> | 'REVOKED' | 'NONE'

/** A chat's last message in one line, without words of ours. */
export interface Preview {
  /** Null for text. */
  readonly kind: PreviewKind | null
  /** What people wrote, on one line; null where a word for the kind stands in its place. */
  readonly text: string | null
  /** Who, in groups; null for the account itself, and where it need not be said. */
  readonly sender: string | null
  readonly fromMe: boolean
}

/** As much of a text as fits on a line, whichever letters it has; the rest would only be laid out and hidden. */
const LONGEST = 200

export function previewOf({ kind, lastMessage }: Pick<ChatFieldsFragment, 'kind' | 'lastMessage'>): Preview {
  if (lastMessage === null) return { kind: 'NONE', text: null, sender: null, fromMe: false }
  const { fromMe } = lastMessage
  const named = kind === 'GROUP' && !fromMe && lastMessage.type !== 'SYSTEM'
  const sender = named && lastMessage.sender !== null ? firstNameOf(lastMessage.sender.name) : null
  return { ...contentOf(lastMessage), sender, fromMe }
}

function contentOf({ type, body, revokedAt }: LastMessage): Pick<Preview, 'kind' | 'text'> {
  if (revokedAt !== null) return { kind: 'REVOKED', text: null }
  const text = oneLine(body ?? '')
  return { kind: type === 'TEXT' ? null : type, text: text === '' ? null : text }
}

/** A text on one line, and not longer than anybody sees. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, LONGEST * 2)
    .trim()
    .replace(/\s+/g, ' ')
  return line.length <= LONGEST ? line : `${[...line].slice(0, LONGEST).join('')}…`
}

/** The first word of a name; numbers are one word, and so are names that begin with something that is no letter. */
export function firstNameOf(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? ''
  return /^\p{L}/u.test(first) ? first : name.trim()
}
