import type { Statements, Value } from './statements'

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

  /** Stores new rows with one statement; none where there are none. */
  async insert(statements: Statements, rows: ReadonlySet<Row> | readonly Row[]): Promise<void> {
    const all = [...rows]
    if (all.length === 0) return
    // A column that is null in all rows is left to its default, which is null: for most messages that is every other.
    const columns = this.columns.filter((column) => all.some((row) => row[column] !== null))
    const values = all.flatMap((row) => columns.map((column): Value => row[column]))
    const places = new Array<string>(all.length).fill(`(${columns.map(() => '?').join()})`)
    await statements.run(`INSERT INTO ${this.name} (${quoted(columns)}) VALUES ${places.join()}`, values)
  }

  /** Stores all columns of a row that is there already. */
  async update(statements: Statements, id: string, row: Row): Promise<void> {
    const changes = this.columns.map((column) => `\`${column}\` = ?`)
    const values = this.columns.map((column): Value => row[column])
    await statements.run(`UPDATE ${this.name} SET ${changes.join()} WHERE id = ?`, [...values, id])
  }
}

/** Question marks for each of the values, of which there must be one at least: what stands behind IN. */
export const anyOf = (values: readonly Value[]): string => `(${values.map(() => '?').join()})`

const quoted = (columns: readonly string[]): string => columns.map((column) => `\`${column}\``).join()
