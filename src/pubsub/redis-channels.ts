import type { Redis } from 'ioredis'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import { connectRedis, endRedis } from './redis-connection'

/** Messages that may wait for a Redis that is connected and says nothing. */
const UNANSWERED_LIMIT = 1_000

/** JSON messages over Redis channels: one connection to publish, one to listen. */
export class RedisChannels {
  private readonly listeners = new Map<string, (message: unknown) => void>()
  private unanswered = 0

  private constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
    private readonly logger: Logger,
  ) {
    subscriber.on('message', (channel, text) => this.take(channel, text))
  }

  /** Throws RedisUnavailableError. */
  static async connect(url: string, logger: Logger): Promise<RedisChannels> {
    const publisher = await connectRedis(url, logger)
    const subscriber = await connectRedis(url, logger)
    return new RedisChannels(publisher, subscriber, logger)
  }

  /** Resolves to how many listened; rejects while Redis is away, or when too much waits for its answer. */
  async publish(channel: string, message: object): Promise<number> {
    if (this.unanswered >= UNANSWERED_LIMIT) throw new Error('Redis does not answer')
    this.unanswered += 1
    try {
      return await this.publisher.publish(channel, JSON.stringify(message))
    } finally {
      this.unanswered -= 1
    }
  }

  /** Calls `listener` for each message of a channel, also after the connection was lost and is back. */
  async listen(channel: string, listener: (message: unknown) => void): Promise<void> {
    this.listeners.set(channel, listener)
    await this.subscriber.subscribe(channel)
  }

  /** Rejects while either connection is away. */
  async check(): Promise<void> {
    if (this.subscriber.status !== 'ready') throw new Error('the connection to Redis is lost')
    await this.publisher.ping()
  }

  close(): void {
    this.listeners.clear()
    endRedis(this.publisher)
    endRedis(this.subscriber)
  }

  private take(channel: string, text: string): void {
    try {
      this.listeners.get(channel)?.(JSON.parse(text) as unknown)
    } catch (thrown) {
      this.logger.error({ err: toError(thrown), channel }, 'a message from Redis could not be understood')
    }
  }
}
