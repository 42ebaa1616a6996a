import { Connections } from '../../../../test/conformance/engine-harness'
import type { Connection } from '../../../../test/conformance/engine-harness'
import type { SimulatedHarness } from '../../../../test/conformance/simulated-harness'
import { makeSimulatedHarness } from '../../../../test/conformance/simulated-harness'
import type { EngineMessage } from '../../../domain/engine'
import { answerTexts } from './answer-texts'
import { Answers } from './answers'

/** What the account is answered by people who do nothing else. */
describe('answers', () => {
  let harness: SimulatedHarness
  let connections: Connections
  beforeEach(async () => {
    harness = await makeSimulatedHarness()
    connections = new Connections(harness)
  })
  afterEach(async () => {
    await connections.closeAll()
    await harness.dispose()
  })

  /** A phone that lives as slowly as may be: nothing but answers comes within seconds. */
  async function living(): Promise<Connection> {
    const connection = await connections.ready()
    await harness.factory.live(connection.sessionId, 0.01)
    return connection
  }

  const messagesOf = ({ recorder }: Connection): EngineMessage[] =>
    recorder.all('message').map(({ message }) => message)

  /** Sends the text so many times, waits for an answer each time; what came. */
  async function asked(connection: Connection, to: string, text: string, times: number): Promise<string[]> {
    const before = connection.recorder.events.length
    for (let index = 0; index < times; index++) {
      await connection.engine.sendText(to, text, null)
      await harness.clock.advance(20_000)
    }
    return connection.recorder.events.slice(before).flatMap((event) => {
      if (event.type === 'message') return [`${event.message.quotedStanzaId === null ? '' : 'quote '}message`]
      return event.type === 'reaction' ? ['reaction'] : []
    })
  }

  it('come within seconds, after the message was read, in the language of who answers', async () => {
    const connection = await living()
    const { byPhone, byLid, group } = connection.phone.cast
    await connection.engine.sendText(byPhone, 'Sudah dikirim ya', null)
    await connection.engine.sendText(byLid, 'Are you there?', null)
    await connection.engine.sendText(group, 'Hello all', null)
    await harness.clock.advance(5_000)
    const answers = messagesOf(connection)
    const from = (chat: string) => answers.filter((answer) => answer.chat.whatsappId === chat)
    expect([from(byPhone).length, from(byLid).length, from(group).length]).toEqual([1, 1, 1])
    expect(from(byPhone)[0]?.sender?.whatsappId).toBe(byPhone)
    expect(answerTexts('+62').statements).toContain(from(byPhone)[0]?.body)
    expect(answerTexts('+44').questions).toContain(from(byLid)[0]?.body)
    const phone = await harness.factory.phone(connection.sessionId)
    const members = phone.account.chat(group)?.members.map(({ lid }) => lid)
    expect(members).toContain(phone.account.person(from(group)[0]?.sender?.whatsappId ?? '')?.lid)
    const types = connection.recorder.types()
    expect(types.lastIndexOf('ack')).toBeLessThan(types.indexOf('message'))
  })

  it('come from a stranger too, in the language of the country', async () => {
    const connection = await living()
    await connection.engine.sendText('5511987654321@c.us', 'Tudo bem?', null)
    const { message } = await connection.event('message')
    expect(message.sender?.phone).toBe('+5511987654321')
    expect(answerTexts('+55').questions).toContain(message.body)
  })

  it('are one for messages that follow each other', async () => {
    const connection = await living()
    const { byPhone } = connection.phone.cast
    for (const text of ['One', 'Two', 'Three']) await connection.engine.sendText(byPhone, text, null)
    await harness.clock.advance(20_000)
    expect(messagesOf(connection)).toHaveLength(1)
  })

  it('are now and then a reaction, quote the message, or come in two', async () => {
    const connection = await living()
    const { byPhone } = connection.phone.cast
    const came = await asked(connection, byPhone, 'What do you think?', 40)
    expect(came[0]).toBe('message')
    expect(new Set(came)).toEqual(new Set(['message', 'quote message', 'reaction']))
    expect(came.filter((what) => what === 'reaction').length).toBeLessThan(20)
    expect(came.length).toBeGreaterThan(42)
    const quoting = messagesOf(connection).find(({ quotedStanzaId }) => quotedStanzaId !== null)
    const history = await connection.engine.history(byPhone, 1_000, null)
    expect(history.find(({ key }) => key.stanzaId === quoting?.quotedStanzaId)?.body).toBe('What do you think?')
  })

  it('are the same for the same seed, chat and number', async () => {
    const scripts: unknown[] = []
    for (const seed of ['x', 'x', 'y']) {
      const connection = await connections.create()
      await connection.engine.start()
      await connection.event('qr')
      await harness.factory.login(connection.sessionId, seed)
      await connection.event('ready')
      await harness.factory.live(connection.sessionId, 0.01)
      await asked(connection, '6281234567890@c.us', 'Apa kabar?', 8)
      scripts.push(messagesOf(connection).map(({ body }) => body))
    }
    expect(scripts[1]).toEqual(scripts[0])
    expect(scripts[2]).not.toEqual(scripts[0])
  })

  it('come sooner at a higher pace, and not at all to a phone that does not live', async () => {
    const connection = await connections.ready()
    const { byPhone } = connection.phone.cast
    expect(await asked(connection, byPhone, 'Hello?', 3)).toEqual([])
    await harness.factory.live(connection.sessionId, 0.01)
    await connection.engine.sendText(byPhone, 'Hello?', null)
    await harness.factory.live(connection.sessionId, 0)
    await harness.clock.advance(20_000)
    expect(messagesOf(connection)).toEqual([])
    await harness.factory.live(connection.sessionId, 100)
    const { stanzaId } = await connection.engine.sendText('5511987654321@c.us', 'Rápido?', null)
    await harness.clock.advance(700)
    const { events } = connection.recorder
    const read = events.findIndex(
      (event) => event.type === 'ack' && event.deliveryState === 'READ' && event.key.stanzaId === stanzaId,
    )
    const answer = events.findIndex(
      (event) => event.type === 'message' && event.message.sender?.phone === '+5511987654321',
    )
    expect(read).toBeGreaterThan(-1)
    expect(answer).toBeGreaterThan(read)
  })

  it('are awaited in 200 chats at most', async () => {
    const connection = await connections.ready()
    const { account, world } = await harness.factory.phone(connection.sessionId)
    const answers = new Answers({ account, world, clock: harness.clock, pace: () => 1 })
    const before = harness.clock.pending
    for (let index = 0; index < 300; index++) {
      const chat = account.chatTo(`49151${11_000_000 + index}@c.us`)
      answers.sent(chat, world.arrive(chat, { sender: null, body: 'Hi' }))
    }
    expect(harness.clock.pending - before).toBe(200)
    answers.stop()
    expect(harness.clock.pending).toBe(before)
  })
})
