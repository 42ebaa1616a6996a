import type { Statements, Value } from './statements'

/** The SQL of one table, whose rows hold a value for each of `columns`. */
export class Table<Row extends Record<keyof Row, Value>> {
  private readonly columns: (keyof Row & string)[]
  private readonly places: string

  constructor(
    private readonly name: string,
    /** All of them: a column that is missing here would not compile. */
    columns: Record<keyof Row, true>,
  ) {
    this.columns = Object.keys(columns) as (keyof Row & string)[]
    this.places = `(${this.columns.map(() => '?').join()})`
  }

  /** The rows that meet a condition, whose question marks stand for `values`. */
  select(statements: Statements, where: string, values: readonly Value[]): Promise<Row[]> {
    return statements.select(`SELECT ${quoted(this.columns)} FROM ${this.name} WHERE ${where}`, values)
  }

  /** Stores new rows with one statement; none where there are none. */
  async insert(statements: Statements, rows: Iterable<Row>): Promise<void> {
    const values: Value[] = []
    const places: string[] = []
    for (const row of rows) {
      for (const column of this.columns) values.push(row[column])
      places.push(this.places)
    }
    if (places.length === 0) return
    await statements.run(`INSERT INTO ${this.name} (${quoted(this.columns)}) VALUES ${places.join()}`, values)
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
