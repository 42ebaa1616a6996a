/** Plain SQL in one transaction, on both databases: statements that are sent at once are stored together, or not at all. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Database, openDatabase } from '../../src/persistence/database'
import { migrate } from '../../src/persistence/migrations'
import type { Statements } from '../../src/persistence/statements'
import { createTestDatabase, type TestDatabase } from '../harness/services'
import { Gate } from '../harness/scripted-engine'
import { DIALECTS } from './ingest-fixture'

describe.each(DIALECTS)('%s: statements', (dialect) => {
  let folder: string
  let made: TestDatabase | null
  let database: Database

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wagraph-statements-'))
    made = dialect === 'mysql' ? await createTestDatabase() : null
    database = await openDatabase(made?.url ?? `file:${join(folder, 'wagraph.db')}`)
    await migrate(database, resolve(__dirname, '../../prisma'))
  })
  afterAll(async () => {
    await database.close()
    await made?.drop()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => database.client.workspace.deleteMany())

  const insert = (sql: Statements, id: string) => sql.run('INSERT INTO workspaces (id, name) VALUES (?, ?)', [id, 'w'])
  const rename = (sql: Statements, id: string) => sql.run('UPDATE workspaces SET name = ? WHERE id = ?', ['new', id])
  const stored = async () => (await database.client.workspace.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)

  it('are carried out in the order in which they are made', async () => {
    const found = await database.writeSql((sql) =>
      Promise.all([rename(sql, 'a'), insert(sql, 'a'), rename(sql, 'a'), rename(sql, 'a')]),
    )
    expect(found).toEqual([0, 1, 1, 1])
    expect(await stored()).toEqual(['a'])
  })

  it('leave nothing where one of them is refused, and the next transaction begins anew', async () => {
    const refused = database.writeSql((sql) => Promise.all([insert(sql, 'a'), insert(sql, 'a'), insert(sql, 'b')]))
    await expect(refused).rejects.toThrow()
    const given = database.writeSql(async (sql) => {
      await insert(sql, 'c')
      throw new Error('no more')
    })
    await expect(given).rejects.toThrow('no more')
    expect(await stored()).toEqual([])
    // More than there are connections: each of them stores what it is told, transaction or not.
    for (let n = 0; n < 12; n += 1) {
      const rolledBack = database.writeSql(() => Promise.reject(new Error('no')))
      await expect(rolledBack).rejects.toThrow('no')
      await database.client.workspace.create({ data: { id: `x${n}`, name: 'w' } })
    }
    expect(await stored()).toHaveLength(12)
  })

  it('read times, and yes or no, as Prisma does', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    await database.writeSql((sql) =>
      sql.run('INSERT INTO workspaces (id, name, createdAt) VALUES (?, ?, ?)', ['a', 'w', at]),
    )
    const session = { id: 's', workspaceId: 'a', name: 's', engine: 'x', state: 'x', stateChangedAt: at, wanted: true }
    await database.client.session.create({ data: session })
    const rows = await database.writeSql((sql) =>
      sql.select('SELECT stateChangedAt, wanted, qrExpiresAt, lastSeq FROM sessions WHERE id = ?', ['s']),
    )
    expect(rows).toEqual([{ stateChangedAt: at, wanted: true, qrExpiresAt: null, lastSeq: 0 }])
    expect(await database.client.workspace.findMany()).toMatchObject([{ createdAt: at }])
  })

  // The embedded database has one writer, and no deadlocks.
  const crossing = dialect === 'mysql' ? ['a', 'b'] : []
  if (crossing.length > 0) {
    it('leave nothing where the database broke a deadlock before the last of them', async () => {
      for (const id of crossing) await database.client.workspace.create({ data: { id, name: 'w' } })
      const locked = new Map(crossing.map((id) => [id, new Gate()]))
      const write = (mine: string, other: string) => {
        let attempts = 0
        return database.writeSql(async (sql) => {
          attempts += 1
          if (attempts > 1) throw new Error('once is enough')
          await rename(sql, mine)
          locked.get(mine)?.open()
          await locked.get(other)?.promise
          await Promise.all([rename(sql, other), insert(sql, `of ${mine}`)])
        })
      }
      const results = await Promise.allSettled([write('a', 'b'), write('b', 'a')])
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const winner = results[0]?.status === 'fulfilled' ? 'a' : 'b'
      expect(await stored()).toEqual(['a', 'b', `of ${winner}`])
    })
  }
})
