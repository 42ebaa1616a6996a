import { accessSync, constants, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { EngineKind } from './domain/engine'

const ENGINE_NAMES: Readonly<Record<string, EngineKind>> = { 'whatsapp-web': 'WHATSAPP_WEB', simulated: 'SIMULATED' }

/** What LOG_LEVEL may be: pino's levels, and silence. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** The environment, checked once and typed. */
export interface Config {
  /** `mysql://…` or `mariadb://…` for a server, `file:<path>` for the embedded database. Holds a password. */
  databaseUrl: string
  /** Null: one process serves everything. Holds a password. */
  redisUrl: string | null
  /** Absolute; it need not be there yet. */
  dataDir: string
  /** Null: a key is made at the first start. */
  adminApiKey: string | null
  /** Those that may be used; at least one. */
  engines: readonly EngineKind[]
  /** The browser's executable; null: one is looked for. */
  browserPath: string | null
  /** Further Chromium arguments. */
  browserArgs: readonly string[]
  /** How many days back an absence is filled; not necessarily a whole number. */
  backfillDays: number
  /** How many sessions launch at once after a start and after lost connections. */
  restoreConcurrency: number
  logLevel: LogLevel
  /** How long events are kept, in days; not necessarily a whole number. */
  eventRetentionDays: number
  /** How many events of a session are kept, at most. */
  eventRetentionCount: number
  /** 0 takes any free port. */
  port: number
  host: string
  /** NODE_ENV is `production`. */
  production: boolean
}

/** The environment cannot be used; `mistakes` holds one line each, none of which shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'))
  }
}

/** A variable whose text `read` turns into a value; what `read` throws as Mistake is what the user is told. */
class Mistake extends Error {}

const variable = <T>(read: (text: string) => T) =>
  z.string().transform((text, context): T => {
    try {
      return read(text)
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })

const wholeNumber = (name: string, least: number, most: number) =>
  variable((text) => {
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN
    if (number >= least && number <= most) return number
    throw new Mistake(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`)
  })

const environment = z.object({
  DATABASE_URL: variable(readDatabaseUrl).optional(),
  REDIS_URL: variable(readRedisUrl).optional(),
  DATA_DIR: variable(readDataDir).prefault('./data'),
  ADMIN_API_KEY: variable(readAdminApiKey).optional(),
  ENGINES: variable(readEngines).optional(),
  PUPPETEER_EXECUTABLE_PATH: variable(readBrowserPath).optional(),
  BROWSER_ARGS: variable(readBrowserArgs).optional(),
  BACKFILL_DAYS: variable(readBackfillDays).prefault('30'),
  RESTORE_CONCURRENCY: wholeNumber('RESTORE_CONCURRENCY', 1, 100).prefault('4'),
  LOG_LEVEL: variable(readLogLevel).prefault('info'),
  EVENT_RETENTION_DAYS: variable(readRetentionDays).prefault('7'),
  EVENT_RETENTION_COUNT: wholeNumber('EVENT_RETENTION_COUNT', 1, 999_999_999).prefault('1000000'),
  PORT: wholeNumber('PORT', 0, 65_535).prefault('4000'),
  HOST: variable(readHost).prefault('127.0.0.1'),
  NODE_ENV: z.string().optional(),
})

/**
 * The configuration that the environment describes. Empty variables count as unset; unknown ones are ignored.
 *
 * @throws ConfigError with every mistake at once, so that nobody has to start the server once per mistake
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text !== undefined && text.trim() !== ''))
  const parsed = environment.safeParse(given)
  const mistakes = parsed.error?.issues.map((issue) => issue.message) ?? []
  if (given.REDIS_URL && (given.DATABASE_URL ?? 'file:').startsWith('file:')) mistakes.push(REDIS_WITHOUT_DATABASE)
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes)

  const values = parsed.data
  const production = values.NODE_ENV === 'production'
  return {
    databaseUrl: values.DATABASE_URL ?? `file:${path.join(values.DATA_DIR, 'wagraph.db')}`,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: values.DATA_DIR,
    adminApiKey: values.ADMIN_API_KEY ?? null,
    engines: values.ENGINES ?? (production ? ['WHATSAPP_WEB'] : ['WHATSAPP_WEB', 'SIMULATED']),
    browserPath: values.PUPPETEER_EXECUTABLE_PATH ?? null,
    browserArgs: values.BROWSER_ARGS ?? [],
    backfillDays: values.BACKFILL_DAYS,
    restoreConcurrency: values.RESTORE_CONCURRENCY,
    logLevel: values.LOG_LEVEL,
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
    eventRetentionCount: values.EVENT_RETENTION_COUNT,
    port: values.PORT,
    host: values.HOST,
    production,
  }
}

const REDIS_WITHOUT_DATABASE =
  'REDIS_URL is for several nodes, and they need a database that all of them reach: set DATABASE_URL to a mysql:// ' +
  'or mariadb:// address, or leave REDIS_URL out'

/**
 * Arguments are parted where white space stands before `--`, so that values may hold spaces, as
 * `--host-resolver-rules=MAP a b` does; quotes around a value or an argument, as a shell wants them, are taken off.
 */
function readBrowserArgs(text: string): string[] {
  const args = text.trim().split(/\s+(?=["']?--)/)
  return args.map((arg) => arg.replace(/^(["'])(.*)\1$/, '$2').replace(/=(["'])(.*)\1$/, '=$2'))
}

function readDatabaseUrl(text: string): string {
  const wanted = 'DATABASE_URL must be mysql://user:password@host:3306/database, mariadb://… or file:<path>'
  if (text.startsWith('file:')) {
    if (/^file:\/*$/.test(text)) throw new Mistake(`${wanted}; the path is missing`)
    return text
  }
  const url = urlOf(text, ['mysql:', 'mariadb:'], wanted)
  if (url.pathname.length < 2) throw new Mistake(`${wanted}; the name of the database is missing`)
  return text
}

function readRedisUrl(text: string): string {
  urlOf(text, ['redis:', 'rediss:'], 'REDIS_URL must be redis://host:6379 or rediss://host:6379')
  return text
}

/** Of a URL, only its scheme may be shown: the rest may hold a password. */
function urlOf(text: string, protocols: readonly string[], wanted: string): URL {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].toLowerCase()
  if (scheme === undefined) throw new Mistake(`${wanted}; it has no scheme such as ${protocols[0]}//`)
  if (!protocols.includes(scheme.slice(0, -2))) throw new Mistake(`${wanted}, not ${scheme}`)
  const url = URL.parse(text)
  if (url === null) throw new Mistake(`${wanted}; it is not a URL (encode special characters of the password as %40 …)`)
  if (url.hostname === '') throw new Mistake(`${wanted}; the host is missing`)
  return url
}

function readDataDir(text: string): string {
  const directory = path.resolve(text)
  if (statsOf('DATA_DIR', text)?.isDirectory() === false) {
    throw new Mistake(`DATA_DIR must be a directory, and ${JSON.stringify(text)} is a file`)
  }
  return directory
}

/** Undefined where there is nothing. */
function statsOf(variable: string, text: string): Stats | undefined {
  try {
    return statSync(path.resolve(text), { throwIfNoEntry: false })
  } catch (error) {
    // Something on the way to it is a file, or must not be entered.
    const { code } = error as NodeJS.ErrnoException
    throw new Mistake(`${variable} ${JSON.stringify(text)} cannot be reached (${code ?? String(error)})`)
  }
}

function readAdminApiKey(text: string): string {
  if (text.length < 16) throw new Mistake(`ADMIN_API_KEY must have at least 16 characters, not ${text.length}`)
  if (/\s/.test(text)) throw new Mistake('ADMIN_API_KEY must have no white space')
  if (!/^[\x21-\x7e]+$/.test(text)) throw new Mistake('ADMIN_API_KEY must be ASCII: it travels in an HTTP header')
  return text
}

function readEngines(text: string): EngineKind[] {
  const names = text.split(',').map((name) => name.trim())
  const kinds = names.map((name) => {
    const kind = Object.hasOwn(ENGINE_NAMES, name) ? ENGINE_NAMES[name] : undefined
    if (kind) return kind
    throw new Mistake(
      `ENGINES must be a comma-separated list of whatsapp-web and simulated, not ${JSON.stringify(text)}`,
    )
  })
  return [...new Set(kinds)]
}

function readBrowserPath(text: string): string {
  const file = path.resolve(text)
  const wrong = (why: string): Mistake => new Mistake(`PUPPETEER_EXECUTABLE_PATH ${JSON.stringify(text)} ${why}`)
  const stats = statsOf('PUPPETEER_EXECUTABLE_PATH', text)
  if (!stats) throw wrong('does not exist')
  if (!stats.isFile()) throw wrong('is not a file')
  try {
    accessSync(file, constants.X_OK)
  } catch (error) {
    throw wrong(`cannot be executed by this user (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
  }
  return file
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text.trim().toLowerCase())
  if (!level) throw new Mistake(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(text)}`)
  return level
}

function readBackfillDays(text: string): number {
  const days = /^\d{1,3}(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN
  if (days > 0 && days <= 365) return days
  throw new Mistake(`BACKFILL_DAYS must be a number of days above 0 and up to 365, not ${JSON.stringify(text)}`)
}

function readRetentionDays(text: string): number {
  const days = /^\d{1,5}(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN
  if (days > 0) return days
  throw new Mistake(
    `EVENT_RETENTION_DAYS must be a number of days above 0, such as 7 or 0.5, not ${JSON.stringify(text)}`,
  )
}

function readHost(text: string): string {
  if (/^[\w.:%-]+$/.test(text)) return text
  throw new Mistake(`HOST must be an address or a name of this machine, such as 0.0.0.0, not ${JSON.stringify(text)}`)
}
