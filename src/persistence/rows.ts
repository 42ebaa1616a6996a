/** One table's rows during a group: as loaded, as created, as changed. */
export class Rows<Row extends { id: string }> {
  readonly byId = new Map<string, Row>()
  readonly created = new Set<Row>()
  readonly changed = new Set<Row>()

  loaded(rows: readonly Row[]): void {
    for (const row of rows) this.byId.set(row.id, row)
  }

  create(row: Row): Row {
    this.byId.set(row.id, row)
    this.created.add(row)
    return row
  }

  /** Changes the row in place; true if anything differs. */
  change(row: Row, patch: Partial<Row>): boolean {
    const differs = (Object.keys(patch) as (keyof Row)[]).some((key) => !same(row[key], patch[key]))
    if (!differs) return false
    Object.assign(row, patch)
    if (!this.created.has(row)) this.changed.add(row)
    return true
  }
}

const same = (a: unknown, b: unknown): boolean =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
