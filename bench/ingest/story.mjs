/** What a first synchronisation brings: chats of groups and people, by phone number and by LID, and their messages. */

const FIRST = Date.UTC(2026, 0, 1)
const GROUP_MEMBERS = 20

/** 18 hexadecimal digits, the same for the same text, and spread as random ids are. */
function idOf(text) {
  let hash = 0x9e3779b9
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x85ebca6b) ^ (hash >>> 13)
  const parts = [1, 2, 3].map((n) => Math.imul(hash ^ (hash >>> 16), n * 0xc2b2ae35) >>> 0)
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .slice(0, 18)
    .toUpperCase()
}

function personOf(n) {
  const phone = `49151${10_000_000 + n}`
  const lid = `${770_000_000_000_000 + n}@lid`
  const names = { savedName: n % 3 === 0 ? `Person ${n}` : null, pushName: `person ${n}` }
  // Of a third only the number is known, of a third only the LID, of a third both.
  if (n % 3 === 0) return { whatsappId: `${phone}@c.us`, lid: null, phone: `+${phone}`, ...names }
  return { whatsappId: lid, lid, phone: n % 3 === 1 ? null : `+${phone}`, ...names }
}

function chatOf(n) {
  if (n % 2 === 0) return { whatsappId: `1203630${100_000 + n}@g.us`, kind: 'GROUP', name: `Group ${n}`, person: null }
  const person = personOf(n)
  return { whatsappId: person.whatsappId, kind: 'PRIVATE', name: null, person }
}

const BODIES = ['Yes', 'See you tomorrow at the station, I will be there around nine.', 'ok 👍'].concat(
  'The minutes of the last meeting are in the folder; please add what is missing before Friday. '.repeat(2).trim(),
)

/** The `index`th message of a chat; of four messages one is the account's own. */
export function messageOf(chat, n, index, salt) {
  const fromMe = index % 4 === 3
  const stanzaId = `3EB0${idOf(`${salt}:${n}:${index}`)}${(n * 4_096 + index).toString(16)}`
  const member = chat.kind === 'GROUP' ? personOf(n + 2 * (index % GROUP_MEMBERS) + 1) : chat.person
  const sender = fromMe ? null : member
  const by = chat.kind === 'GROUP' && sender ? `_${sender.whatsappId}` : ''
  return {
    ...{ key: { fromMe, stanzaId }, ref: `${fromMe}_${chat.whatsappId}_${stanzaId}${by}`, chat, sender, type: 'TEXT' },
    ...{ body: `${BODIES[index % BODIES.length]} (${index})`, sentAt: new Date(FIRST + n * 7_000 + index * 60_000) },
    ...{ deliveryState: fromMe ? 'READ' : null, quotedStanzaId: null, media: null, location: null },
  }
}

/** All of it, as items for the ingest queue: the contacts and the chats, then the history of each chat. */
export function historyOf({ chats, messages, salt }) {
  const all = Array.from({ length: chats }, (_, n) => chatOf(n))
  const people = Array.from({ length: chats + 2 * GROUP_MEMBERS }, (_, n) => personOf(n))
  const shown = { unreadCount: 0, archived: false, pinned: false, lastActivityAt: new Date(FIRST) }
  const head = [
    ...people.map((person) => ({ type: 'person', person })),
    ...all.map((chat) => ({ type: 'chat', chat: { ...chat, ...shown } })),
  ]
  const item = (chat, n, index) => ({
    ...{ type: 'message', origin: 'BACKFILL', announce: false, message: messageOf(chat, n, index, salt) },
  })
  const history = all.map((chat, n) => Array.from({ length: messages / chats }, (_, index) => item(chat, n, index)))
  return { head, history }
}

/** The chats whose messages come live, known from the history or not. */
export const liveMessageOf = (n, salt) => ({
  ...{ type: 'message', origin: 'LIVE', announce: true },
  message: { ...messageOf(chatOf(n % 50), n % 50, 0, `live ${salt} ${n}`), sentAt: new Date(FIRST + 10 ** 10 + n) },
})
