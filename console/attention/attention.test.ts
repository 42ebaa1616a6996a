import { FakeStorage } from '../composer/fake-storage'
import type { Digest } from './digest'
import { Digester } from './digest'
import { FakeClock } from './fake-clock'
import { incoming, received } from './fake-incoming'
import { incomingOf, type Sight } from './incoming'
import { NOTHING_CAUGHT_UP, notesFor } from './notes'
import { NotificationSwitch } from './notification-switch'
import { Paced } from './paced'
import { titleOf } from './title'

const ELSEWHERE: Sight = { openChatId: null, visible: true, missedBefore: null }

describe('incomingOf', () => {
  const told = (event: ReturnType<typeof received>, sight: Partial<Sight> = {}): boolean =>
    incomingOf([event], { ...ELSEWHERE, ...sight }).length === 1

  it('tells live messages of others, and no others', () => {
    expect(told(received())).toBe(true)
    expect(told(received({ message: { fromMe: true } }))).toBe(false)
    expect(told(received({ origin: 'BACKFILL' }))).toBe(false)
    expect(told(received({ chat: { archived: true } }))).toBe(false)
  })

  it('tells of the chat on the screen only while the page is hidden', () => {
    const event = received({ chat: { id: 'cht_1' } })
    expect(told(event, { openChatId: 'cht_1' })).toBe(false)
    expect(told(event, { openChatId: 'cht_1', visible: false })).toBe(true)
    expect(told(event, { openChatId: 'cht_2' })).toBe(true)
  })

  it('knows what came while the connection was lost', () => {
    const missedBefore = Date.parse('2026-01-01T00:01:00.000Z')
    const events = [received(), received({ at: '2026-01-01T00:02:00.000Z' })]
    expect(incomingOf(events, { ...ELSEWHERE, missedBefore }).map(({ missed }) => missed)).toEqual([true, false])
  })
})

describe('Digester', () => {
  function rig() {
    const clock = new FakeClock()
    const digests: Digest[] = []
    return { clock, digests, digester: new Digester(clock, 5000, (digest) => digests.push(digest)) }
  }

  it('hands the first on at once, and what follows together, the newest of each chat', () => {
    const { clock, digests, digester } = rig()
    digester.add([incoming('a', '1')])
    for (let second = 0; second < 4; second++) {
      clock.pass(1000)
      digester.add([incoming('b', `b${second}`), incoming('a', `a${second}`, true)])
    }
    expect(digests).toHaveLength(1)
    clock.pass(1000)
    expect(digests).toHaveLength(2)
    expect(digests[1]).toMatchObject({ messages: 8, missed: 4 })
    expect(digests[1]?.newest.map(({ message }) => message.body)).toEqual(['b3', 'a3'])
  })

  it('waits for nothing once a pause passed in silence, and forgets when it is stopped', () => {
    const { clock, digests, digester } = rig()
    digester.add([incoming('a')])
    clock.pass(5000)
    expect(clock.pending).toBe(0)
    digester.add([incoming('b')])
    expect(digests).toHaveLength(2)
    digester.add([incoming('c')])
    digester.stop()
    expect(clock.pending).toBe(0)
    clock.pass(10_000)
    expect(digests).toHaveLength(2)
  })
})

describe('notesFor', () => {
  const digestOf = (chats: readonly string[], missed = 0): Digest => ({
    messages: chats.length,
    missed,
    newest: [...new Set(chats)].map((id) => incoming(id, 'Halo', missed > 0)),
  })

  it('has one for each of a few chats, and one for all of many', () => {
    const [few, before] = notesFor(digestOf(['a', 'b', 'c']), null, NOTHING_CAUGHT_UP)
    expect(few.map(({ kind, tag }) => [kind, tag])).toEqual([
      ['MESSAGE', 'a'],
      ['MESSAGE', 'b'],
      ['MESSAGE', 'c'],
    ])
    const [many] = notesFor(digestOf(['a', 'b', 'c', 'd', 'd']), null, before)
    expect(many).toEqual([{ kind: 'SUMMARY', tag: 'wagraph.many', messages: 5, chats: 4 }])
  })

  it('has one summary of all that is caught up on after a lost connection, however many parts it comes in', () => {
    const [first, known] = notesFor(digestOf(['a'], 1), 1000, NOTHING_CAUGHT_UP)
    const [second, both] = notesFor(digestOf(['a', 'b', 'b'], 3), 1000, known)
    expect([...first, ...second]).toEqual([
      { kind: 'SUMMARY', tag: 'wagraph.missed', messages: 1, chats: 1 },
      { kind: 'SUMMARY', tag: 'wagraph.missed', messages: 4, chats: 2 },
    ])
    const [another] = notesFor(digestOf(['c'], 1), 2000, both)
    expect(another).toEqual([{ kind: 'SUMMARY', tag: 'wagraph.missed', messages: 1, chats: 1 }])
  })
})

describe('NotificationSwitch', () => {
  function rig(answer: NotificationPermission, permission: NotificationPermission = 'default') {
    const storage = new FakeStorage()
    const browser = {
      asked: 0,
      permission,
      requestPermission() {
        browser.asked++
        browser.permission = answer
        return Promise.resolve(answer)
      },
    }
    const again = () => {
      const made = new NotificationSwitch(browser, () => storage)
      made.load()
      return made
    }
    return { browser, storage, again }
  }

  it('asks when it is turned on, and stays on over visits until it is turned off', async () => {
    const { browser, again } = rig('granted')
    const first = again()
    expect([first.state.get(), browser.asked]).toEqual(['OFF', 0])
    expect(await first.turnOn()).toBe('ON')
    const second = again()
    expect([second.state.get(), browser.asked]).toEqual(['ON', 1])
    second.turnOff()
    expect(again().state.get()).toBe('OFF')
    expect(await again().turnOn()).toBe('ON')
    expect(browser.asked).toBe(1)
  })

  it('is off where it was refused, waved away, taken back or not there', async () => {
    expect(await rig('denied').again().turnOn()).toBe('DENIED')
    expect(await rig('default').again().turnOn()).toBe('OFF')
    const { storage, browser, again } = rig('granted')
    await again().turnOn()
    browser.permission = 'denied'
    expect(again().state.get()).toBe('OFF')
    expect(await new NotificationSwitch(null, () => storage).turnOn()).toBe('UNSUPPORTED')
  })
})

describe('Paced', () => {
  it('works at once, and once for all that is asked for in a pause', async () => {
    const clock = new FakeClock()
    const at: number[] = []
    const paced = new Paced(clock, 2000, () => Promise.resolve(at.push(clock.now())))
    for (let second = 0; second < 50; second++) {
      paced.ask()
      clock.pass(100)
    }
    clock.pass(10_000)
    await Promise.resolve()
    expect(at).toEqual([0, 2000, 4000, 6000])
    expect(clock.pending).toBe(0)
  })

  it('does again what failed, when it is told to', async () => {
    const clock = new FakeClock()
    const outcomes = [Promise.reject(new Error('no network')), Promise.resolve()]
    let done = 0
    const paced = new Paced(clock, 2000, () => outcomes[done++] ?? Promise.resolve())
    paced.ask()
    await new Promise(setImmediate)
    clock.pass(2000)
    paced.askIfFailed()
    expect(done).toBe(2)
    await new Promise(setImmediate)
    clock.pass(2000)
    paced.askIfFailed()
    expect(done).toBe(2)
  })
})

describe('titleOf', () => {
  it('says what is unread and what is shown', () => {
    expect(titleOf(3, 'Siti Rahayu')).toBe('(3) Siti Rahayu · wagraph')
    expect(titleOf(0, 'Siti Rahayu')).toBe('Siti Rahayu · wagraph')
    expect(titleOf(0, null)).toBe('wagraph')
  })
})
