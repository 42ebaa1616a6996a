import { StoreUnavailable } from '../domain/ingest'

/** Thrown when a database cannot be reached or used at the start; the message is one line for the operator. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError'
}

/** Prisma's codes for "this data cannot be stored", however often it is tried. */
const REFUSALS = new Set(['P2000', 'P2002', 'P2003', 'P2004', 'P2005', 'P2006', 'P2007', 'P2011', 'P2012', 'P2020'])

/**
 * The databases' own numbers for the same, from statements that Prisma has not made. MySQL: NULL, twice the same, out of
 * range, cut off, bad time, bad text, too long, no such parent. SQLite: its constraints, by their extended codes.
 */
const DRIVER_REFUSALS = new Set([
  ...['1048', '1062', '1264', '1265', '1292', '1366', '1406', '1452'],
  ...['275', '787', '1299', '1555', '2067', '3091'],
])

/** Whether a failed write failed for what was to be written (or for a fault of ours), not for the database's state. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  if (error.name === 'PrismaClientValidationError') return true
  if (error instanceof StoreUnavailable) return false
  if (DRIVER_REFUSALS.has(driverErrorOf(error).code ?? '')) return true
  if (isBrokenConnection(error)) return false
  const code = (error as { code?: unknown }).code
  if (error.name === 'PrismaClientKnownRequestError') return typeof code === 'string' && REFUSALS.has(code)
  return !/^(PrismaClient|DriverAdapterError|SqlError|LibsqlError)/.test(error.name)
}

/** Reads; throws StoreUnavailable where the database's state is why it failed, and nothing of ours: it may come back. */
export async function readStored<Result>(read: () => PromiseLike<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw isRefusal(error) ? error : new StoreUnavailable('the database could not be read', { cause: error })
  }
}

/** The operating system's error, as it is: between two statements of a transaction nobody wraps it. */
const isBrokenConnection = (error: Error): boolean => 'syscall' in error || ('fatal' in error && error.fatal === true)

/** The driver's own number (MySQL: 1213, 1205, ...) or text of what failed, by itself or under a Prisma error. */
export function driverErrorOf(error: unknown): { code?: string; message?: string } {
  for (const layer of layersOf(error)) {
    const { originalCode, originalMessage } = layer as { originalCode?: unknown; originalMessage?: unknown }
    if (typeof originalCode === 'string' || typeof originalMessage === 'string') {
      return {
        ...(typeof originalCode === 'string' && { code: originalCode }),
        ...(typeof originalMessage === 'string' && { message: originalMessage }),
      }
    }
    const { errno, sqlState, sqlMessage } = layer as { errno?: unknown; sqlState?: unknown; sqlMessage?: unknown }
    if (typeof errno === 'number' && typeof sqlState === 'string') {
      return { code: String(errno), ...(typeof sqlMessage === 'string' && { message: sqlMessage }) }
    }
  }
  return {}
}

/** An error, what it wraps, and so on: Prisma puts the driver's error into meta or cause, depending on the operation. */
function* layersOf(error: unknown): Generator<object> {
  const waiting: unknown[] = [error]
  const seen = new Set<unknown>()
  for (let layer = waiting.shift(); layer !== undefined; layer = waiting.shift()) {
    if (typeof layer !== 'object' || layer === null || seen.has(layer)) continue
    seen.add(layer)
    yield layer
    const { meta, cause, driverAdapterError } = layer as {
      meta?: unknown
      cause?: unknown
      driverAdapterError?: unknown
    }
    waiting.push(...[driverAdapterError, meta, cause].filter((inner) => inner !== undefined))
  }
}

/** What went wrong, as the driver or the operating system says it, in one line. */
export function reasonOf(error: unknown): string {
  const { sqlMessage, message } = (error ?? {}) as { sqlMessage?: unknown; message?: unknown }
  const text = [driverErrorOf(error).message, sqlMessage, message].find((known) => typeof known === 'string')
  return String(text ?? error).replace(/^(Error: )+|\n[^]*$/g, '')
}
