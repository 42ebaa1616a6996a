import { emptyChat, groupId, lidOf, strangerName } from './population'
import { digits, numberBelow } from './seeded'
import type { SimulatedAccount } from './simulated-account'
import type { Chat, Person } from './world'

/** How many people write in each group of a flood. */
const GROUP_MEMBERS = 5

/**
 * How a person becomes known, in turns of seven: the sixth is known by LID only until the phone number is told, the
 * seventh comes under the phone number first and under the LID later (the LID switch); all others keep what they have.
 */
export type Acquaintance = 'BY_PHONE' | 'BY_LID_WITH_PHONE' | 'LID_FIRST' | 'LID_LATER'

/** After how many of a person's messages a LID_FIRST's phone number is told, or a LID_LATER comes under the LID. */
export const ACQUAINTED_AFTER = 3

/** See Acquaintance; `index` is the person's number among those of floods. */
export function acquaintanceOf(index: number): Acquaintance {
  if (index % 7 === 3) return 'BY_LID_WITH_PHONE'
  if (index % 7 === 5) return 'LID_FIRST'
  return index % 7 === 6 ? 'LID_LATER' : 'BY_PHONE'
}

/** The people and groups that write in floods: made as they are needed, the same for the same seed and number. */
export class Strangers {
  readonly #account: SimulatedAccount
  readonly #people: Person[] = []
  readonly #privateChats: Chat[] = []
  readonly #groups: Chat[] = []

  constructor(account: SimulatedAccount) {
    this.#account = account
  }

  /** The private chat of that number, from 0. */
  privateChat(index: number): Chat {
    return (this.#privateChats[index] ??= this.#add(emptyChat({ person: this.person(index) })))
  }

  /** The group of that number, from 0. */
  group(index: number): Chat {
    return (this.#groups[index] ??= this.#add(this.#makeGroup(index)))
  }

  person(index: number): Person {
    return (this.#people[index] ??= this.#makePerson(index))
  }

  #add(chat: Chat): Chat {
    this.#account.addChat(chat)
    return chat
  }

  #makeGroup(index: number): Chat {
    const name = `Group ${index + 1}`
    const members = Array.from({ length: GROUP_MEMBERS }, (_, member) => this.person(index * 3 + member))
    return emptyChat({ groupId: groupId(this.#account.seed, name), name, members })
  }

  #makePerson(index: number): Person {
    const { seed } = this.#account
    const acquaintance = acquaintanceOf(index)
    // The number carries the index, so that no two are alike.
    const phone = `+6285${numberBelow(10, seed, 'stranger', index)}${String(1_000_000 + index)}${digits(1, seed, index)}`
    const person: Person = {
      phone,
      lid: lidOf(seed, phone),
      addressing: acquaintance === 'BY_PHONE' || acquaintance === 'LID_LATER' ? 'PHONE' : 'LID',
      linked: acquaintance === 'BY_LID_WITH_PHONE',
      savedName: index % 4 === 0 ? strangerName(index) : null,
      pushName: strangerName(index),
    }
    this.#account.addPerson(person)
    return person
  }
}
