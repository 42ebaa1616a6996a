import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Database, openDatabase } from '../../src/persistence/database'
import { migrate, MigrationError } from '../../src/persistence/migrations'
import { createTestDatabase, type TestDatabase } from '../harness/services'

const REPOSITORY = resolve(__dirname, '../..')
const INIT = '20261123000000_init'
/** Those that the repository has, in order. */
const ALL = readdirSync(join(REPOSITORY, 'prisma/migrations'))
  .filter((name) => /^\d/.test(name))
  .sort()
const NEXT = '20990101000000_next'

describe.each(['mysql', 'embedded'] as const)('%s', (dialect) => {
  let folder: string
  let prisma: string
  let url: string
  let database: Database
  let made: TestDatabase | undefined

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wagraph-migrations-'))
    prisma = join(folder, 'prisma')
    await cp(join(REPOSITORY, 'prisma'), prisma, { recursive: true })
    made = dialect === 'mysql' ? await createTestDatabase() : undefined
    url = made?.url ?? `file:${join(folder, 'test.db')}`
    database = await openDatabase(url)
  })

  afterEach(async () => {
    await database.close()
    await made?.drop()
    await rm(folder, { recursive: true })
  })

  const query = <Row>(sql: string) => database.client.$queryRawUnsafe<Row[]>(sql)
  const fileOf = (name: string) => {
    return join(prisma, dialect === 'mysql' ? 'migrations' : 'embedded/migrations', name, 'migration.sql')
  }
  const records = () => {
    return query<{
      name: string
      checksum: string
      begun: Date
      finished: Date | null
      undone: null
      logs: string | null
    }>(
      `SELECT migration_name AS name, checksum, started_at AS begun, finished_at AS finished, rolled_back_at AS undone, logs
       FROM _prisma_migrations ORDER BY migration_name`,
    )
  }
  const columnsOf = async (table: string) => {
    const sql =
      dialect === 'mysql'
        ? `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${table}'`
        : `SELECT name FROM pragma_table_info('${table}')`
    return (await query<{ name: string }>(sql)).map(({ name }) => name)
  }
  /** Adds a version after the present one, in MySQL's dialect, as a developer would. */
  const addMigration = async (sql: string) => {
    await mkdir(join(prisma, 'migrations', NEXT), { recursive: true })
    await writeFile(join(prisma, 'migrations', NEXT, 'migration.sql'), sql)
    await promisify(execFile)(process.execPath, [join(REPOSITORY, 'scripts/generate.mjs'), '--root', prisma + '/..'])
  }
  /** Adds one that begins well and then fails: there is no table of that name. */
  const addFailingMigration = async () => {
    await addMigration('ALTER TABLE `chats` ADD COLUMN `muted` BOOLEAN NOT NULL DEFAULT false;')
    await appendFile(fileOf(NEXT), 'DROP TABLE no_such_table;')
  }
  const failure = async (): Promise<MigrationError> => {
    const error: unknown = await migrate(database, prisma).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(MigrationError)
    return error as MigrationError
  }

  test('an empty database gets all of it, recorded as Prisma records it, and nothing the second time', async () => {
    const before = Date.now()
    expect(await migrate(database, prisma)).toEqual(ALL)
    expect(await migrate(database, prisma)).toEqual([])
    const rows = await records()
    expect(rows.map(({ name }) => name)).toEqual(ALL)
    const checksum = createHash('sha256')
      .update(await readFile(fileOf(INIT)))
      .digest('hex')
    expect(rows[0]).toMatchObject({ name: INIT, checksum, undone: null, logs: null })
    for (const time of [rows[0]?.begun, rows[0]?.finished]) {
      expect(new Date(time ?? 0).getTime()).toBeGreaterThan(before - 60_000)
      expect(new Date(time ?? 0).getTime()).toBeLessThan(Date.now() + 60_000)
    }
    expect(await database.client.workspace.count()).toBe(0)
  })

  test('a database of the version before gets what is new, and keeps its rows', async () => {
    await migrate(database, prisma)
    const session = {
      id: 'ses_1',
      workspaceId: 'wks_1',
      name: 'a',
      engine: 'simulated',
      state: 'STOPPED',
      stateChangedAt: new Date(),
    }
    await database.client.workspace.create({ data: { id: 'wks_1', name: 'old; "quoted"' } })
    await database.client.session.create({ data: session })
    await addMigration(
      "ALTER TABLE `workspaces` ADD COLUMN `plan` VARCHAR(20) NOT NULL DEFAULT 'a;b', ADD INDEX `workspaces_plan_idx` (`plan`);\n" +
        "-- it's a comment; with a semicolon\nUPDATE `workspaces` SET `plan` = 'c;d' WHERE `name` LIKE 'old;%';",
    )
    expect(await migrate(database, prisma)).toEqual([NEXT])
    expect(await query('SELECT id, plan FROM workspaces')).toEqual([{ id: 'wks_1', plan: 'c;d' }])
    expect((await records()).map(({ name }) => name)).toEqual([...ALL, NEXT])
    expect(await database.client.session.count()).toBe(1)
  })

  test('an applied migration whose file has changed is an error', async () => {
    await migrate(database, prisma)
    await addMigration('ALTER TABLE `chats` ADD COLUMN `muted` BOOLEAN NOT NULL DEFAULT false')
    await appendFile(fileOf(INIT), '\n')
    expect(await failure()).toMatchObject({ reason: 'CHANGED', message: expect.stringContaining(INIT) as string })
    expect(await columnsOf('chats')).not.toContain('muted')
  })

  test('a database of a newer version is an error', async () => {
    await addMigration('ALTER TABLE `chats` ADD COLUMN `muted` BOOLEAN NOT NULL DEFAULT false')
    await migrate(database, prisma)
    await rm(join(fileOf(NEXT), '..'), { recursive: true })
    expect(await failure()).toMatchObject({ reason: 'UNKNOWN', message: expect.stringContaining(NEXT) as string })
  })

  test("another program's database is left alone", async () => {
    await query('CREATE TABLE invoices (id INTEGER)')
    expect(await failure()).toMatchObject({
      reason: 'NOT_EMPTY',
      message: expect.stringContaining('invoices') as string,
    })
    expect(await columnsOf('workspaces')).toEqual([])
    expect(await columnsOf('_prisma_migrations')).toEqual([])
  })

  test('a migration that fails says why, and the next start does not go on as if it had not', async () => {
    await migrate(database, prisma)
    await addFailingMigration()
    const message = expect.stringMatching(new RegExp(`${NEXT}.*no_such_table`)) as string
    expect(await failure()).toMatchObject({ reason: 'FAILED', message })
    expect(await failure()).toMatchObject({ reason: 'FAILED', message })
    const row = (await records()).find(({ name }) => name === NEXT)
    const muted = (await columnsOf('chats')).includes('muted')
    if (dialect === 'mysql') {
      expect(row).toMatchObject({ finished: null, logs: expect.stringContaining('no_such_table') as string })
      expect(muted).toBe(true)
    } else {
      expect(row).toBeUndefined()
      expect(muted).toBe(false)
    }
  })

  test('a migration whose process died half-way is an error', async () => {
    await migrate(database, prisma)
    await query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${INIT}'`)
    expect(await failure()).toMatchObject({ reason: 'FAILED', message: expect.stringContaining(INIT) as string })
  })

  test('one that was repaired and marked as rolled back is applied again', async () => {
    await migrate(database, prisma)
    await query(`UPDATE _prisma_migrations SET rolled_back_at = started_at, finished_at = NULL`)
    for (const table of [
      'event_marks',
      'events',
      'reactions',
      'messages',
      'chats',
      'contacts',
      'sessions',
      'api_keys',
      'workspaces',
    ]) {
      await query(`DROP TABLE ${table}`)
    }
    expect(await migrate(database, prisma)).toEqual(ALL)
  })
})

describe('processes that start at once', () => {
  test('mysql: one migrates, the others wait for it', async () => {
    const made = await createTestDatabase()
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase(made.url)))
    const applied = await Promise.all(databases.map((database) => migrate(database, join(REPOSITORY, 'prisma'))))
    expect(applied.flat()).toEqual(ALL)
    const [lock] = await Promise.all(
      databases
        .slice(1)
        .map((database) =>
          database.client.$queryRawUnsafe<{ free: unknown }[]>(
            `SELECT IS_FREE_LOCK(SHA1(CONCAT('wagraph migrations ', DATABASE()))) AS free`,
          ),
        ),
    )
    expect(Number(lock?.[0]?.free)).toBe(1)
    await Promise.all(databases.map((database) => database.close()))
    await made.drop()
  })

  test('embedded: a file that another process is changing is an error, not half a database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wagraph-migrations-'))
    const url = `file:${join(folder, 'test.db')}`
    const [holder, database] = [await openDatabase(url), await openDatabase(url)]
    await holder.write(async () => {
      await expect(migrate(database, join(REPOSITORY, 'prisma'))).rejects.toMatchObject({ reason: 'BUSY' })
    })
    expect(await migrate(database, join(REPOSITORY, 'prisma'))).toEqual(ALL)
    await Promise.all([holder.close(), database.close()])
    await rm(folder, { recursive: true })
  })
})
