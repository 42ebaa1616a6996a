import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseUnavailableError } from './database-errors'
import { readMysqlUrl } from './mysql-url'

test('reads user, password, host, port and database, with their escapes', () => {
  expect(readMysqlUrl('mysql://wa%40graph:p%2Fa%25s@db.example.org:3307/wa%20graph')).toEqual({
    user: 'wa@graph',
    password: 'p/a%s',
    host: 'db.example.org',
    port: 3307,
    database: 'wa graph',
  })
  expect(readMysqlUrl('mariadb://[::1]/x')).toEqual({ host: '::1', port: 3306, database: 'x' })
})

test.each([
  ['connection_limit=3', { connectionLimit: 3 }],
  ['connectionLimit=3&connect_timeout=2', { connectionLimit: 3, connectTimeout: 2_000 }],
  ['pool_timeout=4', { acquireTimeout: 4_000 }],
  ['socket=/run/mysqld/mysqld.sock', { socketPath: '/run/mysqld/mysqld.sock' }],
  ['ssl=true', { ssl: true }],
  ['ssl-mode=DISABLED', { ssl: false }],
  ['sslmode=verify_identity', { ssl: true }],
  ['ssl-mode=REQUIRED', { ssl: { rejectUnauthorized: false } }],
  ['sslaccept=strict', { ssl: true }],
  ['sslaccept=accept_invalid_certs', { ssl: { rejectUnauthorized: false } }],
])('reads the option %s', (options, expected) => {
  expect(readMysqlUrl(`mysql://root@h/x?${options}`)).toMatchObject(expected)
})

test('VERIFY_CA looks at the certificate, and not at its name', () => {
  const { ssl } = readMysqlUrl('mysql://root@h/x?ssl-mode=VERIFY_CA')
  expect(ssl).toMatchObject({ rejectUnauthorized: true, checkServerIdentity: expect.any(Function) as unknown })
})

describe('with a file of certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wagraph-url-'))
  const file = join(folder, 'ca.pem')
  const ca = Buffer.from('the certificate')
  writeFileSync(file, ca)
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    [`sslcert=${file}`, { ca }],
    [`sslcert=${file}&sslaccept=strict`, { ca }],
    [`ssl=true&ssl-ca=${file}`, { ca }],
    [`ssl-ca=${file}&ssl-mode=REQUIRED`, { ca, rejectUnauthorized: false }],
  ])('%s', (options, ssl) => {
    expect(readMysqlUrl(`mysql://root@h/x?${options}`).ssl).toEqual(ssl)
  })
})

test.each([
  ['mysql://root:hush@h', 'names no database'],
  ['mysql://root:hush@h/x?tls=1', 'unknown option "tls"'],
  ['mysql://root:hush@h/x?ssl-mode=MAYBE', 'option "ssl-mode": expected one of DISABLED, REQUIRED'],
  ['mysql://root:hush@h/x?connection_limit=0', 'option "connection_limit": expected a whole number above 0'],
  ['mysql://root:hush@h/x?ssl-ca=/no/such/file', 'option "ssl-ca": ENOENT'],
  ['mysql://root:hush%@h/x', 'cannot be read'],
  ['mysql://root:hush@h:port/x', 'cannot be read'],
])('%s is refused, and its password not told', (url, complaint) => {
  const read = () => readMysqlUrl(url)
  expect(read).toThrow(DatabaseUnavailableError)
  expect(read).toThrow(complaint)
  expect(read).not.toThrow('hush')
})
