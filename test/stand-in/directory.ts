import { toWid } from './ids'
import type { ContactSetup } from './stand-in'

/** WhatsApp's directory: who is on WhatsApp, under which phone number and LID. Shared by all accounts. */
export class Directory {
  readonly #people = new Map<string, ContactSetup>()

  /** Adds or updates a person. Throws without a phone number and LID. */
  add(person: ContactSetup): void {
    if (!person.phone && !person.lid) throw new Error('a person needs a phone number or a LID')
    const known = this.find(person.phone ? toWid(person.phone) : `${person.lid}@lid`)
    const merged = { ...known, ...person }
    if (merged.phone) this.#people.set(`${merged.phone}@c.us`, merged)
    if (merged.lid) this.#people.set(`${merged.lid}@lid`, merged)
  }

  find(wid: string): ContactSetup | undefined {
    return this.#people.get(wid)
  }

  /** The person's LID, as `…@lid`. */
  lidOf(wid: string): string | undefined {
    const lid = this.find(wid)?.lid
    return lid && `${lid}@lid`
  }

  /** The person's phone number, as `…@c.us`, unless WhatsApp hides it. */
  phoneOf(wid: string): string | undefined {
    const person = this.find(wid)
    return person?.phone && !person.phoneHidden ? `${person.phone}@c.us` : undefined
  }
}
