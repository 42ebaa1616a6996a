import type { Engine, EngineFactory } from '../../src/domain/engine'
import { EngineClosed } from '../../src/domain/engine'
import { withLimit } from '../../src/whatsapp/whatsapp-web/time-limit'
import { EngineRig } from '../e2e/whatsapp-web-rig'
import type { Account, StandIn, StoredMessage } from '../stand-in/stand-in'
import type { Cast, ConformancePhone, EngineHarness, MessageOfChat, MessageOnPhone } from './engine-harness'

/** How long a test waits for an event, ms: a browser on a busy machine needs its time. */
const PATIENCE_MS = 30_000
/** How long the connection may be lost before the engine gives it up, ms: tests wait for it. */
const OFFLINE_MS = 500
/** An event goes from the page to the thread, back for names, and out; the last of so many answers comes after it. */
const ROUND_TRIPS = 3

const BUDI = { phone: '6282200000001', name: 'Budi', pushName: 'Bud' }
const CITRA = { phone: '6282200000002', lid: '99333', pushName: 'Citra' }
const DEWI = { phone: '6282200000003', lid: '99444', pushName: 'Dewi' }
const CAST: Cast = {
  byPhone: `${BUDI.phone}@c.us`,
  byLid: `${CITRA.lid}@lid`,
  group: '120363000000000001@g.us',
  groupName: 'Team',
  stranger: `${DEWI.phone}@c.us`,
  nobody: '6282200000009@c.us',
}

/** Plugs the whatsapp-web engine into the conformance suite: real browsers, and a stand-in for WhatsApp. */
export async function makeWhatsappWebHarness(): Promise<EngineHarness> {
  return new WhatsappWebHarness(await EngineRig.start())
}

class WhatsappWebHarness implements EngineHarness {
  readonly factory: EngineFactory
  readonly #rig: EngineRig
  readonly #phones = new Map<string, StandInPhone>()

  constructor(rig: EngineRig) {
    this.#rig = rig
    this.factory = rig.factory({ offline: OFFLINE_MS })
    rig.standIn.person(DEWI)
  }

  phone(sessionId: string): Promise<ConformancePhone> {
    const known = this.#phones.get(sessionId)
    if (known) return Promise.resolve(known)
    const { standIn } = this.#rig
    const account = makeAccount(standIn, `${6281100000000 + this.#phones.size}`)
    const phone = new StandInPhone(standIn, account, () => process.kill(this.#browserOf(sessionId), 'SIGKILL'))
    this.#phones.set(sessionId, phone)
    return Promise.resolve(phone)
  }

  drive<T>(pending: Promise<T>, what: string): Promise<T> {
    return withLimit(pending, PATIENCE_MS, what)
  }

  /** No engine may be on its way to `ready`: nobody knows what it has to tell. */
  async quiet(): Promise<void> {
    await Promise.all([...this.#phones.values()].map((phone) => phone.account.settled()))
    await Promise.all(this.#rig.engines.map((engine) => toldAll(engine)))
  }

  dispose(): Promise<void> {
    return this.#rig.end()
  }

  #browserOf(sessionId: string): number {
    const pid = this.#rig.engines.findLast((engine) => engine.parts.config.sessionId === sessionId)?.browserPid
    if (pid === undefined) throw new Error(`${sessionId} has no browser`)
    return pid
  }
}

async function toldAll(engine: Engine): Promise<void> {
  try {
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) await engine.probe()
  } catch (thrown) {
    if (!(thrown instanceof EngineClosed)) throw thrown
    // It has ended; what is left of it does too.
    await engine.close()
  }
}

function makeAccount(standIn: StandIn, phone: string): Account {
  const history = Array.from({ length: 8 }, (_, index) => ({
    chat: CAST.byPhone,
    ...(index % 3 === 0 ? { fromMe: true } : { from: CAST.byPhone }),
    body: `old ${index + 1}`,
    timestamp: 1_700_000_000 + index * 60,
  }))
  const participants = [`${phone}@c.us`, CAST.byPhone, CAST.byLid]
  return standIn.account({
    phone,
    pushName: 'Ani',
    // WhatsApp Web keeps a contact for the number and one for the LID of many people.
    contacts: [BUDI, CITRA, { lid: CITRA.lid, pushName: CITRA.pushName }],
    chats: [
      { id: CAST.byPhone, history, pinned: true },
      { id: CAST.byLid },
      { id: CAST.group, subject: CAST.groupName, participants },
    ],
  })
}

/** A phone of the stand-in; what happens there is on the linked pages before its promise resolves. */
class StandInPhone implements ConformancePhone {
  readonly number: string
  readonly cast = CAST
  readonly #standIn: StandIn
  readonly #killBrowser: () => void

  constructor(
    standIn: StandIn,
    readonly account: Account,
    killBrowser: () => void,
  ) {
    this.number = account.phone
    this.#standIn = standIn
    this.#killBrowser = killBrowser
  }

  scan(code: string): Promise<void> {
    return this.#do(() => this.#standIn.scan(code, this.account))
  }

  enterPairingCode(code: string): Promise<void> {
    return this.#do(() => this.#standIn.enterPairingCode(code, this.account))
  }

  /** WhatsApp sends a new code when the time of the shown one is up: this is that time. */
  expireCode(): Promise<void> {
    return this.#do(() => this.#standIn.refreshQr())
  }

  receive({ chat, sender, body }: { chat: string; sender: string | null; body: string }): Promise<string> {
    const from = sender === null ? { fromMe: true } : { from: sender }
    return this.#do(() => this.account.receive({ chat, body, ...from }).id)
  }

  postStatus(body: string): Promise<void> {
    return this.#do(() => void this.account.receive({ from: CAST.byPhone, chat: 'status@broadcast', body }))
  }

  edit(message: MessageOfChat, body: string): Promise<void> {
    return this.#do(() => this.account.edit(this.#find(message).key, body))
  }

  revoke(message: MessageOfChat): Promise<void> {
    return this.#do(() => this.account.revoke(this.#find(message).key))
  }

  react(message: MessageOfChat, sender: string, emoji: string): Promise<void> {
    return this.#do(() => this.account.react(this.#find(message).key, { from: sender, emoji }))
  }

  acknowledge(message: MessageOfChat, deliveryState: 'DELIVERED' | 'READ'): Promise<void> {
    return this.#do(() => this.account.ack(this.#find(message).key, deliveryState === 'DELIVERED' ? 2 : 3))
  }

  async look(message: MessageOfChat): Promise<MessageOnPhone> {
    const { key, body, type } = this.#find(message)
    const ownReaction = this.account.reaction(key, this.account.wid)
    return Promise.resolve({ ...message, body, revoked: type === 'revoked', ownReaction })
  }

  async end(reason: 'NETWORK' | 'CRASH' | 'LOGGED_OUT' | 'CONFLICT'): Promise<void> {
    const ends = {
      NETWORK: () => this.account.dropNetwork(),
      CRASH: this.#killBrowser,
      LOGGED_OUT: () => this.account.unlink(),
      CONFLICT: () => this.account.conflict(),
    }
    return Promise.resolve(ends[reason]())
  }

  async #do<T>(act: () => T): Promise<T> {
    const done = act()
    await this.account.settled()
    return done
  }

  #find({ chat, stanzaId }: MessageOfChat): StoredMessage {
    const message = this.account.messages(chat).find(({ id }) => id === stanzaId)
    if (!message) throw new Error(`the phone has no message ${stanzaId} in ${chat}`)
    return message
  }
}
