import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Database, openDatabase } from '../../src/persistence/database'
import { migrate } from '../../src/persistence/migrations'
import { createTestDatabase } from '../harness/services'
import { type ModelColumn, type ModelTable, readModel } from './schema-model'

const PRISMA_FOLDER = resolve(__dirname, '../../prisma')
const MODEL = readModel()
/** What people search and sort by; all other text compares byte by byte. */
const CASE_BLIND = ['workspaces.name', 'sessions.name', 'contacts.name', 'chats.name', 'messages.body']

let database: Database
let dropDatabase: () => Promise<void>

afterEach(async () => {
  await database.close()
  await dropDatabase()
})

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1)
const query = <Row>(sql: string) => database.client.$queryRawUnsafe<Row[]>(sql)

/** Reads the tables that there are, in the form of the model; `columnOf` says what a column must look like. */
async function expectModel(
  read: (table: string) => Promise<ModelTable>,
  columnOf: (column: ModelColumn) => ModelColumn,
) {
  const wanted = MODEL.map((table) => ({ ...table, columns: table.columns.map(columnOf) }))
  for (const table of wanted) {
    const found = await read(table.name)
    expect({ ...found, columns: found.columns.sort(byName) }).toEqual({ ...table, columns: table.columns.sort(byName) })
  }
}

describe('MySQL', () => {
  const NATIVE: Record<string, string> = { Int: 'int', BigInt: 'bigint', Boolean: 'tinyint(1)' }

  beforeEach(async () => {
    const made = await createTestDatabase()
    dropDatabase = () => made.drop()
    database = await openDatabase(made.url)
    await migrate(database, PRISMA_FOLDER)
  })

  test('the tables are what the Prisma schema says', async () => {
    const tables = await query<{ name: string; engine: string; collation: string }>(
      `SELECT table_name AS name, engine AS engine, table_collation AS collation FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations'`,
    )
    const wanted = MODEL.map(({ name }) => ({ name, engine: 'InnoDB', collation: 'utf8mb4_bin' }))
    expect(tables.sort(byName)).toEqual(wanted.sort(byName))
    await expectModel(readTable, ({ name, type, native, nullable, default: value }) => ({
      name,
      type: native?.toLowerCase() ?? NATIVE[type] ?? type,
      nullable,
      ...(value !== undefined && { default: value.replace('now()', 'current_timestamp(3)').replace('false', '0') }),
    }))
  })

  test('text compares byte by byte, but for what people search and sort by', async () => {
    const columns = await query<{ name: string; collation: string }>(
      `SELECT CONCAT(table_name, '.', column_name) AS name, collation_name AS collation
       FROM information_schema.columns WHERE table_schema = DATABASE()
       AND collation_name IS NOT NULL AND table_name <> '_prisma_migrations'`,
    )
    const blind = columns.filter(({ collation }) => collation === 'utf8mb4_unicode_ci').map(({ name }) => name)
    expect(blind.sort()).toEqual([...CASE_BLIND].sort())
    expect(new Set(columns.map(({ collation }) => collation))).toEqual(new Set(['utf8mb4_bin', 'utf8mb4_unicode_ci']))
  })

  async function readTable(name: string): Promise<ModelTable> {
    const here = `table_schema = DATABASE() AND table_name = '${name}'`
    const columns = await query<{ name: string; type: string; nullable: string; value: string | null }>(
      `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, column_default AS value
       FROM information_schema.columns WHERE ${here}`,
    )
    const keys = await query<{ name: string; columns: string; plain: number }>(
      `SELECT index_name AS name, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns, MAX(non_unique) AS plain
       FROM information_schema.statistics WHERE ${here} GROUP BY index_name`,
    )
    const foreign = await query<{ name: string; what: string; updated: string }>(
      `SELECT r.constraint_name AS name, r.update_rule AS updated,
         CONCAT(k.column_name, ' -> ', k.referenced_table_name, '.', k.referenced_column_name, ' ', r.delete_rule) AS what
       FROM information_schema.referential_constraints r JOIN information_schema.key_column_usage k
         ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name
       WHERE r.constraint_schema = DATABASE() AND r.table_name = '${name}'`,
    )
    expect(foreign.filter(({ updated }) => updated !== 'CASCADE')).toEqual([])
    const lists = keys.map((key) => ({ ...key, list: key.columns.split(','), plain: Number(key.plain) === 1 }))
    const named = (wanted: typeof lists) => Object.fromEntries(wanted.map(({ name: key, list }) => [key, list]))
    return {
      name,
      columns: columns.map(({ name: column, type, nullable, value }) => ({
        name: column,
        // MariaDB still tells the width at which numbers were once printed.
        type: type.replace(/^(int|bigint)\(\d+\)$/, '$1'),
        nullable: nullable === 'YES',
        // MariaDB writes the default of a nullable column as the text NULL.
        ...(value !== null && value !== 'NULL' && { default: value.toLowerCase() }),
      })),
      primaryKey: lists.find((key) => key.name === 'PRIMARY')?.list ?? [],
      uniques: named(lists.filter((key) => !key.plain && key.name !== 'PRIMARY')),
      indexes: named(lists.filter((key) => key.plain)),
      foreignKeys: Object.fromEntries(foreign.map(({ name: key, what }) => [key, what])),
    }
  }
})

describe('embedded', () => {
  const DECLARED: Record<string, string> = { String: 'TEXT', Int: 'INTEGER', BigInt: 'BIGINT', Float: 'REAL' }
  const NOW = `strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')`

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wagraph-drift-'))
    dropDatabase = () => rm(folder, { recursive: true })
    database = await openDatabase(`file:${join(folder, 'test.db')}`)
    await migrate(database, PRISMA_FOLDER)
  })

  test('the tables are what the Prisma schema says', async () => {
    const tables = await query<{ name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_prisma_migrations' ORDER BY name`,
    )
    expect(tables.map(({ name }) => name)).toEqual(MODEL.map(({ name }) => name).sort())
    await expectModel(readTable, ({ name, type, nullable, default: value }) => ({
      name,
      type: DECLARED[type] ?? type.toUpperCase(),
      nullable,
      ...(value !== undefined && { default: value.replace('now()', NOW) }),
    }))
  })

  test('text compares byte by byte, but for what people search and sort by', async () => {
    const tables = await query<{ name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'table'`,
    )
    const blind = tables.flatMap(({ name, sql }) =>
      [...sql.matchAll(/"(\w+)" \w+ COLLATE NOCASE/g)].map(([, column]) => `${name}.${column}`),
    )
    expect(blind.sort()).toEqual([...CASE_BLIND].sort())
  })

  async function readTable(name: string): Promise<ModelTable> {
    const columns = await query<{ name: string; type: string; notnull: number; dflt_value: string | null; pk: number }>(
      `SELECT * FROM pragma_table_info('${name}')`,
    )
    const keys = await query<{ name: string; origin: string; unique: number; columns: string }>(
      `SELECT l.name, l.origin, l."unique", (SELECT GROUP_CONCAT(name) FROM
         (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns FROM pragma_index_list('${name}') l`,
    )
    const { sql } = (await query<{ sql: string }>(`SELECT sql FROM sqlite_master WHERE name = '${name}'`))[0] ?? {
      sql: '',
    }
    const foreign = sql.matchAll(
      /CONSTRAINT "(\w+)" FOREIGN KEY \("(\w+)"\) REFERENCES "(\w+)" \("(\w+)"\) ON DELETE ([A-Z ]+) ON UPDATE CASCADE/g,
    )
    const named = (wanted: typeof keys) => Object.fromEntries(wanted.map((key) => [key.name, key.columns.split(',')]))
    const primary = columns.filter(({ pk }) => pk > 0).sort((one, other) => Number(one.pk) - Number(other.pk))
    return {
      name,
      columns: columns.map(({ name: column, type, notnull, dflt_value: value }) => ({
        name: column,
        type,
        nullable: Number(notnull) === 0,
        ...(value !== null && { default: value }),
      })),
      primaryKey: primary.map((column) => column.name),
      uniques: named(keys.filter((key) => key.origin === 'c' && Number(key.unique) === 1)),
      indexes: named(keys.filter((key) => key.origin === 'c' && Number(key.unique) === 0)),
      foreignKeys: Object.fromEntries(
        [...foreign].map(([, key = '', from, to, id, action]) => [key, `${from} -> ${to}.${id} ${action}`]),
      ),
    }
  }
})
