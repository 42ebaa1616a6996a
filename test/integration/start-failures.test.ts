/** Starts that cannot succeed: what is wrong is told in one clear line, and the process ends with an exit code. */
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { openDatabase } from '../../src/persistence/database'
import { makeDataDir, removeDataDir, runServer, startServer } from '../harness/server'
import { createTestDatabase, redisUrl, type TestDatabase } from '../harness/services'

jest.setTimeout(60_000)

describe('a start', () => {
  let dataDir: string
  let database: TestDatabase

  beforeAll(async () => {
    dataDir = await makeDataDir()
    database = await createTestDatabase()
  })

  afterAll(async () => {
    await database.drop()
    await removeDataDir(dataDir)
  })

  /** What a failing start prints beside its log, and how it ends. */
  const failed = async (env: Record<string, string>, folder = dataDir) => {
    const begun = Date.now()
    const { code, output } = await runServer(folder, env)
    expect(Date.now() - begun).toBeLessThan(20_000)
    const lines = output.split('\n').filter((line) => line.trim() !== '')
    return { code, said: lines.filter((line) => !line.startsWith('{')), log: lines.filter((line) => line[0] === '{') }
  }
  /** One line, without a stack, and no secret in anything that was printed. */
  const expectOneLine = async (env: Record<string, string>, line: RegExp, folder?: string) => {
    const { code, said, log } = await failed(env, folder)
    expect(said).toEqual([expect.stringMatching(line)])
    expect(log.filter((text) => /"level":"(error|fatal)"/.test(text))).toEqual([])
    expect(code).toBe(1)
    expect([...said, ...log].join('\n')).not.toMatch(/s3cret/)
  }
  /** A server that takes connections and does what `talk` says with them. */
  const listening = async (talk: (socket: Socket) => void): Promise<{ server: Server; port: number }> => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => socket.destroy()))
      talk(socket)
    })
    server.once('close', () => sockets.forEach((socket) => socket.destroy()))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { server, port: (server.address() as AddressInfo).port }
  }
  const withListener = async (talk: (socket: Socket) => void, work: (port: number) => Promise<void>) => {
    const { server, port } = await listening(talk)
    try {
      await work(port)
    } finally {
      server.close()
      server.emit('close')
    }
  }
  const closedPort = async (): Promise<number> => {
    const { server, port } = await listening(() => undefined)
    server.close()
    await once(server, 'close')
    return port
  }
  const silent = (): void => undefined
  const distributed = () => ({ DATABASE_URL: database.url, REDIS_URL: redisUrl() })

  describe('with bad configuration', () => {
    it('tells every mistake in a line of its own, and ends with 78', async () => {
      const { code, said, log } = await failed({
        ...{ PORT: '99999', LOG_LEVEL: 'loud', ADMIN_API_KEY: 'short', ENGINES: 'baileys', HOST: 'a b' },
        ...{ DATABASE_URL: 'postgres://root:s3cret@localhost/x', REDIS_URL: 'http://:s3cret@localhost' },
        ...{ PUPPETEER_EXECUTABLE_PATH: '/nowhere/chrome' },
      })
      expect(code).toBe(78)
      expect(log).toEqual([])
      const names = ['ADMIN_API_KEY', 'DATABASE_URL', 'ENGINES', 'HOST', 'LOG_LEVEL', 'PORT']
      const named = said.map((line) => /^[A-Z_]+/.exec(line)?.[0] ?? line).sort()
      expect(named).toEqual([...names, 'PUPPETEER_EXECUTABLE_PATH', 'REDIS_URL'])
      expect(said.join('\n')).not.toMatch(/s3cret|short/)
    })

    it('reads .env, and says what is wrong in it', async () => {
      const folder = await makeDataDir()
      await writeFile(path.join(folder, '.env'), 'LOG_LEVEL=silent\nENGINES=nonsense\n')
      const { code, said } = await failed({}, folder)
      expect([code, said.length]).toEqual([78, 1])
      expect(said[0]).toMatch(/^ENGINES/)
      await removeDataDir(folder)
    })

    it('makes nothing', async () => {
      const folder = path.join(dataDir, 'not-made')
      expect((await failed({ DATA_DIR: folder, PORT: 'x' })).code).toBe(78)
      await expect(mkdir(folder)).resolves.toBeUndefined()
    })
  })

  it('on a port that is in use says so, and leaves the one who has it alone', async () => {
    const folder = await makeDataDir()
    const first = await startServer(folder)
    const { port } = new URL(first.url)
    await expectOneLine({ PORT: port }, new RegExp(`^wagraph cannot start: port ${port} .* in use`))
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
    expect(await first.stop()).toBe(0)
    await removeDataDir(folder)
  })

  it.each([
    ['an address that is not of this machine', '203.0.113.7'],
    ['a name that nobody knows', 'no-such-host.invalid'],
  ])('on %s says so', async (_name, host) => {
    await expectOneLine({ HOST: host }, new RegExp(`^wagraph cannot start: .*${host.replaceAll('.', '\\.')}`))
  })

  describe('with a database that does not answer', () => {
    it('because nobody listens', async () => {
      const port = await closedPort()
      const url = `mysql://root:s3cret@127.0.0.1:${port}/wagraph`
      await expectOneLine({ DATABASE_URL: url }, new RegExp(`^wagraph cannot start: .*127\\.0\\.0\\.1:${port}`))
    })

    it('because it never says a word', async () => {
      await withListener(silent, async (port) => {
        const url = `mysql://root:s3cret@127.0.0.1:${port}/wagraph`
        await expectOneLine({ DATABASE_URL: url }, new RegExp(`^wagraph cannot start: .*127\\.0\\.0\\.1:${port}`))
      })
    })

    it('because it is something else', async () => {
      const talk = (socket: Socket): void => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      await withListener(talk, async (port) => {
        const url = `mysql://root:s3cret@127.0.0.1:${port}/wagraph`
        await expectOneLine({ DATABASE_URL: url }, new RegExp(`^wagraph cannot start: .*127\\.0\\.0\\.1:${port}`))
      })
    })

    it('because it does not know the database, or the user', async () => {
      const unknown = new URL(database.url)
      unknown.pathname = '/no_such_database'
      await expectOneLine({ DATABASE_URL: unknown.href }, /^wagraph cannot start: .*no_such_database/)
      const stranger = new URL(database.url)
      stranger.username = 'stranger'
      stranger.password = 's3cret'
      await expectOneLine({ DATABASE_URL: stranger.href }, /^wagraph cannot start: .*(denied|stranger)/i)
    })

    it('because the file is none', async () => {
      const file = path.join(dataDir, 'not-a-database.db')
      await writeFile(file, 'nothing that a database would begin with, and long enough to be looked at\n'.repeat(40))
      await expectOneLine({ DATABASE_URL: `file:${file}` }, /^wagraph cannot start: .*not-a-database\.db/)
    })

    it('because it was made by a newer version', async () => {
      const folder = await makeDataDir()
      const url = `file:${path.join(folder, 'wagraph.db')}`
      expect(await (await startServer(folder)).stop()).toBe(0)
      const opened = await openDatabase(url)
      await opened.client.$executeRawUnsafe(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         VALUES ('x', 'x', '29991231000000_later', 0, 1, 1)`,
      )
      await opened.close()
      await expectOneLine({}, /^wagraph cannot start: .*29991231000000_later/, folder)
      await removeDataDir(folder)
    })
  })

  describe('with a Redis that does not answer', () => {
    it('because nobody listens', async () => {
      const port = await closedPort()
      const env = { ...distributed(), REDIS_URL: `redis://:s3cret@127.0.0.1:${port}` }
      await expectOneLine(env, new RegExp(`^wagraph cannot start: Redis at 127\\.0\\.0\\.1:${port}`))
    })

    it('because it never says a word', async () => {
      await withListener(silent, async (port) => {
        const env = { ...distributed(), REDIS_URL: `redis://:s3cret@127.0.0.1:${port}` }
        await expectOneLine(env, new RegExp(`^wagraph cannot start: Redis at 127\\.0\\.0\\.1:${port}`))
      })
    })

    it.each([
      ['it wants another password', '-WRONGPASS invalid username-password pair or user is disabled.\r\n'],
      ['it is still loading', '-LOADING Redis is loading the dataset in memory\r\n'],
      ['it is something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ])('because %s', async (_name, answer) => {
      const talk = (socket: Socket): void => void socket.on('data', () => socket.write(answer.repeat(3)))
      await withListener(talk, async (port) => {
        const env = { ...distributed(), REDIS_URL: `redis://:s3cret@127.0.0.1:${port}` }
        await expectOneLine(env, new RegExp(`^wagraph cannot start: Redis at 127\\.0\\.0\\.1:${port}`))
      })
    })
  })

  it('with a DATA_DIR that cannot be made says so', async () => {
    await expectOneLine({ DATA_DIR: '/sys/wagraph' }, /^wagraph cannot start: DATA_DIR \/sys\/wagraph cannot be made/)
  })

  it.each(['DATA_DIR', 'PUPPETEER_EXECUTABLE_PATH'])('with a %s below a file says so', async (name) => {
    const file = path.join(dataDir, 'a-file')
    await writeFile(file, '')
    const { code, said } = await failed({ [name]: path.join(file, 'below') })
    expect(said).toEqual([expect.stringMatching(`^${name} .*a-file`)])
    expect(code).toBe(78)
  })
})
