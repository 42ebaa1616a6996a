import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, loadConfig } from '../../src/config'

const directory = mkdtempSync(path.join(tmpdir(), 'wagraph-config-'))
const plainFile = path.join(directory, 'plain')
const browser = path.join(directory, 'browser')

beforeAll(() => {
  writeFileSync(plainFile, '')
  chmodSync(plainFile, 0o644)
  writeFileSync(browser, '')
  chmodSync(browser, 0o755)
})

afterAll(() => rmSync(directory, { recursive: true }))

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
  return []
}

test('an empty environment is a server for one machine', () => {
  expect(loadConfig({})).toEqual({
    databaseUrl: `file:${path.resolve('data/wagraph.db')}`,
    redisUrl: null,
    dataDir: path.resolve('data'),
    adminApiKey: null,
    engines: ['WHATSAPP_WEB', 'SIMULATED'],
    browserPath: null,
    browserArgs: [],
    backfillDays: 30,
    restoreConcurrency: 4,
    logLevel: 'info',
    eventRetentionDays: 7,
    eventRetentionCount: 1_000_000,
    port: 4000,
    host: '127.0.0.1',
    production: false,
  })
})

test('every variable is read', () => {
  expect(
    loadConfig({
      DATABASE_URL: 'mysql://user:pass@db:3306/wagraph',
      REDIS_URL: 'rediss://:pass@cache:6379/2',
      DATA_DIR: directory,
      ADMIN_API_KEY: '0123456789abcdef',
      ENGINES: ' simulated , simulated',
      PUPPETEER_EXECUTABLE_PATH: browser,
      BROWSER_ARGS: ' --no-sandbox   --lang=id ',
      BACKFILL_DAYS: '0.5',
      RESTORE_CONCURRENCY: ' 8',
      LOG_LEVEL: 'WARN',
      EVENT_RETENTION_DAYS: '0.5',
      EVENT_RETENTION_COUNT: '1000',
      PORT: '0',
      HOST: '::1',
      NODE_ENV: 'production',
    }),
  ).toEqual({
    databaseUrl: 'mysql://user:pass@db:3306/wagraph',
    redisUrl: 'rediss://:pass@cache:6379/2',
    dataDir: directory,
    adminApiKey: '0123456789abcdef',
    engines: ['SIMULATED'],
    browserPath: browser,
    browserArgs: ['--no-sandbox', '--lang=id'],
    backfillDays: 0.5,
    restoreConcurrency: 8,
    logLevel: 'warn',
    eventRetentionDays: 0.5,
    eventRetentionCount: 1_000,
    port: 0,
    host: '::1',
    production: true,
  })
})

test('empty variables count as unset, and others are ignored', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: ' ', ENGINES: '', HOME: '/root' })).toEqual(loadConfig({}))
})

test('production has no simulated engine unless it is asked for', () => {
  expect(loadConfig({ NODE_ENV: 'production' }).engines).toEqual(['WHATSAPP_WEB'])
  expect(loadConfig({ NODE_ENV: 'production', ENGINES: 'whatsapp-web,simulated' }).engines).toHaveLength(2)
})

test('the embedded database lies in DATA_DIR unless it is given', () => {
  expect(loadConfig({ DATA_DIR: '/srv/wagraph' }).databaseUrl).toBe('file:/srv/wagraph/wagraph.db')
  expect(loadConfig({ DATABASE_URL: 'file:./elsewhere.db' }).databaseUrl).toBe('file:./elsewhere.db')
  expect(loadConfig({ DATABASE_URL: 'mariadb://db/wagraph' }).databaseUrl).toBe('mariadb://db/wagraph')
})

const DATABASE = 'DATABASE_URL must be mysql://user:password@host:3306/database, mariadb://… or file:<path>'
const REDIS = 'REDIS_URL must be redis://host:6379 or rediss://host:6379'

test.each([
  ['PORT', 'abc', 'PORT must be a whole number from 0 to 65535, not "abc"'],
  ['PORT', '65536', 'PORT must be a whole number from 0 to 65535, not "65536"'],
  ['PORT', '40.5', 'PORT must be a whole number from 0 to 65535, not "40.5"'],
  ['PORT', '-1', 'PORT must be a whole number from 0 to 65535, not "-1"'],
  ['BACKFILL_DAYS', '0', 'BACKFILL_DAYS must be a number of days above 0 and up to 365, not "0"'],
  ['BACKFILL_DAYS', '366', 'BACKFILL_DAYS must be a number of days above 0 and up to 365, not "366"'],
  ['BACKFILL_DAYS', 'week', 'BACKFILL_DAYS must be a number of days above 0 and up to 365, not "week"'],
  ['RESTORE_CONCURRENCY', '0', 'RESTORE_CONCURRENCY must be a whole number from 1 to 100, not "0"'],
  ['RESTORE_CONCURRENCY', '2.5', 'RESTORE_CONCURRENCY must be a whole number from 1 to 100, not "2.5"'],
  ['HOST', 'a b', 'HOST must be an address or a name of this machine, such as 0.0.0.0, not "a b"'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud"'],
  ['EVENT_RETENTION_DAYS', '0', 'EVENT_RETENTION_DAYS must be a number of days above 0, such as 7 or 0.5, not "0"'],
  ['EVENT_RETENTION_DAYS', '1w', 'EVENT_RETENTION_DAYS must be a number of days above 0, such as 7 or 0.5, not "1w"'],
  ['EVENT_RETENTION_COUNT', '0', 'EVENT_RETENTION_COUNT must be a whole number from 1 to 999999999, not "0"'],
  ['EVENT_RETENTION_COUNT', '1e6', 'EVENT_RETENTION_COUNT must be a whole number from 1 to 999999999, not "1e6"'],
  ['ENGINES', 'web', 'ENGINES must be a comma-separated list of whatsapp-web and simulated, not "web"'],
  ['ENGINES', 'toString', 'ENGINES must be a comma-separated list of whatsapp-web and simulated, not "toString"'],
  ['DATABASE_URL', 'postgres://u:s3cret@db/x', `${DATABASE}, not postgres://`],
  ['DATABASE_URL', 'u:s3cret@db/x', `${DATABASE}; it has no scheme such as mysql://`],
  ['DATABASE_URL', 'mysql://u:s3cret@db', `${DATABASE}; the name of the database is missing`],
  ['DATABASE_URL', 'file:', `${DATABASE}; the path is missing`],
  ['ADMIN_API_KEY', 's3cret', 'ADMIN_API_KEY must have at least 16 characters, not 6'],
  ['ADMIN_API_KEY', 's3cret s3cret s3cret', 'ADMIN_API_KEY must have no white space'],
  ['DATA_DIR', plainFile, `DATA_DIR must be a directory, and ${JSON.stringify(plainFile)} is a file`],
  ['PUPPETEER_EXECUTABLE_PATH', '/no/browser', 'PUPPETEER_EXECUTABLE_PATH "/no/browser" does not exist'],
  ['PUPPETEER_EXECUTABLE_PATH', directory, `PUPPETEER_EXECUTABLE_PATH ${JSON.stringify(directory)} is not a file`],
  [
    'PUPPETEER_EXECUTABLE_PATH',
    plainFile,
    `PUPPETEER_EXECUTABLE_PATH ${JSON.stringify(plainFile)} cannot be executed by this user (EACCES)`,
  ],
])('%s=%s is one mistake', (name, text, mistake) => {
  expect(mistakesOf({ [name]: text })).toEqual([mistake])
  expect(mistake).not.toContain('s3cret')
})

test.each([
  ['http://u:s3cret@cache', `${REDIS}, not http://`],
  ['redis://u:s3 cret@cache:x', `${REDIS}; it is not a URL (encode special characters of the password as %40 …)`],
])('REDIS_URL=%s is one mistake', (text, mistake) => {
  expect(mistakesOf({ REDIS_URL: text, DATABASE_URL: 'mysql://db/wagraph' })).toEqual([mistake])
})

test('Redis with a database that other nodes cannot reach is a mistake', () => {
  const mistake = expect.stringContaining('they need a database that all of them reach') as string
  expect(mistakesOf({ REDIS_URL: 'redis://cache' })).toEqual([mistake])
  expect(mistakesOf({ REDIS_URL: 'redis://cache', DATABASE_URL: 'file:/srv/x.db' })).toEqual([mistake])
})

test('all mistakes are told at once', () => {
  expect(mistakesOf({ PORT: 'abc', LOG_LEVEL: 'loud', REDIS_URL: 'redis://cache' })).toHaveLength(3)
})
