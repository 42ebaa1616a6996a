import type { DeliveryState } from '../../domain/engine'
import type { Act, Scene } from './scenes'
import { numberBelow, ownStanzaId, phoneStanzaId } from './seeded'
import type { Message, Person } from './world'

const MINUTE = 60_000
/** How long after a message its text was changed, in milliseconds. */
const EDITED_AFTER_MS = 40_000

/** What a chat's history is written from. */
export interface History {
  readonly seed: string
  /** What tells the chat from the account's others. */
  readonly name: string
  readonly speakers: readonly Person[]
  readonly scenes: readonly Scene[]
  /** When it ends, in milliseconds since 1970. */
  readonly until: number
  /** What became of own messages at its end. */
  readonly unanswered: DeliveryState
}

/** A message of the script, with what later lines did to it. */
interface Written {
  /** Its number in the chat, from 0. */
  readonly index: number
  readonly speaker: number | null
  readonly say: Extract<Act, { type: 'SAY' }>
  readonly replyTo: Written | null
  /** It is the last of its scene. */
  last: boolean
  text: string | null
  edited: boolean
  revoked: boolean
}

/**
 * The messages of the scenes, oldest first, backwards in time from `until`: minutes between lines, most of a day
 * between scenes. The same but for the times whenever it is written.
 */
export function writtenHistory(history: History): Message[] {
  const { seed, name } = history
  const written = history.scenes.reduce<Written[]>(addScene, [])
  const answered = written.findLastIndex(({ speaker }) => speaker !== null)
  let sentAt = history.until
  const messages: Message[] = []
  for (const line of [...written].reverse()) {
    const { index } = line
    const pause = line.last && index < written.length - 1 ? (9 + numberBelow(20, seed, name, index)) * 60 : 0
    sentAt -= (pause + 1 + numberBelow(4, seed, name, index)) * MINUTE + numberBelow(50, seed, index) * 1000
    const own = index > answered ? history.unanswered : 'READ'
    messages.unshift(toMessage(history, line, sentAt, own))
  }
  return messages
}

function addScene(written: Written[], scene: Scene): Written[] {
  for (const { speaker, act } of scene) {
    if (act.type === 'READ' || act.type === 'REACT') continue
    const target = act.back === null ? null : (written.at(-act.back) ?? null)
    if (act.type === 'SAY') {
      const fresh = { last: false, text: act.text, edited: false, revoked: false }
      written.push({ index: written.length, speaker, say: act, replyTo: target, ...fresh })
      continue
    }
    if (target === null) throw new Error('a scene changes a message that it does not have')
    if (act.type === 'EDIT') Object.assign(target, { text: act.text, edited: true })
    else Object.assign(target, { text: null, revoked: true })
  }
  const last = written.at(-1)
  if (last !== undefined) last.last = true
  return written
}

function toMessage(history: History, line: Written, sentAt: number, own: DeliveryState): Message {
  const { speakers } = history
  const fromMe = line.speaker === null
  return {
    stanzaId: stanzaIdOf(history, line),
    fromMe,
    sender: line.speaker === null ? null : (speakers[line.speaker % speakers.length] ?? null),
    body: line.text,
    sentAt,
    deliveryState: fromMe ? own : null,
    quotedStanzaId: line.replyTo && stanzaIdOf(history, line.replyTo),
    revoked: line.revoked,
    ...(line.edited && { editedAt: sentAt + EDITED_AFTER_MS }),
    ...(line.say.content && { content: line.say.content }),
    reactions: null,
    told: true,
  }
}

const stanzaIdOf = ({ seed, name }: History, { speaker, index }: Written): string =>
  speaker === null ? ownStanzaId(seed, name, index) : phoneStanzaId(seed, name, index)
