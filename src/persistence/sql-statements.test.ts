import { splitStatements } from './sql-statements'

test.each(['mysql', 'embedded'] as const)(
  '%s: a semicolon ends a statement, but not in strings, names and comments',
  (dialect) => {
    const script = `
    -- the first; table
    CREATE TABLE \`a;b\` (x TEXT DEFAULT 'it''s; so', /* y; */ "z;" INT);;
    INSERT INTO t VALUES (';', '--', '/*')
    ; UPDATE t SET a = 1 -- the end;`
    expect(splitStatements(script, dialect)).toEqual([
      `CREATE TABLE \`a;b\` (x TEXT DEFAULT 'it''s; so',   "z;" INT)`,
      `INSERT INTO t VALUES (';', '--', '/*')`,
      'UPDATE t SET a = 1',
    ])
  },
)

test('a backslash hides a quote in MySQL, and is a letter like any other in SQLite', () => {
  expect(splitStatements(`SELECT 'a\\';b'; SELECT 2`, 'mysql')).toEqual([`SELECT 'a\\';b'`, 'SELECT 2'])
  expect(splitStatements(`SELECT 'a\\'; SELECT 2`, 'embedded')).toEqual([`SELECT 'a\\'`, 'SELECT 2'])
})

test('two dashes without a space, and #, mean what they mean to each', () => {
  expect(splitStatements('SELECT 1--1; # so;\nSELECT 2', 'mysql')).toEqual(['SELECT 1--1', 'SELECT 2'])
  expect(splitStatements('SELECT 1--1;\n; SELECT 2', 'embedded')).toEqual(['SELECT 1', 'SELECT 2'])
})

test('an empty script has no statements', () => {
  expect(splitStatements('\n-- nothing;\n/* ; */;\n', 'mysql')).toEqual([])
})

test.each(["SELECT 'a; SELECT 1", 'SELECT "a', 'SELECT `a'])('an open quote is an error: %s', (script) => {
  expect(() => splitStatements(script, 'mysql')).toThrow('never closed')
})

test('a comment that MySQL would execute is not dropped in silence', () => {
  expect(() => splitStatements('/*!40101 SET NAMES utf8 */; SELECT 1', 'mysql')).toThrow('/*! */')
})
