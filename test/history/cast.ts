/** Who writes to the accounts of the stand-in, and where. */
import type { Account, StandIn } from '../stand-in/stand-in'

const SITI = '628111000001'
const BUDI = '628111000002'
const BUDI_LID = '98765432101234'
const NOBODY_KNOWS = '77765432101234'
const AGUS = '628111000004'
const AGUS_LID = '55565432101234'
/** Groups that all accounts are in; the second addresses its people by LID. */
export const GROUPS = ['120363000000000001@g.us', '120363000000000002@g.us'] as const

/** Somebody who is one person under two addresses, and the account knows it. */
export const TWO_ADDRESSES = { phone: BUDI, lid: `${BUDI_LID}@lid` } as const

/** A place to write in: who writes there, and the chat where it is not theirs. */
export interface Place {
  from: string
  chat: string
}

/** Private by number and by LID, known and unknown; groups of both kinds. */
export const PLACES: readonly Place[] = [
  { from: SITI, chat: `${SITI}@c.us` },
  { from: BUDI, chat: `${BUDI}@c.us` },
  { from: `${BUDI_LID}@lid`, chat: `${BUDI_LID}@lid` },
  { from: `${NOBODY_KNOWS}@lid`, chat: `${NOBODY_KNOWS}@lid` },
  { from: `${AGUS_LID}@lid`, chat: `${AGUS_LID}@lid` },
  { from: SITI, chat: GROUPS[0] },
  { from: BUDI, chat: GROUPS[0] },
  { from: `${BUDI_LID}@lid`, chat: GROUPS[1] },
  { from: `${AGUS_LID}@lid`, chat: GROUPS[1] },
]

/** Where clients send to by the API; E.164. */
export const RECIPIENTS = [`+${SITI}`, `+${BUDI}`, `+${AGUS}`] as const

/** An account with some history, which is stored in silence at the first synchronisation. */
export function makeAccount(standIn: StandIn, index: number): Account {
  return standIn.account({
    phone: `62899000000${index}`,
    pushName: `Account ${index}`,
    contacts: [
      { phone: SITI, name: 'Siti Rahayu', pushName: 'siti' },
      { phone: BUDI, lid: BUDI_LID, pushName: 'Budi' },
      { lid: NOBODY_KNOWS, pushName: 'Somebody', phoneHidden: true },
      // Only a question to the server tells that the two are one.
      { phone: AGUS, lid: AGUS_LID, pushName: 'Agus', mappingUnknown: true },
    ],
    chats: [
      { id: SITI, history: ['selamat pagi', 'ada stok?', 'terima kasih'].map((body) => `${body} ${index}`) },
      { id: GROUPS[0], subject: 'Gudang', participants: [SITI, BUDI], history: [{ from: SITI, body: 'rapat' }] },
      {
        id: GROUPS[1],
        ...{ subject: 'Toko', isLidAddressingMode: true, participants: [`${BUDI_LID}@lid`, `${AGUS_LID}@lid`] },
      },
    ],
  })
}
