import { EventEmitter, once } from 'node:events'
import { setImmediate as macrotask } from 'node:timers/promises'

import { OwnSends } from './own-sends'
import type { PageEvent } from './page-events'

const own = (id: string) => ({ id: { fromMe: true, remote: '628222@c.us', id } })
const message = (id: string): PageEvent => ({ kind: 'message', raw: own(id) })
const ack = (id: string): PageEvent => ({ kind: 'ack', raw: own(id), ack: 1 })

function makeSends(limitMs = 1_000) {
  const order: string[] = []
  const sends = new OwnSends((event) => {
    order.push(`${event.kind} ${'raw' in event ? String((event.raw.id as { id: string }).id) : ''}`)
  }, limitMs)
  /** A send that the page takes when told to. */
  const send = (stanzaId: string) => {
    const page = new EventEmitter()
    const result = sends.send(async () => {
      order.push(`send ${stanzaId}`)
      await once(page, 'taken')
      return { stanzaId }
    })
    const done = result.then(() => void order.push(`result ${stanzaId}`))
    return { take: () => page.emit('taken'), refuse: () => page.emit('error', new Error('no')), done }
  }
  return { order, sends, send }
}

test('an own send is not announced, and its acks follow its result', async () => {
  const { order, sends, send } = makeSends()
  const { take, done } = send('A')
  await macrotask()
  sends.take(message('A'))
  sends.take(message('PHONE'))
  sends.take(ack('A'))
  take()
  await done
  await macrotask()
  expect(order).toEqual(['send A', 'result A', 'message PHONE', 'ack A'])
  sends.take(message('A'))
  sends.take(message('PHONE 2'))
  expect(order.slice(4)).toEqual(['message PHONE 2'])
})

test('messages of others do not wait', async () => {
  const { order, sends, send } = makeSends()
  const { take, done } = send('A')
  await macrotask()
  sends.take({ kind: 'message', raw: { id: { fromMe: false, remote: '628222@c.us', id: 'THEIRS' } } })
  expect(order).toEqual(['send A', 'message THEIRS'])
  take()
  await done
})

test('sends go one after another, and a failed one lets go what it held', async () => {
  const { order, sends, send } = makeSends()
  const first = send('A')
  const second = send('B')
  await macrotask()
  sends.take(message('PHONE'))
  first.refuse()
  await expect(first.done).rejects.toThrow('no')
  await macrotask()
  await macrotask()
  second.take()
  await second.done
  expect(order).toEqual(['send A', 'message PHONE', 'send B', 'result B'])
})

test('a send that hangs ends by its limit; one that waited longer than that is never sent', async () => {
  jest.useFakeTimers()
  const { order, send } = makeSends(5)
  const ends = [
    expect(send('A').done).rejects.toMatchObject({ name: 'EngineCallTimeout' }),
    expect(send('B').done).rejects.toThrow('was not sent'),
  ]
  await jest.advanceTimersByTimeAsync(5)
  await jest.runAllTimersAsync()
  await Promise.all(ends)
  expect(order).toEqual(['send A'])
  jest.useRealTimers()
})
