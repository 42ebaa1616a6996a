import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { SendDocument, SimulateMessagesDocument } from '../generated/operations'
import { GROUPS, PLACES, RECIPIENTS, TWO_ADDRESSES } from './cast'
import type { Accepted, Sent } from './history'
import type { Act } from './plan'
import { LOOK_MS, type Session, type World } from './world'

/** How long a request may take before the client gives it up, in milliseconds: frozen servers answer late. */
const PATIENCE_MS = 15_000

type ActOf<Kind extends Act['kind']> = Extract<Act, { kind: Kind }>

/** Plays everybody who writes, and keeps what WhatsApp has taken from them. */
export class Traffic {
  readonly accepted: Accepted[] = []
  readonly sent: Sent[] = []
  /** Keys of messages that were written to each session, oldest first. */
  private readonly keys = new Map<Session, string[]>()
  private readonly requests = new Set<Promise<void>>()
  private readonly givenUp = new AbortController()
  private count = 0

  constructor(
    private readonly world: World,
    private readonly seed: string,
  ) {}

  /** Does it; requests to the server go on in the background. */
  perform(act: Act): void {
    switch (act.kind) {
      case 'message':
        return this.message(act)
      case 'message under two addresses':
        return this.twoAddresses(this.session(act.account))
      case 'message to all':
        return this.toAll(act.chat)
      case 'flood':
        return this.inBackground(this.flood(act))
      case 'send':
        return this.inBackground(this.send(act))
      default:
        return this.change(act)
    }
  }

  /**
   * Messages to every session, in the calm after all faults: what is lost now, no later connection brings back. What
   * came before them to the same session has come when they have.
   */
  calm(): void {
    const { web, simulated } = this.world.shape
    for (let account = 0; account < web; account += 1) {
      for (let chat = 0; chat < 2 * PLACES.length; chat += 1) {
        this.perform({ kind: 'message', account, chat, isFromPhone: chat >= PLACES.length, lateMs: 0 })
      }
    }
    for (let session = 0; session < simulated; session += 1) {
      this.perform({ kind: 'flood', session, count: 100, chats: 8, perSecond: null, length: 0 })
    }
  }

  /** Resolves when all requests are answered; those that are not when the signal aborts are given up. */
  async answered(signal: AbortSignal): Promise<void> {
    const giveUp = (): void => this.givenUp.abort()
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
    while (this.requests.size > 0) await Promise.all(this.requests)
    signal.removeEventListener('abort', giveUp)
  }

  private inBackground(work: Promise<void>): void {
    const over = work.finally(() => this.requests.delete(over))
    this.requests.add(over)
  }

  private session(index: number): Session {
    return this.world.sessions[index] as Session
  }

  private text(): string {
    this.count += 1
    return `${this.seed} ${this.count}`
  }

  private message({ account: index, chat: place, isFromPhone, lateMs }: ActOf<'message'>): void {
    const { from, chat } = PLACES[place % PLACES.length] as (typeof PLACES)[number]
    const timestamp = Math.floor((Date.now() - lateMs) / 1000)
    this.write(this.session(index), { ...(isFromPhone ? { fromMe: true } : { from }), chat, timestamp })
  }

  private twoAddresses(session: Session): void {
    const { phone, lid } = TWO_ADDRESSES
    const same = { id: stanzaId(), body: this.text() }
    this.write(session, { ...same, from: phone })
    this.write(session, { ...same, from: lid })
  }

  private toAll(index: number): void {
    const places = PLACES.filter(({ chat }) => (GROUPS as readonly string[]).includes(chat))
    const place = places[index % places.length] as (typeof PLACES)[number]
    const same = { ...place, id: stanzaId(), body: this.text() }
    for (const session of this.world.sessions) if (session.account) this.write(session, same)
  }

  private write(session: Session, input: Parameters<NonNullable<Session['account']>['receive']>[0]): void {
    if (!session.account) throw new Error('a simulated session has no account')
    const { key, fromMe, id, body } = session.account.receive({ body: this.text(), ...input })
    this.keys.set(session, [...(this.keys.get(session) ?? []), key])
    // A dead server cannot have heard of it live.
    const origin = session.node.down ? 'BACKFILL' : null
    this.accepted.push({ sessionId: session.id, fromMe, stanzaId: id, body, announced: true, origin })
  }

  private change(act: ActOf<'edit' | 'reaction' | 'acknowledgement' | 'delivery again'>): void {
    const session = this.session(act.account)
    const keys = this.keys.get(session) ?? []
    const sent = session.account?.sent.at(-1)
    const key = keys.at(act.kind === 'delivery again' ? -1 : -1 - (act.message % Math.max(1, keys.length)))
    if (!session.account || key === undefined) return
    if (act.kind === 'delivery again') session.account.deliveries.again(key)
    else if (act.kind === 'edit') session.account.edit(key, this.text())
    else if (act.kind === 'reaction') session.account.react(key, { from: TWO_ADDRESSES.phone, emoji: '👍' })
    else if (sent) session.account.ack(sent.key, 3)
  }

  /** Asked for once: whether the phone has taken it, its file tells. */
  private async flood({ session: index, length, ...flood }: ActOf<'flood'>): Promise<void> {
    const { id, api } = this.session(this.world.shape.web + index)
    const { count, chats, perSecond } = flood
    const groups = Math.floor(chats / 3)
    const body = length === 0 ? null : `${this.text()} ${'x'.repeat(length)}`
    const input = { sessionId: id, count, chats, groups, perSecond, body }
    await attempt(() => api.ask(SimulateMessagesDocument, { input }))
  }

  /** Asked for until there is an answer, with one idempotency key. */
  private async send({ session: index, to }: ActOf<'send'>): Promise<void> {
    const { id, api, account } = this.session(index)
    const text = this.text()
    const sent: Sent = { sessionId: id, text, messageId: null, reached: account ? 0 : null }
    this.sent.push(sent)
    const input = { sessionId: id, to: RECIPIENTS[to % RECIPIENTS.length] ?? '', text, idempotencyKey: text }
    while (sent.messageId === null && !this.givenUp.signal.aborted) {
      const answer = await attempt(() => api.ask(SendDocument, { input }))
      sent.messageId = answer?.sendMessage.message.id ?? null
      if (!answer) await delay(LOOK_MS)
    }
  }
}

/** The answer, or null if there was none: servers go away here. */
async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  const late = new AbortController()
  try {
    const given = delay(PATIENCE_MS, null, { signal: late.signal, ref: false })
    return await Promise.race([ask(), given])
  } catch {
    return null // whoever asked asks again, or leaves it
  } finally {
    late.abort()
  }
}

const stanzaId = (): string => `3EB0${randomBytes(14).toString('hex').toUpperCase()}`
