import type { Clock } from '../../../domain/clock'
import { whatsappIdOfPhone } from '../../../domain/whatsapp-id'
import type { OutsideWorld } from '../outside-world'
import { PEOPLE } from '../people'
import { groupId, phoneOf } from '../population'
import { spoken } from '../scenes'
import { ownStanzaId, phoneStanzaId } from '../seeded'
import type { SimulatedAccount } from '../simulated-account'
import type { Chat, Message, Person } from '../world'
import type { Beat } from './timeline'
import { BEATS_PER_ROUND, timeline } from './timeline'

/** When an own message of the phone is acknowledged at pace 1, in milliseconds after it was sent. */
const ACKS = [
  [1_500, 'DELIVERED'],
  [5_000, 'READ'],
] as const
/**
 * How long before its message an edit is said to have been that happened before a restart, in milliseconds: when it
 * was is only nearly known, and one that seems newer than what the server was told would be told again.
 */
const SURELY_BEFORE_MS = 600_000

type LineBeat = Extract<Beat, { type: 'LINE' }>

/** Who comes under a LID as rounds go by, one after each. */
const SWITCHING = PEOPLE.filter(({ known }) => known === 'PHONE').reverse()

/** What happenings need. */
export interface HappeningsOptions {
  readonly account: SimulatedAccount
  readonly world: OutsideWorld
  readonly clock: Clock
  /** Part of the stanza ids. */
  readonly id: string
  readonly pace: () => number
}

/** Carries out the steps of a life: the same step says the same in the same chat, under the same stanza id. */
export class Happenings {
  readonly #options: HappeningsOptions
  readonly #rounds = new Map<number, readonly Beat[]>()
  /** What cancels the acknowledgements under way. */
  readonly #acks = new Set<() => void>()

  constructor(options: HappeningsOptions) {
    this.#options = options
  }

  /** How long it takes before the step at pace 1, in milliseconds. */
  pause(step: number): number {
    return this.#beat(step).pauseMs
  }

  /** What lasts of the steps before, without a word to anybody: who is spoken of by LID. */
  recall(step: number): void {
    for (const script of SWITCHING.slice(0, Math.floor(step / BEATS_PER_ROUND))) {
      Object.assign(this.#person(script.key), { linked: true, addressing: 'LID' })
    }
  }

  /** Takes the step; `at` is when it happened, if that was before a restart, so that nobody is told; else null. */
  happen(step: number, at: number | null): void {
    const { account, world } = this.#options
    const beat = this.#beat(step)
    switch (beat.type) {
      case 'LINE':
        return this.#line(beat, step, at)
      case 'DISCONNECT':
        if (at === null) account.endConnection('NETWORK', 'the simulated network was lost')
        return
      case 'LID_SWITCH': {
        const script = SWITCHING[Math.floor(step / BEATS_PER_ROUND)]
        if (script !== undefined) world.link(this.#person(script.key), 'LID')
      }
    }
  }

  /** Ends what is under way. */
  stop(): void {
    for (const cancel of this.#acks) cancel()
    this.#acks.clear()
  }

  #beat(step: number): Beat {
    const { account } = this.#options
    const round = Math.floor(step / BEATS_PER_ROUND)
    const beats = this.#rounds.get(round) ?? timeline(account.seed, round)
    this.#rounds.set(round, beats)
    this.#rounds.delete(round - 2)
    const beat = beats[step % BEATS_PER_ROUND]
    if (beat === undefined) throw new Error(`round ${round} has no step ${step}`)
    return beat
  }

  #line(beat: LineBeat, step: number, at: number | null): void {
    const { account } = this.#options
    const chat = this.#chat(beat)
    const { speaker, act } = beat.line
    const sender = speaker === null ? null : (chat.person ?? chat.members[speaker % chat.members.length] ?? null)
    if (act.type === 'SAY') return this.#say(chat, sender, beat, step, at)
    if (act.type === 'READ') return account.setUnread(chat, 0)
    const target = this.#target(chat, beat, step)
    if (target !== undefined && !target.revoked) this.#change(target, sender, beat, step, at)
  }

  #say(chat: Chat, sender: Person | null, beat: LineBeat, step: number, at: number | null): void {
    const { act } = beat.line
    if (act.type !== 'SAY') return
    const message = this.#options.world.arrive(chat, {
      sender,
      body: act.text === null ? null : this.#spoken(act.text, beat, step),
      content: act.content,
      stanzaId: this.#stanzaId(step, sender === null),
      quotedStanzaId: this.#target(chat, beat, step)?.stanzaId ?? null,
      ...(at !== null && { sentAt: at, past: true }),
    })
    if (sender !== null) return
    if (at === null) this.#acknowledge(message, 0)
    else message.deliveryState = 'READ'
  }

  /** A reaction, edit or deletion; reactions wait for no connection, since no history tells them. */
  #change(target: Message, sender: Person | null, beat: LineBeat, step: number, at: number | null): void {
    const { account, world } = this.#options
    const { act } = beat.line
    if (act.type === 'REACT') {
      if (account.connected) world.react(target, sender, act.emoji)
    } else if (act.type === 'REVOKE') {
      world.revoke(target)
    } else if (act.type === 'EDIT') {
      world.edit(target, this.#spoken(act.text, beat, step))
      if (at !== null) target.editedAt = target.sentAt - SURELY_BEFORE_MS
    }
  }

  /** The next acknowledgements of an own message, from the given one on. */
  #acknowledge(message: Message, index: number): void {
    const { account, clock, pace } = this.#options
    const ack = ACKS[index]
    if (ack === undefined) return
    const [afterMs, deliveryState] = ack
    const passedMs = ACKS[index - 1]?.[0] ?? 0
    const done = (): void => {
      this.#acks.delete(cancel)
      message.deliveryState = deliveryState
      account.tell({ type: 'ack', key: { fromMe: true, stanzaId: message.stanzaId }, deliveryState })
      this.#acknowledge(message, index + 1)
    }
    const cancel = clock.after((afterMs - passedMs) / Math.max(1, pace()), done)
    this.#acks.add(cancel)
  }

  #chat({ chat: key, isGroup }: LineBeat): Chat {
    const { account } = this.#options
    const address = isGroup ? groupId(account.seed, key) : whatsappIdOfPhone(this.#person(key).phone)
    return account.chatTo(address)
  }

  #person(key: string): Person {
    const { account } = this.#options
    const script = PEOPLE.find((one) => one.key === key)
    const person = script && account.person(whatsappIdOfPhone(phoneOf(account.seed, script)))
    if (person === undefined) throw new Error(`the account does not know ${key}`)
    return person
  }

  /** The message that the beat is about, unless the phone has forgotten it. */
  #target(chat: Chat, { target }: LineBeat, step: number): Message | undefined {
    if (target === null) return undefined
    const targetStep = step - (step % BEATS_PER_ROUND) + target
    const ids = [this.#stanzaId(targetStep, true), this.#stanzaId(targetStep, false)]
    return chat.messages.findLast(({ stanzaId }) => ids.includes(stanzaId))
  }

  #stanzaId(step: number, fromMe: boolean): string {
    const { account, id } = this.#options
    return (fromMe ? ownStanzaId : phoneStanzaId)(account.seed, 'life', id, step)
  }

  #spoken(text: string, { place }: LineBeat, step: number): string {
    return spoken(text, this.#options.account.seed, `${place} ${Math.floor(step / BEATS_PER_ROUND)}`)
  }
}
