import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { PoolConfig } from 'mariadb'
import { DatabaseUnavailableError, reasonOf } from './database-errors'

type Tls = NonNullable<PoolConfig['ssl']>

/** What a URL may say after the question mark, under the names that Prisma, MySQL's and MariaDB's tools use for it. */
const OPTIONS: Record<string, (value: string) => PoolConfig> = {
  connection_limit: (value) => ({ connectionLimit: wholeNumber(value) }),
  connectionLimit: (value) => ({ connectionLimit: wholeNumber(value) }),
  connect_timeout: (value) => ({ connectTimeout: wholeNumber(value) * 1000 }),
  connectTimeout: (value) => ({ connectTimeout: wholeNumber(value) }),
  pool_timeout: (value) => ({ acquireTimeout: wholeNumber(value) * 1000 }),
  acquireTimeout: (value) => ({ acquireTimeout: wholeNumber(value) }),
  socket: (value) => ({ socketPath: value }),
  socketPath: (value) => ({ socketPath: value }),
  ssl: (value) => tls({ true: true, false: false, 1: true, 0: false }, value),
  sslaccept: (value) => tls({ strict: true, accept_invalid_certs: { rejectUnauthorized: false } }, value),
  'ssl-mode': (value) => tls(SSL_MODES, value.toUpperCase()),
  sslmode: (value) => tls(SSL_MODES, value.toUpperCase()),
  sslcert: (value) => ({ ssl: { ca: readFileSync(value) } }),
  'ssl-ca': (value) => ({ ssl: { ca: readFileSync(value) } }),
}

const anyHost: ConnectionOptions = { rejectUnauthorized: true, checkServerIdentity: () => undefined }

/** MySQL's: REQUIRED encrypts but believes any certificate; VERIFY_CA does not look at the host's name. */
const SSL_MODES: Record<string, Tls> = {
  DISABLED: false,
  REQUIRED: { rejectUnauthorized: false },
  VERIFY_CA: anyHost,
  VERIFY_IDENTITY: true,
}

/**
 * Reads `mysql://user:password@host:port/database?options` (or mariadb://) for the driver; throws
 * DatabaseUnavailableError for one that it cannot read, and for an option that it does not know: one about TLS that is
 * silently ignored would send the password in the clear.
 */
export function readMysqlUrl(text: string): PoolConfig & { host: string; port: number; database: string } {
  const { url, user, password, database } = parse(text)
  if (!database) throw new DatabaseUnavailableError(`the database URL for ${url.host} names no database after the host`)
  let config: PoolConfig = {}
  for (const [name, value] of url.searchParams) {
    const read = OPTIONS[name]
    if (!read) throw new DatabaseUnavailableError(`the database URL has an unknown option "${name}"; known: ${known()}`)
    config = merge(config, name, () => read(value))
  }
  return {
    ...config,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : 3306,
    ...(user && { user }),
    ...(password && { password }),
    database,
  }
}

function parse(text: string) {
  try {
    const url = new URL(text)
    const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent)
    return { url, user, password, database }
  } catch (cause) {
    // The text holds a password: it is not repeated.
    throw new DatabaseUnavailableError(
      'the database URL cannot be read: expected mysql://user:password@host/database',
      {
        cause,
      },
    )
  }
}

/** `sslcert` with `sslaccept` say one thing in two options. */
function merge(config: PoolConfig, name: string, read: () => PoolConfig): PoolConfig {
  try {
    const added = read()
    const both = typeof config.ssl === 'object' && typeof added.ssl === 'object'
    const ssl = both ? { ...(config.ssl as object), ...(added.ssl as object) } : strongest(config.ssl, added.ssl)
    return { ...config, ...added, ...(ssl !== undefined && { ssl }) }
  } catch (cause) {
    throw new DatabaseUnavailableError(`the database URL's option "${name}": ${reasonOf(cause)}`, { cause })
  }
}

function strongest(first: PoolConfig['ssl'], second: PoolConfig['ssl']): PoolConfig['ssl'] {
  if (typeof first === 'object' && second === true) return first
  return second ?? first
}

function tls(values: Record<string, Tls>, value: string): PoolConfig {
  const ssl = values[value]
  if (ssl === undefined) throw new Error(`expected one of ${Object.keys(values).join(', ')}`)
  return { ssl }
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error('expected a whole number above 0')
  return Number(value)
}

const known = () => Object.keys(OPTIONS).join(', ')
