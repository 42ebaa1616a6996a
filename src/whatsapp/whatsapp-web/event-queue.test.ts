import type { EngineEvent } from '../../domain/engine'
import { EventQueue } from './event-queue'
import type { PageEvent } from './page-events'
import type { Facts } from './page-types'

const message = (id: string, fields: object = {}): PageEvent => ({
  kind: 'message',
  raw: { id: { fromMe: false, remote: '628222@c.us', id }, t: 1, type: 'chat', body: id, ...fields },
})

function makeQueue(readFacts: (persons: readonly string[]) => Promise<Facts>) {
  const emitted: EngineEvent[] = []
  const failures: string[] = []
  const notes: string[] = []
  const overflow = jest.fn()
  const queue = new EventQueue({
    readFacts,
    emit: (events) => emitted.push(...events),
    fail: (what) => failures.push(what),
    note: (text) => notes.push(text),
    overflow,
  })
  const bodies = () => emitted.map((event) => (event.type === 'message' ? event.message.body : event.type))
  return { queue, emitted, bodies, failures, notes, overflow }
}

test('events wait for open(), keep their order, and ask for facts once for all', async () => {
  const readFacts = jest.fn((_persons: readonly string[]) => Promise.resolve<Facts>({ persons: {}, chats: {} }))
  const { queue, bodies } = makeQueue(readFacts)
  for (const id of ['A', 'B', 'C']) queue.push(message(id))
  await queue.settled()
  expect(bodies()).toEqual([])
  queue.open()
  await queue.settled()
  expect(bodies()).toEqual(['A', 'B', 'C'])
  expect(readFacts.mock.calls).toEqual([[['628222@c.us'], []]])
})

test('events that come while facts are read follow in order', async () => {
  let first = true
  const made = makeQueue(() => {
    if (first) made.queue.push(message('B'))
    first = false
    return Promise.resolve({ persons: {}, chats: {} })
  })
  made.queue.open()
  made.queue.push(message('A'))
  await made.queue.settled()
  expect(made.bodies()).toEqual(['A', 'B'])
})

test('events go on without facts that cannot be read', async () => {
  const { queue, bodies, notes } = makeQueue(() => Promise.reject(new Error('page gone')))
  queue.open()
  queue.push(message('A'))
  await queue.settled()
  expect(bodies()).toEqual(['A'])
  expect(notes).toHaveLength(1)
})

test('an event that cannot be understood is reported, and the others go on', async () => {
  const { queue, emitted, failures } = makeQueue(() => Promise.resolve({ persons: {}, chats: {} }))
  queue.open()
  queue.push(message('A', { t: null }))
  queue.push({ kind: 'reaction', raw: {} })
  queue.push(message('B'))
  await queue.settled()
  expect(failures).toEqual(['a message event', 'a reaction event'])
  expect(emitted).toMatchObject([{ message: { type: 'UNSUPPORTED' } }, { message: { body: 'B' } }])
})

test('events without bound end the engine instead of filling memory', () => {
  const { queue, overflow } = makeQueue(() => Promise.resolve({ persons: {}, chats: {} }))
  for (let index = 0; index < 20_000; index++) queue.push(message('A'))
  expect(overflow).not.toHaveBeenCalled()
  queue.push(message('A'))
  expect(overflow).toHaveBeenCalledTimes(1)
})
