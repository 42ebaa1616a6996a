/** The checker of test/history on hand-made histories: a good one passes, and each way to break one is found. */
import { check, report } from '../history/checker'
import type { Accepted, History, Logged, Seen, Stored, Subscriber, ViolationKind } from '../history/history'

const WORKSPACE = 'wks_1'
const A = 'ses_a'
const B = 'ses_b'

const accepted = (sessionId: string, number: number, fromMe = false): Accepted => ({
  ...{ sessionId, fromMe, stanzaId: `${sessionId} ${number}`, body: `text ${number}`, announced: true, origin: null },
})
const stored = (sessionId: string, number: number, fromMe = false): Stored => ({
  ...{ sessionId, fromMe, stanzaId: `${sessionId} ${number}`, body: `text ${number}` },
  ...{ id: `msg_${sessionId}_${number}`, deliveryState: fromMe ? 'SENT' : null },
})
const received = (sessionId: string, seq: number, number: number): Logged => ({
  ...{ sessionId, seq, workspaceId: WORKSPACE, type: 'message.received', chatId: 'cht_1', origin: 'LIVE' },
  unread: 'one more',
  messageId: `msg_${sessionId}_${number}`,
})
const state = (sessionId: string, seq: number): Logged => ({
  ...{ sessionId, seq, workspaceId: WORKSPACE, type: 'session.state', chatId: null, messageId: null, origin: 'LIVE' },
  unread: null,
})
const seen = (sessionId: string, number: number, position: Record<string, number>): Seen => ({
  ...{ sessionId, type: 'message.received', messageId: `msg_${sessionId}_${number}`, origin: 'LIVE', position },
})

const subscriber = (events: readonly Seen[], more: Partial<Subscriber> = {}): Subscriber => ({
  ...{ name: 'reader', workspaceId: WORKSPACE, sessionId: null, chatId: null, type: 'message.received' },
  ...{ from: 'beginning', seen: events, troubles: [] },
  ...more,
})

/** Two sessions of one workspace, and one of another's; three messages each in the first two. */
function good(): History & { subscribers: Subscriber[] } {
  return {
    sessions: [
      { id: A, workspaceId: WORKSPACE, lastSeq: 4 },
      { id: B, workspaceId: WORKSPACE, lastSeq: 3 },
      { id: 'ses_foreign', workspaceId: 'wks_2', lastSeq: 0 },
    ],
    chats: [{ id: 'cht_1', unreadCount: 7 }],
    accepted: [1, 2, 3].flatMap((number) => [accepted(A, number), accepted(B, number)]),
    sent: [{ sessionId: A, text: 'hello', messageId: 'msg_sent', reached: 1 }],
    stored: [
      ...[1, 2, 3].flatMap((number) => [stored(A, number), stored(B, number)]),
      { ...stored(A, 9, true), id: 'msg_sent', body: 'hello' },
    ],
    log: [
      ...[state(A, 1), received(A, 2, 1), received(A, 3, 2), received(A, 4, 3)],
      ...[received(B, 1, 1), received(B, 2, 2), received(B, 3, 3)],
    ],
    unrest: null,
    subscribers: [
      subscriber([
        seen(A, 1, { [A]: 2 }),
        seen(B, 1, { [A]: 2, [B]: 1 }),
        seen(A, 2, { [A]: 3, [B]: 1 }),
        seen(A, 3, { [A]: 4, [B]: 1 }),
        seen(B, 2, { [A]: 4, [B]: 2 }),
        seen(B, 3, { [A]: 4, [B]: 3 }),
      ]),
    ],
  }
}

const kinds = (history: History): ViolationKind[] => [...new Set(check(history).map(({ kind }) => kind))]
const without = <Item>(items: readonly Item[], index: number): Item[] => items.filter((_, at) => at !== index)
const swapped = <Item>(items: readonly Item[], at: number): Item[] => {
  const [first, second] = items.slice(at, at + 2)
  return [...items.slice(0, at), second as Item, first as Item, ...items.slice(at + 2)]
}
/** The good history with its one subscriber changed. */
const reading = (change: (one: Subscriber) => Partial<Subscriber>): History => {
  const history = good()
  const [one] = history.subscribers as [Subscriber]
  return { ...history, subscribers: [{ ...one, ...change(one) }] }
}

test('a good history has no violation', () => {
  expect(check(good())).toEqual([])
})

test('one that began late, or follows one session or chat, need not see the rest', () => {
  const history = good()
  const ofB = [1, 2, 3].map((number) => seen(B, number, { [B]: number }))
  history.subscribers.push(
    subscriber([seen(A, 3, { [A]: 4, [B]: 3 })], { name: 'late', from: 'now' }),
    subscriber(ofB, { name: 'of one session', sessionId: B }),
    subscriber([], { name: 'of another chat', chatId: 'cht_2' }),
    subscriber([], { name: 'of the other workspace', workspaceId: 'wks_2' }),
  )
  expect(check(history)).toEqual([])
})

test('one message under two addresses is one', () => {
  const history = good()
  expect(check({ ...history, accepted: [...history.accepted, accepted(A, 1)] })).toEqual([])
})

describe('messages', () => {
  const changed = (change: (history: History) => Partial<History>): History => ({ ...good(), ...change(good()) })

  test.each<[string, History, ViolationKind[]]>([
    [
      'lost',
      changed(({ stored: rows, log }) => ({
        stored: without(rows, 0),
        log: log.map((row) => (row.messageId === `msg_${A}_1` ? { ...row, messageId: null } : row)),
      })),
      ['message lost', 'event of another'],
    ],
    [
      'stored twice',
      changed(({ stored: rows }) => ({ stored: [...rows, { ...stored(A, 1), id: 'msg_again' }] })),
      ['message doubled', 'never announced'],
    ],
    [
      'stored in another session than it was sent to',
      changed(({ accepted: all, stored: rows }) => ({
        accepted: [...all, accepted(B, 7)],
        stored: [...rows, { ...stored(A, 7), stanzaId: `${B} 7` }],
      })),
      ['message in the wrong session', 'message of nobody'],
    ],
    [
      'lost in one of two sessions that it was sent to',
      changed(({ accepted: all }) => ({ accepted: [...all, { ...accepted(B, 7), stanzaId: `${A} 1` }] })),
      ['message lost'],
    ],
    ['of nobody', changed(({ stored: rows }) => ({ stored: [...rows, stored(A, 8)] })), ['message of nobody']],
    [
      'never announced',
      changed(({ accepted: all, stored: rows }) => ({
        accepted: [...all, accepted(A, 7)],
        stored: [...rows, stored(A, 7)],
      })),
      ['never announced'],
    ],
    [
      'announced as live when the server was dead',
      changed(({ accepted: all }) => ({ accepted: [...without(all, 0), { ...accepted(A, 1), origin: 'BACKFILL' }] })),
      ['announced with the wrong origin'],
    ],
  ])('%s', (_name, history, expected) => {
    expect(kinds(history)).toEqual(expected)
  })

  test('announced twice', () => {
    const history = good()
    const again = { ...history, log: [...history.log, received(A, 5, 1)], subscribers: [] }
    expect(kinds(again)).toContain('announced twice')
  })

  test.each<[string, Partial<History['sent'][number]>, Partial<Stored>, ViolationKind]>([
    ['sent twice', { reached: 2 }, {}, 'sent twice'],
    ['sent, and no row', {}, { body: 'another text' }, 'sent and not known'],
    ['left on its way', {}, { deliveryState: 'SENDING' }, 'never ended'],
    ['said to be sent, and never was', { reached: 0 }, {}, 'said to be sent'],
  ])('%s', (_name, sent, row, kind) => {
    const history = good()
    const [first] = history.sent
    const rows = history.stored.map((one) => (one.id === 'msg_sent' ? { ...one, ...row } : one))
    expect(kinds({ ...history, sent: [{ ...first!, ...sent }], stored: rows })).toEqual([kind])
  })

  test('taken by a phone that has forgotten it since, which acknowledges nothing', () => {
    const history = good()
    const sent = history.sent.map((one) => ({ ...one, reached: null }))
    const withState = (row: Partial<Stored>): History => ({
      ...{ ...history, sent },
      stored: history.stored.map((one) => (one.id === 'msg_sent' ? { ...one, ...row } : one)),
    })
    expect(kinds(withState({ deliveryState: 'SENDING' }))).toEqual([])
    expect(kinds(withState({ deliveryState: 'SENDING', stanzaId: null }))).toEqual(['never ended'])
  })

  test('two rows of one send', () => {
    const history = good()
    const again = { ...stored(A, 10, true), id: 'msg_echo', body: 'hello' }
    expect(kinds({ ...history, stored: [...history.stored, again] })).toEqual(['message doubled'])
  })
})

test.each<[string, (log: readonly Logged[]) => Logged[]]>([
  ['a hole in the log', (log) => without(log, 0)],
  ['a number twice', (log) => [...log, state(A, 1)]],
  ['a newest event that is not there', (log) => log.filter(({ sessionId, seq }) => sessionId !== B || seq !== 3)],
  ['one more than the session knows of', (log) => [...log, state(A, 5)]],
])('%s', (_name, change) => {
  const history = good()
  expect(kinds({ ...history, log: change(history.log) })).toContain('hole in the log')
})

describe('unread messages', () => {
  const told = (...unread: Logged['unread'][]): History => {
    const { log, ...rest } = good()
    const more = unread.map((one, index) => ({ ...state(A, 5 + index), chatId: 'cht_1', unread: one }))
    return {
      ...rest,
      log: [...log, ...more],
      sessions: rest.sessions.map((one) => ({ ...one, lastSeq: one.lastSeq + (one.id === A ? unread.length : 0) })),
    }
  }

  test.each<[string, History, ViolationKind[]]>([
    ['told as they are', told(3, 7), []],
    ['told, and counted since', told(5, 'one more', null, 'one more'), []],
    ['told as others', told(7, 3), ['unread not as told']],
    ['told, and counted wrongly since', told(7, 'one more'), ['unread not as told']],
  ])('%s', (_name, history, expected) => {
    expect(kinds(history)).toEqual(expected)
  })
})

describe('subscribers', () => {
  test.each<[string, History, ViolationKind[]]>([
    ['one event lost', reading(({ seen: all }) => ({ seen: without(all, 2) })), ['event lost']],
    ['the first lost', reading(({ seen: all }) => ({ seen: without(all, 0) })), ['event lost']],
    ['the last lost', reading(({ seen: all }) => ({ seen: without(all, 5) })), ['event lost']],
    ['nothing seen', reading(() => ({ seen: [] })), ['event lost']],
    [
      'a gap after a late beginning',
      reading(({ seen: all }) => ({ from: 'now', seen: [all[0] as Seen, all[3] as Seen] })),
      ['event lost'],
    ],
    [
      'one twice',
      reading(({ seen: all }) => ({ seen: [...all.slice(0, 3), all[2] as Seen, ...all.slice(3)] })),
      ['event doubled'],
    ],
    [
      'two in the wrong order',
      reading(({ seen: all }) => ({ seen: swapped(all, 2) })),
      ['cursor went back', 'event out of order'],
    ],
    [
      'an event of the other workspace',
      reading(({ seen: all }) => ({ seen: [...all, seen('ses_foreign', 1, { ses_foreign: 1 })] })),
      ['foreign session'],
    ],
    ['an event of another session than was asked for', reading(() => ({ sessionId: A })), ['foreign session']],
    [
      'another message than the log has there',
      reading(({ seen: all }) => ({ seen: [{ ...(all[0] as Seen), messageId: `msg_${A}_2` }, ...all.slice(1)] })),
      ['event of another'],
    ],
    [
      'another origin than the log has there',
      reading(({ seen: all }) => ({ seen: [{ ...(all[0] as Seen), origin: 'BACKFILL' }, ...all.slice(1)] })),
      ['event of another'],
    ],
    [
      'an event that nobody committed',
      reading(({ seen: all }) => ({ seen: [...all, seen(A, 3, { [A]: 5, [B]: 3 })] })),
      ['event that is not in the log'],
    ],
    ['an error in place of an event', reading(() => ({ troubles: ['INTERNAL_SERVER_ERROR'] })), ['trouble']],
  ])('%s', (_name, history, expected) => {
    expect(kinds(history)).toEqual(expected)
  })
})

test('a run that never came to rest', () => {
  expect(kinds({ ...good(), unrest: 'a session is RECONNECTING' })).toEqual(['never quiet'])
})

test('a report shows some of each kind and counts the rest', () => {
  const text = report(check(reading(() => ({ seen: [], troubles: ['one', 'two'] }))))
  expect(text).toMatch(/^trouble \(2\):\n {2}reader: one\n {2}reader: two\nevent lost \(2\):/)
})
