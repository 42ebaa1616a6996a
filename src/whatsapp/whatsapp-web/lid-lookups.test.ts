import { EventEmitter, once } from 'node:events'

import type { EngineEvent } from '../../domain/engine'
import { LidLookups } from './lid-lookups'

function reactionBy(lid: string, phone: string | null = null): EngineEvent {
  const sender = { whatsappId: lid, lid, phone, savedName: null, pushName: null }
  return { type: 'reaction', key: { fromMe: false, stanzaId: 'A' }, sender, emoji: '👍', at: new Date(0) }
}

function makeLookups(answer: (lid: string) => Promise<string | null>, count: number) {
  const asked: string[] = []
  const found: string[] = []
  const notes: string[] = []
  const answered = new EventEmitter()
  const port = {
    phoneOf: (lid: string) => {
      asked.push(lid)
      if (asked.length === count) answered.emit('all')
      return answer(lid)
    },
    found: (lid: string) => void found.push(lid),
    note: (message: string) => void notes.push(message),
  }
  return { lookups: new LidLookups(port, 0), asked, found, notes, all: once(answered, 'all') }
}

test('each person without a number is asked about once, whatever the answer', async () => {
  const { lookups, asked, found, all } = makeLookups((lid) => Promise.resolve(lid === '2@lid' ? '62@c.us' : null), 3)
  lookups.consider([reactionBy('1@lid'), reactionBy('1@lid'), reactionBy('2@lid'), reactionBy('9@lid', '+629')])
  lookups.consider([reactionBy('1@lid'), reactionBy('3@lid')])
  await all
  expect(asked).toEqual(['1@lid', '2@lid', '3@lid'])
  expect(found).toEqual(['2@lid'])
  lookups.stop()
})

test('an answer that fails is noted, and the next is asked for', async () => {
  const { lookups, asked, notes, all } = makeLookups(() => Promise.reject(new Error('no')), 2)
  lookups.consider([reactionBy('1@lid'), reactionBy('2@lid')])
  await all
  expect(asked).toHaveLength(2)
  expect(notes).toHaveLength(1)
  lookups.stop()
})

test('after stop() nobody is asked any more', async () => {
  const { lookups, asked, found, all } = makeLookups(() => Promise.resolve('62@c.us'), 1)
  lookups.consider([reactionBy('1@lid'), reactionBy('2@lid')])
  lookups.stop()
  await all
  lookups.consider([])
  expect(asked).toEqual(['1@lid'])
  expect(found).toEqual([])
})
