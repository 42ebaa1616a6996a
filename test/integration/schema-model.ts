import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A column as the Prisma schema wants it. */
export interface ModelColumn {
  name: string
  type: string
  /** The native type, such as VarChar(40), if the schema names one. */
  native?: string
  nullable: boolean
  default?: string
}

/** A table as the Prisma schema wants it, with the names that Prisma gives to what the schema leaves unnamed. */
export interface ModelTable {
  name: string
  columns: ModelColumn[]
  primaryKey: string[]
  /** Columns by the index's name. */
  uniques: Record<string, string[]>
  indexes: Record<string, string[]>
  foreignKeys: Record<string, string>
}

const FIELD = /^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/

/**
 * Reads prisma/schema.prisma, as far as it is used here.
 *
 * The generated clients would tell less: at run time they know neither native types nor indexes.
 */
export function readModel(): ModelTable[] {
  const schema = readFileSync(join(__dirname, '../../prisma/schema.prisma'), 'utf8')
  const models = [...schema.matchAll(/^model (\w+) \{\n([^]*?)^\}/gm)].map(([, name = '', body = '']) => {
    return { name, table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, body }
  })
  const tables = new Map(models.map(({ name, table }) => [name, table]))
  return models.map(({ table, body }) => readTable(table, body, tables))
}

function readTable(name: string, body: string, tables: Map<string, string>): ModelTable {
  const table: ModelTable = { name, columns: [], primaryKey: [], uniques: {}, indexes: {}, foreignKeys: {} }
  for (const line of body.split('\n').filter((text) => !text.trim().startsWith('//'))) {
    const field = FIELD.exec(line)
    if (field) readField(table, field, tables)
    const [, kind, list] = /@@(id|unique|index)\(\[([^\]]+)\]/.exec(line) ?? []
    const columns = list?.split(',').map((column) => column.trim()) ?? []
    if (kind === 'id') table.primaryKey = columns
    if (kind === 'unique') table.uniques[`${name}_${columns.join('_')}_key`] = columns
    if (kind === 'index') table.indexes[`${name}_${columns.join('_')}_idx`] = columns
  }
  return table
}

function readField(table: ModelTable, field: RegExpExecArray, tables: Map<string, string>): void {
  const [, name = '', type = '', modifier, attributes = ''] = field
  const target = tables.get(type)
  if (target !== undefined) {
    const relation = /fields: \[(\w+)\], references: \[(\w+)\], onDelete: (\w+)/.exec(attributes)
    if (!relation) return
    const [, column, referenced, action = ''] = relation
    const onDelete = action.replace(/(?<=[a-z])(?=[A-Z])/, ' ').toUpperCase()
    table.foreignKeys[`${table.name}_${column}_fkey`] = `${column} -> ${target}.${referenced} ${onDelete}`
    return
  }
  const native = /@db\.(\w+(?:\(\d+\))?)/.exec(attributes)?.[1]
  const fallback = /@default\((now\(\)|[^)]*)\)/.exec(attributes)?.[1]
  table.columns.push({
    name,
    type,
    nullable: modifier === '?',
    ...(native !== undefined && { native }),
    ...(fallback !== undefined && { default: fallback }),
  })
  if (/@id\b/.test(attributes)) table.primaryKey = [name]
  if (/@unique\b/.test(attributes)) table.uniques[`${table.name}_${name}_key`] = [name]
}
