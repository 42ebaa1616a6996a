import type { Line, Scene } from './conversations'
import { PRIVATE_CONVERSATIONS } from './conversations'
import { GROUPS } from './group-conversations'
import { FIRST_NAMES, LAST_NAMES, PEOPLE } from './people'
import { choice, digits, numberBelow, ownStanzaId, phoneStanzaId } from './seeded'
import type { PersonScript } from './people'
import type { Chat, Message, Person } from './world'

const MINUTE = 60_000

/** What an account has when it is linked for the first time. */
export interface Population {
  readonly people: readonly Person[]
  readonly chats: readonly Chat[]
}

/**
 * The people and chats of an account, the same for the same seed; the newest message lies a few minutes before
 * `until` (milliseconds). Stanza ids depend on the seed alone, so that linking again repeats no message.
 */
export function populate(seed: string, until: number): Population {
  const people = new Map(PEOPLE.map((script) => [script.key, toPerson(seed, script)]))
  const chats: Chat[] = []
  for (const { key, conversation } of PEOPLE) {
    const person = people.get(key)
    if (person === undefined || conversation === null) continue
    const chat = emptyChat({ person })
    write(seed, chat, [person], PRIVATE_CONVERSATIONS[conversation] ?? [], until - chats.length * 37 * MINUTE)
    chats.push(chat)
  }
  GROUPS.forEach((script, index) => {
    const members = script.members.flatMap((key) => people.get(key) ?? [])
    const chat = emptyChat({ groupId: groupId(seed, script.name), name: script.name, members })
    write(seed, chat, members, script.scenes, until - (index * 71 + 12) * MINUTE)
    chats.push(chat)
  })
  arrange(chats)
  return { people: [...people.values()], chats }
}

/** A chat without messages. */
export function emptyChat(of: { person?: Person; groupId?: string; name?: string; members?: readonly Person[] }): Chat {
  return {
    kind: of.groupId === undefined ? 'PRIVATE' : 'GROUP',
    groupId: of.groupId ?? null,
    name: of.name ?? null,
    person: of.person ?? null,
    members: of.members ?? [],
    unreadCount: 0,
    archived: false,
    pinned: false,
    messages: [],
    trimAt: 0,
  }
}

/** The id of the account's group of that name: 18 digits, as WhatsApp's new groups have. */
export const groupId = (seed: string, name: string): string => `120363${digits(12, seed, 'group', name)}@g.us`

/** The LID of a person: 15 digits. */
export const lidOf = (seed: string, key: string): string => `${digits(15, seed, 'lid', key)}@lid`

/** What the person with that number (from 0) among those who write in floods calls themselves. */
export function strangerName(index: number): string {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? 'Somebody'
  const last = LAST_NAMES[Math.floor(index / FIRST_NAMES.length + index) % LAST_NAMES.length] ?? ''
  const round = Math.floor(index / (FIRST_NAMES.length * LAST_NAMES.length))
  return round === 0 ? `${first} ${last}` : `${first} ${last} ${round + 1}`
}

/** All sentences of the conversations, for messages whose text nobody gave. */
export const SENTENCES: readonly string[] = [...Object.values(PRIVATE_CONVERSATIONS), ...GROUPS.map((g) => g.scenes)]
  .flat(2)
  .map((line) => line.text)

/** Who the account itself is, unless a pairing phone number says so. */
export const ownPhone = (seed: string): string => `+62811${digits(8, seed, 'own phone')}`

/** How the account calls itself. */
export const ownName = (seed: string): string =>
  `${choice(['Rina', 'Adi', 'Maya', 'Tom', 'Lena', 'Sam'], seed, 'own name')} (simulated)`

function toPerson(seed: string, script: PersonScript): Person {
  const [prefix, length] = script.number
  return {
    phone: prefix + digits(length, seed, 'phone', script.key),
    lid: lidOf(seed, script.key),
    addressing: script.known === 'PHONE' ? 'PHONE' : 'LID',
    linked: script.known === 'BOTH',
    savedName: script.savedName,
    pushName: script.pushName,
  }
}

/** Writes the scenes into the chat, backwards in time from `until`: minutes between lines, most of a day between scenes. */
function write(seed: string, chat: Chat, speakers: readonly Person[], scenes: readonly Scene[], until: number): void {
  const name = chat.name ?? chat.person?.lid ?? ''
  const lines = scenes.flatMap((scene) => scene.map((line, index) => ({ line, last: index === scene.length - 1 })))
  let sentAt = until
  for (let index = lines.length - 1; index >= 0; index--) {
    const { line, last } = lines[index] ?? { line: { speaker: null, text: '' }, last: false }
    const pause = last && index < lines.length - 1 ? (9 + numberBelow(20, seed, name, index)) * 60 : 0
    sentAt -= (pause + 1 + numberBelow(4, seed, name, index)) * MINUTE + numberBelow(50, seed, index) * 1000
    chat.messages.unshift(toMessage(seed, name, index, line, speakers, sentAt))
  }
}

function toMessage(
  seed: string,
  name: string,
  index: number,
  line: Line,
  from: readonly Person[],
  at: number,
): Message {
  const fromMe = line.speaker === null
  return {
    stanzaId: fromMe ? ownStanzaId(seed, name, index) : phoneStanzaId(seed, name, index),
    fromMe,
    sender: line.speaker === null ? null : (from[line.speaker % from.length] ?? null),
    body: line.text,
    sentAt: at,
    deliveryState: fromMe ? 'READ' : null,
    quotedStanzaId: null,
    revoked: false,
    reactions: null,
    told: true,
  }
}

/** What makes a chat list look used: unread messages, one chat pinned, one archived. */
function arrange(chats: readonly Chat[]): void {
  const [first, second, , , , , archived, , group] = chats
  if (first) first.unreadCount = 2
  if (second) second.pinned = true
  if (archived) archived.archived = true
  if (group) group.unreadCount = 5
}
