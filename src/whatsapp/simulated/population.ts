import type { DeliveryState } from '../../domain/engine'
import { PRIVATE_CONVERSATIONS } from './conversations'
import { GROUPS } from './group-conversations'
import { FIRST_NAMES, LAST_NAMES, PEOPLE } from './people'
import type { PersonScript } from './people'
import { writtenHistory } from './past'
import type { Scene } from './scenes'
import { choice, digits } from './seeded'
import type { Chat, Person } from './world'

const MINUTE = 60_000
/** What became of own messages that nobody answered yet, in turn over the chats. */
const UNANSWERED: readonly DeliveryState[] = ['READ', 'SENT', 'DELIVERED']

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
  const add = (chat: Chat, speakers: readonly Person[], scenes: readonly Scene[], last: number): void => {
    const unanswered = UNANSWERED[chats.length % UNANSWERED.length] ?? 'READ'
    const name = chat.name ?? chat.person?.lid ?? ''
    chat.messages = writtenHistory({ seed, name, speakers, scenes, until: last, unanswered })
    chats.push(chat)
  }
  for (const { key, conversation } of PEOPLE) {
    const person = people.get(key)
    if (person === undefined || conversation === null) continue
    const chat = emptyChat({ person })
    const written = PRIVATE_CONVERSATIONS[conversation] ?? []
    add(chat, [person], written, until - chats.length * 37 * MINUTE)
  }
  GROUPS.forEach((script, index) => {
    const members = script.members.flatMap((key) => people.get(key) ?? [])
    const chat = emptyChat({ groupId: groupId(seed, script.name), name: script.name, members })
    add(chat, members, script.scenes, until - (index * 71 + 12) * MINUTE)
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
  .flatMap(({ act }) => (act.type === 'SAY' && act.content === null && act.text !== null ? [act.text] : []))

/** Who the account itself is, unless a pairing phone number says so. */
export const ownPhone = (seed: string): string => `+62811${digits(8, seed, 'own phone')}`

/** How the account calls itself. */
export const ownName = (seed: string): string =>
  `${choice(['Rina', 'Adi', 'Maya', 'Tom', 'Lena', 'Sam'], seed, 'own name')} (simulated)`

/** The person's number in the account of that seed: E.164 with the plus sign. */
export const phoneOf = (seed: string, { key, number: [prefix, length] }: PersonScript): string =>
  prefix + digits(length, seed, 'phone', key)

function toPerson(seed: string, script: PersonScript): Person {
  return {
    phone: phoneOf(seed, script),
    lid: lidOf(seed, script.key),
    addressing: script.known === 'PHONE' ? 'PHONE' : 'LID',
    linked: script.known === 'BOTH',
    savedName: script.savedName,
    pushName: script.pushName,
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
