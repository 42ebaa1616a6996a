import { readStatements, TokenReader } from './sql-tokens.mjs'

/** MySQL's types as Prisma declares their SQLite counterparts: the driver reads a value's type from the declaration. */
const TYPES = {
  CHAR: 'TEXT',
  VARCHAR: 'TEXT',
  TEXT: 'TEXT',
  MEDIUMTEXT: 'TEXT',
  LONGTEXT: 'TEXT',
  JSON: 'JSONB',
  BOOLEAN: 'BOOLEAN',
  INT: 'INTEGER',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  DOUBLE: 'REAL',
  DATETIME: 'DATETIME',
  BLOB: 'BLOB',
  MEDIUMBLOB: 'BLOB',
  LONGBLOB: 'BLOB',
}

/** Functions that both dialects know and read alike; LENGTH, for one, counts bytes here and characters there. */
const SHARED_FUNCTIONS = new Set(['COALESCE', 'IFNULL', 'NULLIF', 'LOWER', 'UPPER', 'TRIM', 'REPLACE', 'ABS', 'COUNT'])
const SHARED_FUNCTIONS_AND_LISTS = new Set([
  ...SHARED_FUNCTIONS,
  'MAX',
  'MIN',
  'SUM',
  'IN',
  'VALUES',
  'AND',
  'OR',
  'NOT',
])

/** The same form, to the millisecond and in UTC, in which the driver writes a time: texts sort only if they are alike. */
const NOW = `(strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'))`

const quoted = (name) => `"${name}"`
const literal = (text) => `'${text}'`

/**
 * Translates migrations from MySQL's dialect to SQLite's. It knows the statements that our migrations use; any other is
 * an error with its line, because a guess would let the two databases part in silence.
 *
 * One translator reads all migrations in order: it remembers each column, and so can tell a MODIFY COLUMN that means
 * nothing to SQLite (a wider VARCHAR) from one that SQLite cannot do.
 */
export class MigrationTranslator {
  /** @type {Map<string, Map<string, string>>} definitions of columns by table */
  #tables = new Map()

  /**
   * @param {string} sql one MySQL migration
   * @returns {string} the same for SQLite; may be only a comment
   */
  translate(sql) {
    const statements = readStatements(sql).flatMap((tokens) => this.#statement(new TokenReader(tokens)))
    return statements.map((statement) => `${statement};\n`).join('\n')
  }

  #statement(read) {
    const translated = this.#translateStatement(read)
    if (!read.done) read.fail('the embedded database has no translation')
    return translated
  }

  #translateStatement(read) {
    if (read.take('CREATE TABLE')) return this.#createTable(read)
    if (read.take('CREATE UNIQUE INDEX')) return createIndex(read, 'UNIQUE INDEX')
    if (read.take('CREATE INDEX')) return createIndex(read, 'INDEX')
    if (read.take('DROP INDEX')) return dropIndex(read)
    if (read.take('DROP TABLE')) return [`DROP TABLE ${quoted(read.name())}`]
    if (read.take('ALTER TABLE')) return this.#alterTable(read)
    for (const verb of ['UPDATE', 'INSERT INTO', 'DELETE FROM'])
      if (read.take(verb)) return [`${verb} ${changeRows(read)}`]
    return read.fail('the embedded database has no translation for this statement')
  }

  #createTable(read) {
    const table = read.name()
    const columns = new Map()
    const constraints = []
    const indexes = []
    this.#tables.set(table, columns)
    read.list(() => {
      if (read.take('PRIMARY KEY')) constraints.push(`PRIMARY KEY ${columnList(read)}`)
      else if (read.take('UNIQUE INDEX')) indexes.push(inlineIndex(read, 'UNIQUE INDEX', table))
      else if (read.take('INDEX')) indexes.push(inlineIndex(read, 'INDEX', table))
      else if (read.take('CONSTRAINT')) constraints.push(foreignKey(read))
      else columns.set(read.name(), columnDefinition(read))
    })
    tableOptions(read)
    const lines = [...columns].map(([name, definition]) => `${quoted(name)} ${definition}`)
    const body = [...lines, ...constraints].map((line) => `    ${line}`).join(',\n')
    return [`CREATE TABLE ${quoted(table)} (\n${body}\n)`, ...indexes]
  }

  #alterTable(read) {
    const table = read.name()
    const columns = this.#tables.get(table) ?? read.fail('no earlier migration creates this table')
    const statements = []
    do statements.push(...alteration(read, table, columns))
    while (read.take(','))
    return statements
  }
}

function alteration(read, table, columns) {
  const change = `ALTER TABLE ${quoted(table)}`
  if (read.take('ADD UNIQUE INDEX')) return [inlineIndex(read, 'UNIQUE INDEX', table)]
  if (read.take('ADD INDEX')) return [inlineIndex(read, 'INDEX', table)]
  if (read.take('DROP INDEX')) return [`DROP INDEX ${quoted(read.name())}`]
  if (read.take('ADD COLUMN')) return [`${change} ADD COLUMN ${addedColumn(read, columns)}`]
  if (read.take('DROP COLUMN')) {
    const name = read.name()
    columns.delete(name)
    return [`${change} DROP COLUMN ${quoted(name)}`]
  }
  if (read.take('RENAME COLUMN')) {
    const [from, to] = [read.name(), (read.expect('TO'), read.name())]
    columns.set(to, columns.get(from))
    columns.delete(from)
    return [`${change} RENAME COLUMN ${quoted(from)} TO ${quoted(to)}`]
  }
  if (read.take('MODIFY COLUMN')) {
    const name = read.name()
    if (columns.get(name) !== columnDefinition(read)) read.fail(`SQLite cannot change column ${name} in this way`)
    return []
  }
  return read.fail('the embedded database has no translation for this change')
}

function addedColumn(read, columns) {
  const name = read.name()
  const definition = columnDefinition(read)
  if (definition.includes(NOW)) read.fail('SQLite adds no column whose default is the time')
  if (definition.includes('NOT NULL') && !definition.includes('DEFAULT')) {
    read.fail(`column ${name} needs a default: tables in use have rows`)
  }
  columns.set(name, definition)
  return `${quoted(name)} ${definition}`
}

function columnDefinition(read) {
  const type = read.next().value.toUpperCase()
  const parts = [TYPES[type] ?? read.fail(`no SQLite type for ${type}`)]
  if (read.take('(')) while (!read.take(')')) read.next()
  if (read.take('COLLATE')) parts.push(...collation(read))
  if (read.take('NOT NULL')) parts.push('NOT NULL')
  else read.take('NULL')
  if (read.take('DEFAULT')) parts.push(`DEFAULT ${defaultValue(read)}`)
  return parts.join(' ')
}

/** SQLite folds the case of ASCII letters only: the nearest that it has. */
function collation(read) {
  const name = read.next().value
  if (name.endsWith('_ci')) return ['COLLATE NOCASE']
  return name.endsWith('_bin') ? [] : read.fail('unknown collation')
}

function defaultValue(read) {
  if (read.take('CURRENT_TIMESTAMP ( 3 )')) return NOW
  const sign = read.take('-') ? '-' : ''
  const token = read.next()
  return token.kind === 'text' ? literal(token.value) : sign + token.value
}

function tableOptions(read) {
  while (!read.done) {
    if (!read.take('ENGINE') && !read.take('DEFAULT CHARACTER SET') && !read.take('COLLATE'))
      read.fail('unknown option')
    read.take('=')
    read.next()
  }
}

function foreignKey(read) {
  const name = read.name()
  read.expect('FOREIGN KEY')
  const columns = columnList(read)
  read.expect('REFERENCES')
  const target = `${quoted(read.name())} ${columnList(read)}`
  const actions = []
  for (const event of ['ON DELETE', 'ON UPDATE']) {
    if (!read.take(event)) continue
    const action = ['CASCADE', 'RESTRICT', 'SET NULL', 'NO ACTION'].find((known) => read.take(known))
    actions.push(`${event} ${action ?? read.fail('unknown action')}`)
  }
  return [`CONSTRAINT ${quoted(name)} FOREIGN KEY ${columns} REFERENCES ${target}`, ...actions].join(' ')
}

/** A prefix length such as `name`(191) is MySQL's own, and dropped. */
function columnList(read) {
  const columns = read.list(() => {
    const column = quoted(read.name())
    if (read.take('(')) while (!read.take(')')) read.next()
    return read.take('DESC') ? `${column} DESC` : column
  })
  return `(${columns.join(', ')})`
}

const inlineIndex = (read, kind, table) =>
  `CREATE ${kind} ${quoted(read.name())} ON ${quoted(table)} ${columnList(read)}`

function createIndex(read, kind) {
  const name = read.name()
  read.expect('ON')
  return [`CREATE ${kind} ${quoted(name)} ON ${quoted(read.name())} ${columnList(read)}`]
}

/** SQLite's index names are the database's, not the table's. */
function dropIndex(read) {
  const name = read.name()
  read.expect('ON')
  read.name()
  return [`DROP INDEX ${quoted(name)}`]
}

/** UPDATE, INSERT and DELETE over one table read alike in both dialects, but for quotes. */
function changeRows(read) {
  let sql = ''
  let before = read.next()
  for (let token = before; ; token = read.next()) {
    if (token.value === '(' && before.kind === 'word' && !SHARED_FUNCTIONS_AND_LISTS.has(before.value.toUpperCase())) {
      read.fail(`function ${before.value} is not one that both databases read alike`)
    }
    if (token.kind === 'word' && token.value.toUpperCase() === 'JOIN') read.fail('SQLite joins no tables in an UPDATE')
    const closes = token.kind === 'sign' && ',).'.includes(token.value)
    const tight = sql === '' || closes || sql.endsWith('(') || sql.endsWith('.')
    sql += (tight ? '' : ' ') + { name: quoted, text: literal, word: String, sign: String }[token.kind](token.value)
    before = token
    if (read.done) return sql
  }
}
