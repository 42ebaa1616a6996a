import { readdir, rm, mkdtemp, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Database, DatabaseUnavailableError, openDatabase } from '../../src/persistence/database'
import { migrate } from '../../src/persistence/migrations'
import { createTestDatabase, type TestDatabase } from '../harness/services'

const AT = new Date('2026-01-02T03:04:05.678Z')
const SESSION = {
  id: 'ses_1',
  workspaceId: 'wks_1',
  name: 's',
  engine: 'simulated',
  state: 'STOPPED',
  stateChangedAt: AT,
}
const event = (seq: number, payload = '{}') => {
  return { sessionId: 'ses_1', seq, workspaceId: 'wks_1', type: 'MESSAGE', origin: 'LIVE', occurredAt: AT, payload }
}
/** A promise and what resolves it: for transactions that wait for each other. */
const signal = () => {
  let give: () => void = () => undefined
  const given = new Promise<void>((done) => (give = done))
  return { give, given }
}

describe.each(['mysql', 'embedded'] as const)('%s', (dialect) => {
  let folder: string
  let url: string
  let database: Database
  let made: TestDatabase | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wagraph-database-'))
    made = dialect === 'mysql' ? await createTestDatabase() : undefined
    url = made?.url ?? `file:${join(folder, 'a folder', 'tést.db')}`
    database = await openDatabase(url)
    await migrate(database, resolve(__dirname, '../../prisma'))
  })

  afterAll(async () => {
    await database.close()
    await made?.drop()
    await rm(folder, { recursive: true })
  })

  beforeEach(async () => {
    await database.client.workspace.deleteMany()
    await database.client.workspace.create({ data: { id: 'wks_1', name: 'w' } })
    await database.client.session.create({ data: SESSION })
  })

  test('times keep their milliseconds, also those that the database fills in', async () => {
    const session = await database.client.session.findUniqueOrThrow({ where: { id: 'ses_1' } })
    expect(session.stateChangedAt).toEqual(AT)
    await database.client.$executeRaw`INSERT INTO workspaces (id, name) VALUES ('wks_2', 'x')`
    const { createdAt } = await database.client.workspace.findUniqueOrThrow({ where: { id: 'wks_2' } })
    expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(60_000)
    const ordered = await database.client.workspace.findMany({ where: { createdAt: { lte: createdAt } } })
    expect(ordered.map(({ id }) => id).sort()).toEqual(['wks_1', 'wks_2'])
  })

  test('the longest message comes back as it went in, and big numbers and places do too', async () => {
    const body = '🙂'.repeat(65_536)
    const place = { latitude: 52.123456789012344, longitude: -1e-7 }
    const data = {
      id: 'msg_1',
      workspaceId: 'wks_1',
      sessionId: 'ses_1',
      chatId: 'cht_1',
      fromMe: true,
      type: 'TEXT',
      sentAt: AT,
    }
    await database.client.message.create({ data: { ...data, ...place, body } })
    const message = await database.client.message.findUniqueOrThrow({ where: { id: 'msg_1' } })
    expect(message.body === body).toBe(true)
    expect(message).toMatchObject({ ...place, fromMe: true, sentAt: AT })
    await database.client.session.update({ where: { id: 'ses_1' }, data: { leaseUntil: 1_790_000_000_123n } })
    expect((await database.client.session.findFirst())?.leaseUntil).toBe(1_790_000_000_123n)
  })

  test('a text that is too long is an error, or kept whole: never cut', async () => {
    const name = 'x'.repeat(256)
    const write = database.client.workspace.create({ data: { id: 'wks_2', name } })
    if (dialect === 'mysql') await expect(write).rejects.toMatchObject({ code: 'P2000' })
    else expect((await write).name).toBe(name)
  })

  test('names are found in any case, ids only as they are', async () => {
    await database.client.workspace.create({ data: { id: 'wks_2', name: 'Anna' } })
    expect(await database.client.workspace.count({ where: { name: 'aNNA' } })).toBe(1)
    expect(await database.client.workspace.count({ where: { name: { contains: 'NN' } } })).toBe(1)
    expect(await database.client.workspace.count({ where: { id: 'WKS_2' } })).toBe(0)
  })

  test('50 writers and 50 readers at once: every write is whole or not at all, in a dense order', async () => {
    const writer = (number: number) =>
      database.write(async (tx) => {
        await tx.session.update({ where: { id: 'ses_1' }, data: { lastSeq: { increment: 1 } } })
        const { lastSeq } = await tx.session.findUniqueOrThrow({ where: { id: 'ses_1' } })
        await tx.event.create({ data: event(lastSeq) })
        if (number % 10 === 9) throw new Error('undo')
      })
    const reader = async () => {
      const [session, events] = await database.client.$transaction([
        database.client.session.findUniqueOrThrow({ where: { id: 'ses_1' } }),
        database.client.event.count(),
      ])
      return events - session.lastSeq
    }
    const numbers = Array.from({ length: 50 }, (_, number) => number)
    const [writes, reads] = await Promise.all([
      Promise.allSettled(numbers.map(writer)),
      Promise.all(numbers.map(reader)),
    ])
    expect(writes.filter(({ status }) => status === 'rejected')).toHaveLength(5)
    const events = await database.client.event.findMany({ orderBy: { seq: 'asc' } })
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
    // READ COMMITTED: the second read may see a later commit than the first one, never an earlier one.
    expect(Math.min(...reads)).toBeGreaterThanOrEqual(0)
  })

  test('transactions that lock the same rows in opposite order both succeed', async () => {
    await database.client.workspace.create({ data: { id: 'wks_2', name: 'x' } })
    const both = signal()
    let runs = 0
    let locked = 0
    const rename = (first: string, second: string) =>
      database.write(async (tx) => {
        runs += 1
        await tx.workspace.update({ where: { id: first }, data: { name: first } })
        locked += 1
        if (locked === 2) both.give()
        if (dialect === 'mysql') await both.given
        await tx.workspace.update({ where: { id: second }, data: { name: second } })
      })
    await Promise.all([rename('wks_1', 'wks_2'), rename('wks_2', 'wks_1')])
    expect(runs).toBe(dialect === 'mysql' ? 3 : 2)
  })

  test('a refused row may be caught, and the rest of its transaction is stored', async () => {
    await database.write(async (tx) => {
      await tx.event.create({ data: event(1) })
      await expect(tx.event.create({ data: event(1) })).rejects.toMatchObject({ code: 'P2002' })
      await tx.event.create({ data: event(2) })
    })
    expect(await database.client.event.count()).toBe(2)
  })

  test('createMany stores more rows than a statement takes, or none of them', async () => {
    const rows = Array.from({ length: 9_400 }, (_, index) => event(index + 1))
    const all = (data: typeof rows) => database.write((tx) => tx.event.createMany({ data }))
    await expect(all([...rows, event(1)])).rejects.toMatchObject({ code: 'P2002' })
    expect(await database.client.event.count()).toBe(0)
    expect(await all(rows)).toEqual({ count: 9_400 })
    const sequence = { in: rows.map(({ seq }) => seq) }
    const last = await database.client.event.findMany({ where: { seq: sequence }, orderBy: { seq: 'desc' }, take: 2 })
    expect(last.map(({ seq }) => seq)).toEqual([9_400, 9_399])
  }, 30_000)

  test('a write within a write is an error at once, not a wait without end', async () => {
    await expect(database.write(() => database.write(() => Promise.resolve()))).rejects.toThrow(
      'write() within write()',
    )
    await database.write(() => Promise.resolve())
  })

  test('a missing parent row is refused, after transactions too', async () => {
    await database.write((tx) => tx.event.create({ data: event(1) }))
    const orphan = { ...event(1), sessionId: 'ses_none' }
    await expect(database.client.event.create({ data: orphan })).rejects.toMatchObject({ code: 'P2003' })
    await database.client.workspace.deleteMany()
    expect(await database.client.event.count()).toBe(0)
  })

  test('close() lets a write end, then nothing goes through', async () => {
    const other = await openDatabase(url)
    await other.ping()
    const [started, go] = [signal(), signal()]
    const write = other.write(async (tx) => {
      started.give()
      await go.given
      await tx.event.create({ data: event(1) })
    })
    await started.given
    const closed = Promise.all([other.close(), other.close()])
    await expect(other.write(() => Promise.resolve())).rejects.toThrow('closed')
    await expect(other.ping()).rejects.toThrow('closed')
    go.give()
    await Promise.all([write, closed])
    expect(await database.client.event.count()).toBe(1)
  })

  if (dialect === 'mysql') {
    test('connections are set up alike, whatever the server does by default', async () => {
      const rows = await database.client.$queryRaw`
        SELECT @@session.time_zone AS zone, @@session.innodb_lock_wait_timeout AS wait, @@character_set_client AS texts`
      expect(rows).toEqual([{ zone: '+00:00', wait: 10n, texts: 'utf8mb4' }])
    })
  } else {
    test('transactions leave no files open', async () => {
      const before = (await readdir('/dev/fd')).length
      for (let seq = 1; seq <= 50; seq += 1) await database.write((tx) => tx.event.create({ data: event(seq) }))
      expect((await readdir('/dev/fd')).length).toBeLessThan(before + 10)
    })

    test('a write is tried again while another process holds the file', async () => {
      const other = await openDatabase(url)
      const [held, release] = [signal(), signal()]
      const holding = other.write(async (tx) => {
        await tx.event.create({ data: event(1) })
        held.give()
        await release.given
      })
      await held.given
      const begin = database.client.$transaction.bind(database.client) as (work: unknown) => Promise<unknown>
      const attempts = jest.spyOn(database.client, '$transaction').mockImplementation(async (work: unknown) => {
        if (attempts.mock.calls.length === 2) {
          release.give()
          await holding
        }
        return begin(work)
      })
      await database.write((tx) => tx.event.create({ data: event(2) }))
      expect(attempts).toHaveBeenCalledTimes(2)
      attempts.mockRestore()
      expect(await database.client.event.count()).toBe(2)
      await other.close()
    })
  }
})

describe('a database that cannot be reached', () => {
  const failure = async (url: string): Promise<Error> => {
    const error: unknown = await openDatabase(url).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect((error as Error).message).not.toContain('\n')
    return error as Error
  }

  test('is named with the reason', async () => {
    const made = await createTestDatabase()
    await made.drop()
    const { url } = made
    const { host, pathname } = new URL(url)
    expect((await failure(url)).message).toBe(
      `no database "${pathname.slice(1)}" at ${host}: Unknown database '${pathname.slice(1)}'`,
    )
    const stranger = new URL(url)
    stranger.username = 'stranger'
    stranger.password = 'hush-hush'
    expect((await failure(stranger.href)).message).toMatch(/Access denied for user 'stranger'/)
    expect((await failure(stranger.href)).message).not.toContain('hush-hush')
  })

  test('refuses a port where nobody listens, and one that never says a word', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    const { port } = server.address() as AddressInfo
    const silent = await failure(`mysql://root@127.0.0.1:${port}/x?connect_timeout=1`)
    expect(silent.message).toMatch(`no database "x" at 127.0.0.1:${port}: Connection timeout`)
    await new Promise((done) => server.close(done))
    const refused = await failure(`mysql://root@127.0.0.1:${port}/x`)
    expect(refused.message).toBe(`no database "x" at 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`)
  })

  test('may be a file that is no database, or a folder that cannot be made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wagraph-database-'))
    const file = join(folder, 'letter.txt')
    await writeFile(file, 'Dear Anna, '.repeat(1_000))
    expect((await failure(`file:${file}`)).message).toMatch(`the database file ${file} cannot be opened: `)
    expect((await failure(`file:${file}/x.db`)).message).toMatch(/cannot be opened: E(EXIST|NOTDIR)/)
    expect((await failure('postgres://h/x')).message).toContain('must begin with mysql://, mariadb:// or file:')
    await rm(folder, { recursive: true })
  })
})
