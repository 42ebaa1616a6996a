import type { Clock } from '../api/clock'
import { FakeStorage } from './fake-storage'
import { keepMessages, keptMessages } from './kept-messages'
import { OutboxQueue, type PendingMessage, type SendResult, shownIn } from './outbox-queue'

const UNREACHABLE = { problem: { code: 'UNREACHABLE', message: 'away' }, obstacle: 'SERVER' } as const
const NOT_CONNECTED = { problem: { code: 'SESSION_NOT_CONNECTED', message: 'away' }, obstacle: 'SESSION' } as const
const FORBIDDEN = { problem: { code: 'FORBIDDEN', message: 'no' }, obstacle: null } as const

interface Asked {
  readonly message: PendingMessage
  answer(result: SendResult): Promise<void>
}

/** An outbox whose server is the test: `asked` is what it was asked to send, oldest first. */
function setUp(left: readonly PendingMessage[] = []) {
  const asked: Asked[] = []
  const timers: { ms: number; call: () => void }[] = []
  let kept: readonly PendingMessage[] = left
  let keys = 0
  const live = { now: true }
  const clock: Clock = {
    now: () => 1_000_000,
    after(ms, call) {
      const timer = { ms, call }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  const queue = new OutboxQueue({
    transmit: (message) =>
      new Promise<SendResult>((resolve) => {
        asked.push({
          message,
          async answer(result) {
            resolve(result)
            await new Promise(setImmediate)
          },
        })
      }),
    isLive: () => live.now,
    newKey: () => `key-${++keys}`,
    clock,
    left,
    keep: (messages) => (kept = messages),
  })
  return {
    queue,
    asked,
    timers,
    live,
    kept: () => kept,
    write: (text: string, chatId = 'cht_1') => queue.send({ sessionId: 'ses_1', chatId, text, replyTo: null }),
    states: () => queue.pending.get().map(({ text, state }) => `${text} ${state}`),
    texts: () => asked.map(({ message }) => message.text),
    fireTimer: () => {
      const timer = timers.shift()
      if (timer === undefined) throw new Error('no timer runs')
      timer.call()
      return timer.ms
    },
    last: (): Asked => {
      const last = asked.at(-1)
      if (last === undefined) throw new Error('nothing was asked')
      return last
    },
  }
}

test('messages of one chat are sent one after the other, and other chats do not wait for them', async () => {
  const { write, texts, asked } = setUp()
  write('one')
  write('two')
  write('elsewhere', 'cht_2')
  expect(texts()).toEqual(['one', 'elsewhere'])
  await asked[0]?.answer({ messageId: 'msg_1' })
  expect(texts()).toEqual(['one', 'elsewhere', 'two'])
})

test('a message stays pending after the answer, until the event of its id is heard', async () => {
  const { queue, write, last, states } = setUp()
  write('hello')
  await last().answer({ messageId: 'msg_1' })
  expect(states()).toEqual(['hello SENDING'])
  queue.shown([{ id: 'msg_other', idempotencyKey: null }])
  expect(states()).toEqual(['hello SENDING'])
  queue.shown([{ id: 'msg_1' }])
  expect(states()).toEqual([])
})

test('an event that comes before the answer is known by its key, and the answer changes nothing any more', async () => {
  const { queue, write, last, states, texts } = setUp()
  write('one')
  write('two')
  queue.shown([{ id: 'msg_1', idempotencyKey: 'key-1' }])
  expect(states()).toEqual(['two SENDING'])
  expect(texts()).toEqual(['one'])
  await last().answer(UNREACHABLE)
  expect(states()).toEqual(['two SENDING'])
  expect(texts()).toEqual(['one', 'two'])
})

test('what cannot be mended by waiting has failed, and what is behind it is sent', async () => {
  const { queue, write, last, states, texts, timers } = setUp()
  write('one')
  write('two')
  await last().answer(FORBIDDEN)
  expect(queue.pending.get()[0]).toMatchObject({ state: 'FAILED', problem: { code: 'FORBIDDEN' } })
  expect(states()).toEqual(['one FAILED', 'two SENDING'])
  expect(texts()).toEqual(['one', 'two'])
  queue.serverCame()
  expect(texts()).toEqual(['one', 'two'])
  expect(timers).toEqual([])
})

test('a lost server holds up the chat, and all is sent in order with the same keys once it is back', async () => {
  const { queue, write, last, states, asked } = setUp()
  write('one')
  write('two')
  await last().answer(UNREACHABLE)
  expect(states()).toEqual(['one FAILED', 'two SENDING'])
  queue.serverCame()
  expect(states()).toEqual(['one SENDING', 'two SENDING'])
  await last().answer({ messageId: 'msg_1' })
  await last().answer({ messageId: 'msg_2' })
  expect(asked.map(({ message }) => message.key)).toEqual(['key-1', 'key-1', 'key-2'])
})

test('it asks again by itself in growing spans while the page is live', async () => {
  const { write, last, fireTimer, texts, live } = setUp()
  write('one')
  const waits: number[] = []
  for (let n = 0; n < 6; n++) {
    await last().answer(UNREACHABLE)
    waits.push(fireTimer())
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  expect(texts()).toHaveLength(7)
  await last().answer(UNREACHABLE)
  live.now = false
  fireTimer()
  expect(texts()).toHaveLength(7)
})

test('a session that lost its connection is waited for', async () => {
  const { queue, write, last, texts } = setUp()
  write('one')
  await last().answer(NOT_CONNECTED)
  queue.serverCame()
  queue.sessionCame('ses_other')
  expect(texts()).toEqual(['one'])
  queue.sessionCame('ses_1')
  expect(texts()).toEqual(['one', 'one'])
})

test('retry() sends a failed one with its key, and those of its chat that wait', async () => {
  const { queue, write, last, asked, states } = setUp()
  write('one')
  await last().answer(FORBIDDEN)
  write('two')
  await last().answer(UNREACHABLE)
  queue.retry('key-1')
  expect(states()).toEqual(['one SENDING', 'two SENDING'])
  await last().answer({ messageId: 'msg_1' })
  expect(asked.map(({ message }) => message.key)).toEqual(['key-1', 'key-2', 'key-1', 'key-2'])
})

test('discard() forgets a message, and lets those behind it go', async () => {
  const { queue, write, last, texts, states } = setUp()
  write('one')
  write('two')
  await last().answer(UNREACHABLE)
  queue.discard('key-1')
  expect(states()).toEqual(['two SENDING'])
  expect(texts()).toEqual(['one', 'two'])
})

test('it takes no more than it may hold', () => {
  const { write } = setUp()
  for (let n = 0; n < 100; n++) expect(write(`${n}`)).toBe(true)
  expect(write('one too many')).toBe(false)
  const other = setUp()
  expect(other.write('x'.repeat(1_000_000))).toBe(true)
  expect(other.write('x')).toBe(false)
})

test('what the server has not stored is kept over a reload, and sent again with its key when asked to', async () => {
  const before = setUp()
  before.write('stored')
  await before.last().answer({ messageId: 'msg_1' })
  before.write('under way')
  const storage = new FakeStorage()
  keepMessages(storage, before.kept())

  const { queue, asked, states, kept } = setUp(keptMessages(storage))
  expect(states()).toEqual(['under way FAILED'])
  expect(queue.pending.get()[0]).toMatchObject({ key: 'key-2', problem: { code: 'SEND_UNCERTAIN' } })
  queue.serverCame()
  expect(asked).toEqual([])
  queue.retry('key-2')
  expect(asked[0]?.message).toMatchObject({ key: 'key-2', text: 'under way' })
  queue.shown([{ id: 'msg_2', idempotencyKey: 'key-2' }])
  expect(kept()).toEqual([])
  keepMessages(storage, kept())
  expect(keptMessages(storage)).toEqual([])
})

test('close() ends the timer', async () => {
  const { queue, write, last, timers } = setUp()
  write('one')
  await last().answer(UNREACHABLE)
  expect(timers).toHaveLength(1)
  queue.close()
  expect(timers).toEqual([])
})

test('what the server answers after close() keeps nothing, until it is opened again', async () => {
  const { queue, write, last, kept } = setUp()
  write('one')
  write('two')
  const before = kept()
  queue.close()
  await last().answer({ messageId: 'msg_1' })
  expect(kept()).toBe(before)
  queue.open()
  await last().answer({ messageId: 'msg_2' })
  expect(kept()).toEqual([])
})

test('nothing is sent or tried again after close(), and what waits goes on when it is opened again', async () => {
  const { queue, write, asked, texts, timers } = setUp()
  write('one')
  write('two')
  write('elsewhere', 'cht_2')
  queue.close()
  await asked[0]?.answer({ messageId: 'msg_1' })
  await asked[1]?.answer(UNREACHABLE)
  queue.discard('key-1')
  expect(texts()).toEqual(['one', 'elsewhere'])
  expect(timers).toEqual([])
  queue.open()
  expect(texts().sort()).toEqual(['elsewhere', 'elsewhere', 'one', 'two'])
})

test('shownIn() knows a message by its key, or by its id once there is one', () => {
  const { queue, write } = setUp()
  write('one')
  const [pending] = queue.pending.get()
  if (pending === undefined) throw new Error('nothing is pending')
  expect(shownIn([{ id: 'msg_1', idempotencyKey: null }])(pending)).toBe(false)
  expect(shownIn([{ id: 'msg_1', idempotencyKey: 'key-1' }])(pending)).toBe(true)
  expect(shownIn([{ id: 'msg_1' }])({ ...pending, messageId: 'msg_1' })).toBe(true)
})
