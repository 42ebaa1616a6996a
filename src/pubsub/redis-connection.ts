import { Redis } from 'ioredis'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'

/** How long Redis may take to answer at the start, and to a check, in milliseconds. */
const ANSWER_MS = 5_000

/** Redis cannot be reached at the start; the message is one line for the operator. */
export class RedisUnavailableError extends Error {
  override readonly name = 'RedisUnavailableError'
}

/**
 * A connection to Redis that comes back by itself when it is lost, for ever; what is asked while it is away fails at
 * once instead of waiting. Throws RedisUnavailableError if it cannot be reached now.
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 6), 3_000),
  })
  let failure = 'no answer'
  let told = false
  redis.on('error', (error: Error) => {
    failure = error.message || failure
    // Once per outage: the attempts in between say nothing new.
    if (!told && redis.status !== 'wait') logger.warn({ err: toError(error) }, 'Redis is away')
    told = true
  })
  redis.on('ready', () => {
    if (told) logger.info({}, 'Redis is back')
    told = false
  })
  told = true // the first failure is the caller's to tell
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready within ${ANSWER_MS} ms`)), ANSWER_MS)
  })
  try {
    // Its connectTimeout ends with the connection; one that then says nothing would be waited for without end.
    await Promise.race([redis.connect(), limit])
  } catch (thrown) {
    redis.disconnect()
    const { hostname, port } = new URL(url)
    const why = `${toError(thrown).message} (${failure})`
    throw new RedisUnavailableError(`Redis at ${hostname}:${port || 6379} does not answer: ${why}`)
  } finally {
    clearTimeout(timer)
  }
  told = false
  return redis
}

/** Ends a connection, also while it is lost. */
export function endRedis(redis: Redis): void {
  redis.disconnect()
}
