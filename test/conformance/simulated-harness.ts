import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../src/domain/engine'
import { seedOf } from '../../src/whatsapp/simulated/phones'
import { ownPhone, populate } from '../../src/whatsapp/simulated/population'
import type { SimulatedFactory, SimulatedFactoryOptions } from '../../src/whatsapp/simulated/simulated-factory'
import { createSimulatedFactory } from '../../src/whatsapp/simulated/simulated-factory'
import type { Chat, Message } from '../../src/whatsapp/simulated/world'
import { chatAddress } from '../../src/whatsapp/simulated/world'
import { TestClock } from '../harness/test-clock'
import type { Cast, ConformancePhone, EngineHarness, MessageOfChat, MessageOnPhone } from './engine-harness'

const SEED = 'conformance'
/** How long a test waits for an event, in milliseconds of the test clock. */
const PATIENCE_MS = 300_000
const STEP_MS = 10

/** Plugs the simulated engine into the conformance suite, with a clock that runs only while a test waits. */
export const makeSimulatedHarness = (room?: SimulatedFactoryOptions['room']): Promise<SimulatedHarness> =>
  SimulatedHarness.make(room)

/** See makeSimulatedHarness; what is beyond EngineHarness is for the simulated engine's own tests. */
export class SimulatedHarness implements EngineHarness {
  readonly clock = new TestClock()
  factory: SimulatedFactory
  readonly #directories: string[]
  readonly #factories: SimulatedFactory[] = []
  readonly #sessions = new Set<string>()
  readonly #room: SimulatedFactoryOptions['room']

  private constructor(
    public dataDir: string,
    room: SimulatedFactoryOptions['room'],
  ) {
    this.#directories = [dataDir]
    this.#room = room
    this.factory = this.#makeFactory()
  }

  static async make(room: SimulatedFactoryOptions['room']): Promise<SimulatedHarness> {
    return new SimulatedHarness(await mkdtemp(join(tmpdir(), 'wagraph-simulated-')), room)
  }

  /** As when the server is killed and started again: what is on the disk now is all that the new factory knows. */
  async restart(): Promise<void> {
    const before = this.dataDir
    this.dataDir = await this.#addDirectory()
    await cp(before, this.dataDir, { recursive: true, filter: (file) => !file.endsWith('.new') })
    this.factory = this.#makeFactory()
  }

  phone(sessionId: string): Promise<PlayedPhone> {
    this.#sessions.add(sessionId)
    return Promise.resolve(new PlayedPhone(this.factory, this.clock, sessionId))
  }

  drive<T>(pending: Promise<T>, what: string): Promise<T> {
    return drive(this.clock, pending, what)
  }

  quiet(): Promise<void> {
    return this.clock.advance(5_000)
  }

  async dispose(): Promise<void> {
    for (const factory of this.#factories) {
      for (const sessionId of this.#sessions) await factory.deleteLogin(sessionId)
    }
    for (const directory of this.#directories) await rm(directory, { recursive: true, force: true })
  }

  async #addDirectory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'wagraph-simulated-'))
    this.#directories.push(directory)
    return directory
  }

  #makeFactory(): SimulatedFactory {
    const { dataDir, clock } = this
    const room = this.#room
    const factory = createSimulatedFactory({ dataDir, clock, seed: SEED, ...(room && { room }) })
    this.#factories.push(factory)
    return factory
  }
}

async function drive<T>(clock: TestClock, pending: Promise<T>, what: string): Promise<T> {
  let settled = false
  const over = (): void => void (settled = true)
  pending.then(over, over)
  const end = clock.now().getTime() + PATIENCE_MS
  await clock.advance(0)
  while (!settled) {
    if (clock.now().getTime() > end) throw new Error(`there was no sign of ${what}`)
    await clock.advance(STEP_MS)
  }
  return pending
}

class PlayedPhone implements ConformancePhone {
  readonly number: string
  readonly cast: Cast
  readonly #factory: SimulatedFactory
  readonly #clock: TestClock
  readonly #sessionId: string

  constructor(factory: SimulatedFactory, clock: TestClock, sessionId: string) {
    this.#factory = factory
    this.#clock = clock
    this.#sessionId = sessionId
    const seed = seedOf(SEED, sessionId)
    this.number = ownPhone(seed).slice(1)
    this.cast = castOf(populate(seed, 0).chats)
  }

  scan(): Promise<void> {
    return this.#factory.login(this.#sessionId)
  }

  enterPairingCode(): Promise<void> {
    return this.#factory.login(this.#sessionId)
  }

  expireCode(): Promise<void> {
    return this.#clock.advance(60_000)
  }

  async receive(message: { chat: string; sender: string | null; body: string }): Promise<string> {
    const { account, world } = await this.#factory.phone(this.#sessionId)
    const sender = message.sender === null ? null : account.person(message.sender)
    if (sender === undefined) throw new Error(`there is nobody ${message.sender}`)
    await this.#clock.advance(1_000)
    return world.arrive(account.chatTo(message.chat), { sender, body: message.body }).stanzaId
  }

  async postStatus(): Promise<void> {
    const { world } = await this.#factory.phone(this.#sessionId)
    world.postStatus()
  }

  async edit(message: MessageOfChat, body: string): Promise<void> {
    const { world } = await this.#factory.phone(this.#sessionId)
    world.edit(await this.#find(message), body)
  }

  async revoke(message: MessageOfChat): Promise<void> {
    const { world } = await this.#factory.phone(this.#sessionId)
    world.revoke(await this.#find(message))
  }

  async react(message: MessageOfChat, sender: string, emoji: string): Promise<void> {
    const { account, world } = await this.#factory.phone(this.#sessionId)
    world.react(await this.#find(message), account.person(sender) ?? null, emoji)
  }

  /** Simulated messages are acknowledged by themselves. */
  acknowledge(): Promise<void> {
    return Promise.resolve()
  }

  async look(message: MessageOfChat): Promise<MessageOnPhone> {
    const { body, revoked, reactions } = await this.#find(message)
    return { ...message, body, revoked, ownReaction: reactions?.get('me') ?? null }
  }

  async end(reason: 'NETWORK' | 'CRASH' | 'LOGGED_OUT' | 'CONFLICT'): Promise<void> {
    if (reason !== 'CONFLICT') return this.#factory.disconnect(this.#sessionId, reason)
    const other: Engine = this.#factory.create({ sessionId: this.#sessionId, pairingPhone: null }, () => undefined)
    await other.start()
    await this.#clock.advance(1_000)
    await other.close()
  }

  async #find({ chat, stanzaId }: MessageOfChat): Promise<Message> {
    const { account } = await this.#factory.phone(this.#sessionId)
    const message = account.chat(chat)?.messages.find((kept) => kept.stanzaId === stanzaId)
    if (message === undefined) throw new Error(`the phone has no message ${stanzaId} in ${chat}`)
    return message
  }
}

function castOf(chats: readonly Chat[]): Cast {
  const byPhone = chats.find((chat) => chat.person?.addressing === 'PHONE')
  const byLid = chats.find((chat) => chat.person?.addressing === 'LID')
  const group = chats.find((chat) => chat.kind === 'GROUP')
  if (!byPhone || !byLid || !group) throw new Error('the made-up account lacks somebody of the cast')
  return {
    byPhone: chatAddress(byPhone),
    byLid: chatAddress(byLid),
    group: chatAddress(group),
    groupName: group.name ?? '',
    stranger: '4915112345678@c.us',
    nobody: '4915110000000@c.us',
  }
}
