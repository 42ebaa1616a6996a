import type { Scope } from '../../src/domain/access'
import type { HttpServerOptions } from '../../src/server/http-server'
import { pass } from '../harness/log-model'
import {
  BEGINNING,
  cursorAfter,
  cutOff,
  LogClient,
  type LogServer,
  OPERATION,
  RECEIVED,
  startLogServer,
} from './log-server'

jest.setTimeout(60_000)

const servers: LogServer[] = []

async function start(overrides?: Partial<HttpServerOptions>): Promise<LogServer> {
  const running = await startLogServer(overrides)
  servers.push(running)
  return running
}

afterEach(async () => {
  for (const { server } of servers.splice(0)) await server.close()
})

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_none, index) => from + index)

/** Commits events; every wake-up arrives. */
const commit = ({ log }: LogServer, count: number): void => {
  for (let made = 0; made < count; made += 1) log.commit('a', true, Infinity)
}

describe('subscribers of the same events', () => {
  test('50 join from different cursors in a flood, slow ones among them, and each gets every event once, in order', async () => {
    const running = await start({ sockets: { maxBuffered: 64 * 1024, stallTimeout: 60_000 } })
    commit(running, 400)
    const starts = range(0, 50).map((index) => (index * 37) % 400)
    const subscribers: LogClient[] = []
    for (const [index, from] of starts.entries()) {
      subscribers.push(await LogClient.connect(running.wsUrl, { after: cursorAfter(from), size: 8_192 }))
      commit(running, 10)
      // Every sixth stops reading; sockets take some megabytes before the server notices.
      if (index % 6 === 0) subscribers[index]?.socket.pause()
    }
    commit(running, 1_100)
    const slow = subscribers.filter(({ socket }) => socket.isPaused)
    const quick = subscribers.filter(({ socket }) => !socket.isPaused)
    await Promise.all(quick.map((one) => one.until(() => one.last === 2_000)))
    expect(slow).toHaveLength(9)
    for (const { socket } of slow) socket.resume()
    await Promise.all(slow.map((one) => one.until(() => one.last === 2_000)))
    for (const [index, { seqs }] of subscribers.entries()) expect(seqs).toEqual(range((starts[index] ?? 0) + 1, 2_001))
    for (const { received } of subscribers) {
      expect(received.every(({ seq, cursor }) => cursor === cursorAfter(seq))).toBe(true)
    }
  })

  test('one that stops reading is closed with 4290 while the others go on, and misses nothing when it resumes', async () => {
    const running = await start({ sockets: { maxBuffered: 64 * 1024, stallTimeout: 300 } })
    const slow = await LogClient.connect(running.wsUrl, { after: BEGINNING, size: 65_536 })
    const quick = await LogClient.connect(running.wsUrl, { after: BEGINNING, size: 65_536 })
    commit(running, 1)
    await Promise.all([slow, quick].map((one) => one.until(() => one.seqs.length === 1)))
    const cut = cutOff(running)
    slow.socket.pause()
    const closed = slow.closed
    commit(running, 400)
    await quick.until(() => quick.seqs.length === 401)
    await cut
    slow.socket.resume()
    expect(await closed).toEqual({ code: 4290, reason: 'slow consumer' })
    expect(slow.seqs).toEqual(range(1, slow.seqs.length + 1))
    expect(slow.seqs.length).toBeLessThan(400)
    const resumed = await LogClient.connect(running.wsUrl, { after: slow.cursor, size: 65_536 })
    await resumed.until(() => resumed.last === 401)
    expect([...slow.seqs, ...resumed.seqs]).toEqual(range(1, 402))
  })

  test('messages of all sizes are frames that clients understand', async () => {
    const running = await start()
    // The length of a frame takes 1, 3 or 9 bytes; around each border.
    for (const size of [0, ...range(0, 70), 8_000, 8_192, ...range(65_380, 65_420), 65_536, 1_000_000]) {
      const one = await LogClient.connect(running.wsUrl, { size })
      // It begins now, so an event may come too early for it.
      while (one.seqs.length === 0) {
        commit(running, 1)
        await pass(10)
      }
      expect(one.received[0]?.body).toBe(String(size))
      one.socket.terminate()
    }
  })

  test('what a field fails with is in the message of each, masked and logged once', async () => {
    const running = await start()
    const both = [await LogClient.connect(running.wsUrl), await LogClient.connect(running.wsUrl)]
    await executing(running, both)
    running.executions.failing = new Error('the secret of the field')
    commit(running, 1)
    await Promise.all(both.map((one) => one.until(() => one.errors.length === 1)))
    expect(both[0]?.errors).toMatchObject([{ message: 'Internal server error', path: ['received', 'body'] }])
    expect(both[1]?.errors).toEqual(both[0]?.errors)
    expect(running.lines.map(({ fields }) => [fields.operationName, String(fields.err)])).toEqual([
      ['Received', 'Error: the secret of the field'],
    ])
  })

  test('when the log cannot be read, each is told by a masked error, and its socket lives on', async () => {
    const running = await start()
    const both = [await LogClient.connect(running.wsUrl), await LogClient.connect(running.wsUrl)]
    await executing(running, both)
    running.log.after = () => Promise.reject(new Error('the secret of the database'))
    commit(running, 1)
    await Promise.all(both.map((one) => one.until(() => one.others.length === 1)))
    for (const { others } of both) {
      expect(others).toMatchObject([{ type: 'error', payload: [{ message: 'Internal server error' }] }])
    }
    both[0]?.send({ type: 'subscribe', id: '2', payload: { query: '{ hello }' } })
    await both[0]?.until(() => both[0]?.others.some(({ type }) => type === 'complete') ?? false)
  })

  test('one message larger than what a socket takes counts as unread, too', async () => {
    const running = await start({ sockets: { stallTimeout: 300, keepAlive: 3_600_000 } })
    const cut = cutOff(running)
    commit(running, 1)
    const slow = await LogClient.connect(running.wsUrl, { after: BEGINNING, size: 32 * 1024 * 1024 })
    slow.socket.pause()
    await cut
    slow.socket.resume()
    expect(await slow.closed).toMatchObject({ code: 4290 })
  })

  test('those with the same document, variables and rights share, from wherever they begin, until the last has left', async () => {
    const rights: Scope[][] = [['ADMIN'], ['ADMIN'], ['ADMIN'], ['ADMIN'], ['ADMIN'], ['MESSAGES_READ']]
    const running = await start({
      authenticate: (keyId) => Promise.resolve({ keyId, workspaceId: 'w1', scopes: rights.shift() ?? [] }),
    })
    commit(running, 5)
    const all: LogClient[] = []
    for (const [variables, query] of [
      [{}, RECEIVED],
      [{ after: cursorAfter(3) }, RECEIVED],
      [{ after: cursorAfter(5) }, RECEIVED],
      [{ size: 2 }, RECEIVED],
      [{}, `${RECEIVED} # another`],
      [{}, RECEIVED],
    ] as const) {
      all.push(await LogClient.connect(running.wsUrl, variables, query))
    }
    await executing(running, all)
    const before = running.executions.count
    commit(running, 1)
    await Promise.all(all.map((one) => one.until(() => one.last === running.log.length('a'))))
    // The first three; other variables; another document; other rights.
    expect(running.executions.count - before).toBe(4)
    expect(running.log.readers).toBe(4)
    all[0]?.send({ type: 'complete', id: OPERATION })
    for (const { socket } of all.slice(1)) socket.close()
    await running.log.unread()
    expect(all[0]?.others).toEqual([])
  })

  test('a variable that says more than where to begin is no reason to share', async () => {
    const query = 'subscription ($at: String) { received(after: $at) { seq cursor again: cursor(unlike: $at) } }'
    const running = await start()
    const all = await Promise.all(
      range(0, 2).map((seq) => LogClient.connect(running.wsUrl, { at: cursorAfter(seq) }, query)),
    )
    await executing(running, all)
    expect(running.log.readers).toBe(2)
  })
})

/** Commits events until each of the subscribers, which begin now, has received one. */
async function executing(running: LogServer, subscribers: readonly LogClient[]): Promise<void> {
  while (subscribers.some(({ last }) => last !== running.log.length('a'))) {
    if (subscribers.some(({ seqs }) => seqs.length === 0)) commit(running, 1)
    await pass(10)
  }
}
