/** The SQL that reaches the databases, as their drivers' adapters see it. */
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'

type Adapter = Awaited<ReturnType<PrismaMariaDb['connect']>>
type Query = Parameters<Adapter['queryRaw']>[0]

/** Keeps every query of the databases that are opened from now on; transactions are not looked into. */
export class Statements {
  private readonly seen: { query: Query; adapter: Adapter }[] = []
  private readonly spies: { mockRestore(): void }[] = []

  constructor() {
    for (const prototype of [PrismaMariaDb.prototype, PrismaLibSql.prototype as unknown as PrismaMariaDb]) {
      const connect = Reflect.get(prototype, 'connect')
      const watch = (adapter: Adapter) => this.watched(adapter)
      const spy = jest.spyOn(prototype, 'connect')
      spy.mockImplementation(async function (this: PrismaMariaDb) {
        return watch(await Reflect.apply(connect, this, []))
      })
      this.spies.push(spy)
    }
  }

  /** The queries that `work` makes. */
  async of(work: () => Promise<unknown>): Promise<string[]> {
    const before = this.seen.length
    await work()
    return this.seen.slice(before).map(({ query }) => query.sql)
  }

  /** How the database goes about the newest query in which the text occurs: a line for each step. */
  async planOf(text: string): Promise<string[]> {
    const found = this.seen.findLast(({ query }) => query.sql.includes(text))
    if (!found) throw new Error(`no query with ${text}`)
    const { query, adapter } = found
    const explain = (adapter.provider as string) === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
    const { columnNames, rows } = await adapter.queryRaw({ ...query, sql: `${explain} ${query.sql}` })
    return rows.map((row) => row.map((value, column) => `${columnNames[column]}=${String(value)}`).join(' '))
  }

  end(): void {
    for (const spy of this.spies) spy.mockRestore()
  }

  private watched(adapter: Adapter): Adapter {
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = (query) => {
      if (!query.sql.startsWith('EXPLAIN')) this.seen.push({ query, adapter })
      return queryRaw(query)
    }
    return adapter
  }
}
