import type { Statements, Value } from './statements'

/** Rows that one INSERT takes: while the database stores them, the next ones are made ready. */
const ROWS = 100

/** What a row must meet; its question marks stand for `values`. */
export interface Condition {
  where: string
  values: readonly Value[]
}

/** The SQL of one table, whose rows hold a value for each of `columns`. */
export class Table<Row extends Record<keyof Row, Value>> {
  private readonly columns: (keyof Row & string)[]

  constructor(
    private readonly name: string,
    /** All of them: a column that is missing here would not compile. */
    columns: Record<keyof Row, true>,
  ) {
    this.columns = Object.keys(columns) as (keyof Row & string)[]
  }

  /** The rows that meet a condition, whose question marks stand for `values`. */
  select(statements: Statements, where: string, values: readonly Value[]): Promise<Row[]> {
    return statements.select(`SELECT ${quoted(this.columns)} FROM ${this.name} WHERE ${where}`, values)
  }

  /**
   * The rows that meet any of some conditions, with one statement; a row that meets several comes as often. Each
   * condition finds its own index: with OR between them MySQL may read all rows of a session.
   */
  async selectAny(statements: Statements, conditions: readonly Condition[]): Promise<Row[]> {
    if (conditions.length === 0) return []
    const columns = quoted(this.columns)
    const each = conditions.map(({ where }) => `SELECT ${columns} FROM ${this.name} WHERE ${where}`)
    return statements.select(
      each.join(' UNION ALL '),
      conditions.flatMap(({ values }) => values),
    )
  }

  /** Stores new rows. */
  async insert(statements: Statements, rows: ReadonlySet<Row> | readonly Row[]): Promise<void> {
    const all = [...rows]
    const inserts: Promise<unknown>[] = []
    for (let at = 0; at < all.length; at += ROWS) inserts.push(this.insertOnce(statements, all.slice(at, at + ROWS)))
    await Promise.all(inserts)
  }

  private insertOnce(statements: Statements, rows: readonly Row[]): Promise<unknown> {
    // A column that is null in all rows is left to its default, which is null: for most messages that is every other.
    const columns = this.columns.filter((column) => rows.some((row) => row[column] !== null))
    const values = rows.flatMap((row) => columns.map((column): Value => row[column]))
    const places = new Array<string>(rows.length).fill(`(${columns.map(() => '?').join()})`)
    return statements.run(`INSERT INTO ${this.name} (${quoted(columns)}) VALUES ${places.join()}`, values)
  }

  /** Stores all columns of rows that are there already, with one statement; none where there are none. */
  async update(statements: Statements, rows: readonly (Row & { id: string })[]): Promise<void> {
    if (rows.length === 0) return
    const cases = `CASE id ${'WHEN ? THEN ? '.repeat(rows.length)}END`
    const columns = this.columns.filter((column) => column !== 'id')
    const values = columns.flatMap((column) => rows.flatMap((row): Value[] => [row.id, row[column]]))
    const ids = rows.map(({ id }) => id)
    const changes = columns.map((column) => `\`${column}\` = ${cases}`)
    await statements.run(`UPDATE ${this.name} SET ${changes.join()} WHERE id IN ${anyOf(ids)}`, [...values, ...ids])
  }
}

/** Question marks for each of the values, of which there must be one at least: what stands behind IN. */
export const anyOf = (values: readonly Value[]): string => `(${values.map(() => '?').join()})`

const quoted = (columns: readonly string[]): string => columns.map((column) => `\`${column}\``).join()
