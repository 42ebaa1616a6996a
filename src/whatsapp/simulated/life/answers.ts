import type { Clock } from '../../../domain/clock'
import type { OutsideWorld } from '../outside-world'
import { choice, numberBelow } from '../seeded'
import type { SimulatedAccount } from '../simulated-account'
import type { Chat, Message, Person } from '../world'
import type { AnswerTexts } from './answer-texts'
import { answerTexts, REACTIONS } from './answer-texts'

/** How long it takes until somebody answers at pace 1, in milliseconds: as long as this, and up to as long again. */
const THINKING_MS = 2_500
/** At no pace sooner, in milliseconds: an own message is read before it is answered. */
const SOONEST_MS = 600
/** In how many chats somebody may be about to answer; messages to further ones stay without answer. */
const MOST_ANSWERING = 200

/** What answers need. */
export interface AnswersOptions {
  readonly account: SimulatedAccount
  readonly world: OutsideWorld
  readonly clock: Clock
  /** 0 for an account that does not live: nobody answers. */
  readonly pace: () => number
}

/** What is about to be answered in a chat. */
interface Awaited {
  /** The newest message; those before it are answered with it. */
  message: Message
  cancel: () => void
}

/** Lets people answer what the account sends: the same for the same seed, chat and how often they were asked before. */
export class Answers {
  readonly #options: AnswersOptions
  readonly #awaited = new Map<Chat, Awaited>()
  /** How many answers there were in each chat. */
  readonly #counts = new Map<Chat, number>()

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /** The account has sent a message in the chat. */
  sent(chat: Chat, message: Message): void {
    if (this.#options.pace() === 0) return
    const awaited = this.#awaited.get(chat)
    if (awaited !== undefined) awaited.message = message
    else if (this.#awaited.size < MOST_ANSWERING) this.#later(chat, message, (due) => this.#answer(chat, due))
  }

  /** Nobody answers any more. */
  stop(): void {
    for (const { cancel } of this.#awaited.values()) cancel()
    this.#awaited.clear()
  }

  #later(chat: Chat, message: Message, work: (message: Message) => void): void {
    const { clock, pace } = this.#options
    const thinking = THINKING_MS + this.#chance(THINKING_MS, chat, 'thinking')
    const cancel = clock.after(Math.max(SOONEST_MS, thinking / Math.max(1, pace())), () => {
      const due = this.#awaited.get(chat)?.message ?? message
      this.#awaited.delete(chat)
      work(due)
    })
    this.#awaited.set(chat, { message, cancel })
  }

  /** The first answer in a chat is a plain one; later ones may be a reaction, or quote, or come in two. */
  #answer(chat: Chat, message: Message): void {
    const { account, world } = this.#options
    const person = this.#who(chat)
    if (person === null) return
    const isFirst = (this.#counts.get(chat) ?? 0) === 0
    const way = isFirst ? 9 : this.#chance(10, chat, 'way')
    if (way < 3 && account.connected && !message.revoked) {
      world.react(message, person, choice(REACTIONS, account.seed, keyOf(chat), this.#counts.get(chat) ?? 0))
      if (way === 0) return this.#count(chat)
    }
    const texts = answerTexts(person.phone)
    const quotes = way >= 3 && way < 6 && !message.revoked
    this.#say(chat, person, this.#text(chat, message, texts), quotes ? message.stanzaId : null)
    const more = !isFirst && this.#chance(4, chat, 'more') === 0
    this.#count(chat)
    if (more) this.#later(chat, message, () => this.#add(chat, person, texts))
  }

  #add(chat: Chat, person: Person, texts: AnswerTexts): void {
    this.#say(
      chat,
      person,
      choice(texts.more, this.#options.account.seed, keyOf(chat), this.#counts.get(chat) ?? 0),
      null,
    )
    this.#count(chat)
  }

  #say(chat: Chat, sender: Person, body: string, quotedStanzaId: string | null): void {
    this.#options.world.arrive(chat, { sender, body, quotedStanzaId })
  }

  #text(chat: Chat, { body }: Message, texts: AnswerTexts): string {
    const isQuestion = /[?？؟]/u.test(body ?? '')
    const of = isQuestion ? texts.questions : texts.statements
    // One after the other from where the seed says, so that none comes twice in a row.
    const first = numberBelow(of.length, this.#options.account.seed, keyOf(chat), 'answers')
    return of[(first + (this.#counts.get(chat) ?? 0)) % of.length] ?? '👍'
  }

  #who(chat: Chat): Person | null {
    return chat.person ?? chat.members[this.#chance(Math.max(1, chat.members.length), chat, 'who')] ?? null
  }

  #count(chat: Chat): void {
    this.#counts.set(chat, (this.#counts.get(chat) ?? 0) + 1)
  }

  #chance(below: number, chat: Chat, what: string): number {
    return numberBelow(below, this.#options.account.seed, keyOf(chat), this.#counts.get(chat) ?? 0, what)
  }
}

/** What tells the chat from others, whichever way it is addressed. */
const keyOf = (chat: Chat): string => chat.groupId ?? chat.person?.lid ?? ''
