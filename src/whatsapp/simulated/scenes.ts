import type { EngineMessage, MessageType } from '../../domain/engine'
import { choice } from './seeded'

/** What a message has beside its text, where it is more than text. */
export interface Content {
  readonly type: MessageType
  readonly media: EngineMessage['media']
  readonly location: EngineMessage['location']
}

/** What happens in one line of a scene; `back` counts the messages of the scene backwards, 1 for the newest. */
export type Act =
  /** A message; `content` null for plain text, `back` for a reply. */
  | {
      readonly type: 'SAY'
      readonly text: string | null
      readonly content: Content | null
      readonly back: number | null
    }
  | { readonly type: 'REACT'; readonly emoji: string; readonly back: number }
  | { readonly type: 'EDIT'; readonly text: string; readonly back: number }
  | { readonly type: 'REVOKE'; readonly back: number }
  /** The account's owner reads the chat on the phone. */
  | { readonly type: 'READ' }

/** One line of a conversation. `speaker` is null for the account, else the number of the person in the chat from 0. */
export interface Line {
  readonly speaker: number | null
  readonly act: Act
}

/** Some lines that follow each other within minutes. */
export type Scene = readonly Line[]

const LINE = /^([>0-9])(?:([\^+~x])([1-9]?)|(=))?(?:\[([A-Z]+)(?: ([^\]]*))?\])? ?(.*)$/u

/**
 * Reads a script; an empty line ends a scene. A line is `>` (the account) or a digit (who of the chat), and then a
 * space and the text, where `⏎` is a new line and `{a|b}` one of several (see `spoken`). Between the two may stand
 * `^2` for a reply to the second last message, `+` for a reaction to the last, `~` for its edit and `x` for its
 * deletion, `=` for the owner reading the chat, and `[KIND details]` for what is more than text: `[IMAGE bytes]`,
 * `[DOCUMENT bytes name]`, `[LOCATION latitude longitude name]`. Throws for a line that is none of these.
 */
export function scenes(script: string): readonly Scene[] {
  return script
    .trim()
    .split('\n\n')
    .map((scene) => scene.split('\n').map(toLine))
}

/** The text with one of each `{a|b}` chosen by the seed: the same ones for the same seed, alternatives and place. */
export const spoken = (text: string, seed: string, place: string): string =>
  text.replace(/\{([^{}]*\|[^{}]*)\}/gu, (_, options: string) => choice(options.split('|'), seed, place, options))

function toLine(line: string): Line {
  const [all, who, mark, count, reads, kind, details, rest = ''] = LINE.exec(line) ?? []
  if (all === undefined) throw new Error(`no line of a scene: ${line}`)
  const speaker = who === '>' ? null : Number(who)
  const text = rest.replaceAll(/ ?⏎ ?/gu, '\n')
  const back = mark === undefined ? null : Number(count || 1)
  if (reads !== undefined) return { speaker, act: { type: 'READ' } }
  if (back !== null && mark === '+') return { speaker, act: { type: 'REACT', emoji: text, back } }
  if (back !== null && mark === '~') return { speaker, act: { type: 'EDIT', text, back } }
  if (back !== null && mark === 'x') return { speaker, act: { type: 'REVOKE', back } }
  const content = kind === undefined ? null : toContent(kind, details ?? '')
  return { speaker, act: { type: 'SAY', text: text === '' ? null : text, content, back } }
}

/** The kinds that have a file, and of which format phones send it; documents say it by their name. */
const FORMATS: Readonly<Record<string, readonly [MessageType, string]>> = {
  IMAGE: ['IMAGE', 'image/jpeg'],
  VIDEO: ['VIDEO', 'video/mp4'],
  AUDIO: ['AUDIO', 'audio/mpeg'],
  VOICE: ['VOICE', 'audio/ogg; codecs=opus'],
  STICKER: ['STICKER', 'image/webp'],
  DOCUMENT: ['DOCUMENT', 'application/octet-stream'],
}

const DOCUMENT_FORMATS: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** The kinds that have neither a file nor a place. */
const PLAIN: Readonly<Record<string, MessageType>> = { CONTACT: 'CONTACT', POLL: 'POLL', SYSTEM: 'SYSTEM' }

function toContent(kind: string, details: string): Content {
  const [first = '', second = '', ...more] = details.split(' ')
  if (kind === 'LOCATION') {
    const location = { latitude: Number(first), longitude: Number(second), name: more.join(' ') || null }
    return { type: 'LOCATION', media: null, location }
  }
  const plain = PLAIN[kind]
  if (plain !== undefined) return { type: plain, media: null, location: null }
  const format = FORMATS[kind]
  if (format === undefined) throw new Error(`no kind of message: ${kind}`)
  const filename = second === '' ? null : [second, ...more].join(' ')
  const mimeType = DOCUMENT_FORMATS[filename?.split('.').at(-1) ?? ''] ?? format[1]
  return { type: format[0], media: { mimeType, filename, size: Number(first) }, location: null }
}
