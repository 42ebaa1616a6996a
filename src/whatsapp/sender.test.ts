/** Own messages on their way to the engine: in order, each handed over once at most, and its fate always told. */
import { MemoryIngest, MemoryLogger, MemoryMetrics, MemoryWakeUps } from '../../test/harness/memory-stores'
import { Gate, ScriptedFactory, type ScriptedEngine, rejection } from '../../test/harness/scripted-engine'
import { TestClock } from '../../test/harness/test-clock'
import { EngineCallTimeout, EngineClosed, EngineNotReached, NotOnWhatsApp, type SentMessage } from '../domain/engine'
import { IngestQueue } from './ingest-queue'
import { Sender } from './sender'

const LEASE = { sessionId: 'ses_1', workspaceId: 'wks_1', owner: 'me', fence: 1 }

let clock: TestClock
let store: MemoryIngest
let logger: MemoryLogger
let metrics: MemoryMetrics
let factory: ScriptedFactory
let queue: IngestQueue
let sender: Sender

beforeEach(() => {
  clock = new TestClock()
  store = new MemoryIngest()
  logger = new MemoryLogger()
  metrics = new MemoryMetrics()
  factory = new ScriptedFactory()
  const parts = { clock, logger, metrics }
  queue = new IngestQueue(LEASE, { ...parts, store, wakeUps: new MemoryWakeUps() }, { leaseLost: () => undefined })
  sender = new Sender({ ...parts, queue })
})

const settle = (): Promise<void> => clock.advance(0)
const engine = (): ScriptedEngine => factory.create({ sessionId: 'ses_1', pairingPhone: null }, () => undefined)
const add = (id: string): void => sender.add({ messageId: id, to: 'x@c.us', text: id, quotedRef: null })
/** What is stored of a message's fate, in order. */
const fate = (id: string): string[] =>
  store.of('ses_1').flatMap((item) => {
    if (item.type === 'sent' && item.messageId === id) return ['sent']
    return item.type === 'delivery' && item.messageId === id
      ? [`${item.deliveryState} ${item.failure ?? ''}`.trim()]
      : []
  })

it('hands messages over one after the other, in order', async () => {
  const gates = [new Gate<SentMessage>(), new Gate<SentMessage>()]
  factory.script.sendText = (_to, text) => (gates[Number(text)] as Gate<SentMessage>).promise
  const used = engine()
  sender.use(used)
  add('0')
  add('1')
  await settle()
  expect(used.calls).toEqual(['sendText 0'])
  gates[0]?.open({ stanzaId: 'S0', ref: 'r', sentAt: new Date(0) })
  await settle()
  expect(used.calls).toEqual(['sendText 0', 'sendText 1'])
  expect(fate('0')).toEqual(['SENDING', 'sent'])
  expect(sender.queued).toBe(0)
})

it('stores SENDING before the engine hears of a message', async () => {
  const stored = new Gate()
  store.before = () => stored.promise
  const used = engine()
  sender.use(used)
  add('a')
  await settle()
  expect(used.calls).toEqual([])
  stored.open()
  await settle()
  expect(used.calls).toEqual(['sendText a'])
})

it('keeps what waits until there is an engine again', async () => {
  add('a')
  add('b')
  await settle()
  expect(sender.queued).toBe(2)
  sender.use(engine())
  await settle()
  expect(sender.queued).toBe(0)
  sender.use(null)
  add('c')
  await settle()
  expect(sender.queued).toBe(1)
})

it.each([
  ['FAILED NOT_ON_WHATSAPP: nobody has it', new NotOnWhatsApp('nobody has it'), 'failed'],
  ['FAILED a string', 'a string', 'failed'],
  ['UNKNOWN no answer within 60 s', new EngineCallTimeout('no answer within 60 s'), 'unknown'],
  ['UNKNOWN the engine ended', new EngineClosed('the engine ended'), 'unknown'],
])('stores %s, never tries again, and goes on with the next', async (stored, thrown, outcome) => {
  factory.script.sendText = (_to, text) =>
    text === 'bad' ? rejection(thrown) : Promise.resolve({ stanzaId: 'S', ref: 'r', sentAt: new Date(0) })
  const used = engine()
  sender.use(used)
  add('bad')
  add('good')
  await settle()
  expect(fate('bad')).toEqual(['SENDING', stored])
  expect(fate('good')).toEqual(['SENDING', 'sent'])
  expect(used.calls).toEqual(['sendText bad', 'sendText good'])
  expect(metrics.counts.get(`sends ${outcome}`)).toBe(1)
})

it('keeps a message whose send was never begun for the next connection, ahead of the others', async () => {
  factory.script.sendText = () => rejection(new EngineNotReached('the connection is over'))
  const ended = engine()
  sender.use(ended)
  add('a')
  add('b')
  await settle()
  expect([fate('a'), fate('b'), ended.calls]).toEqual([['SENDING', 'QUEUED'], [], ['sendText a']])
  expect(sender.queued).toBe(2)
  factory.script.sendText = (_to, text) => Promise.resolve({ stanzaId: `S${text}`, ref: 'r', sentAt: new Date(0) })
  const next = engine()
  sender.use(next)
  await settle()
  expect(next.calls).toEqual(['sendText a', 'sendText b'])
  expect(fate('a')).toEqual(['SENDING', 'QUEUED', 'SENDING', 'sent'])
})

it('stores a message whose send was never begun as QUEUED also when the session ends meanwhile', async () => {
  const gate = new Gate<SentMessage>()
  factory.script.sendText = () => gate.promise
  sender.use(engine())
  add('a')
  await settle()
  sender.close()
  gate.fail(new EngineNotReached('the connection is over'))
  await settle()
  expect([fate('a'), sender.queued]).toEqual([['SENDING', 'QUEUED'], 0])
})

it('is UNKNOWN after 60 s without an acknowledgement, but only from SENDING', async () => {
  sender.use(engine())
  add('a')
  await clock.advance(59_999)
  expect(fate('a')).toEqual(['SENDING', 'sent'])
  await clock.advance(1)
  expect(store.of('ses_1').at(-1)).toMatchObject({ type: 'delivery', from: ['SENDING'], deliveryState: 'UNKNOWN' })
})

it('does not call a message FAILED that was sent, because the database refused to hear of it', async () => {
  store.before = (_lease, items) => {
    if (items.some((item) => item.type === 'sent' && item.messageId === 'a')) throw new Error('refused')
  }
  sender.use(engine())
  add('a')
  add('b')
  await settle()
  expect(fate('a')).toEqual(['SENDING'])
  expect(fate('b')).toEqual(['SENDING', 'sent'])
  expect(logger.errors).toContain('what became of a message could not be stored')
})

it('does not hand over what it could not store as SENDING', async () => {
  store.before = (_lease, items) => {
    if (items.some((item) => item.type === 'delivery' && item.messageId === 'a')) throw new Error('refused')
  }
  const used = engine()
  sender.use(used)
  add('a')
  add('b')
  await settle()
  expect(used.calls).toEqual(['sendText b'])
})

it('ends without a timer left, also when a send ends after it', async () => {
  const gate = new Gate<SentMessage>()
  factory.script.sendText = (_to, text) =>
    text === 'late' ? gate.promise : Promise.resolve({ stanzaId: 'S', ref: 'r', sentAt: new Date(0) })
  sender.use(engine())
  add('a')
  add('late')
  add('never')
  await settle()
  expect(clock.pending).toBe(1)
  sender.close()
  gate.open({ stanzaId: 'S2', ref: 'r', sentAt: new Date(0) })
  await settle()
  expect([clock.pending, sender.queued]).toEqual([0, 0])
  expect(fate('never')).toEqual([])
})
