import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'
import type { Metrics } from '../domain/metrics'
import type { WakeUp, WakeUps } from '../domain/ports'
import { LocalWakeUps } from './local-wake-ups'
import type { RedisChannels } from './redis-channels'

const CHANNEL = 'wagraph:wake-ups'

/** Wake-ups across nodes. This process's own listeners hear of them at once, whatever Redis does. */
export class RedisWakeUps implements WakeUps {
  private readonly local = new LocalWakeUps()

  private constructor(
    private readonly node: string,
    private readonly channels: RedisChannels,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {}

  static async connect(node: string, channels: RedisChannels, logger: Logger, metrics: Metrics): Promise<RedisWakeUps> {
    const wakeUps = new RedisWakeUps(node, channels, logger, metrics)
    await channels.listen(CHANNEL, (message) => {
      const { from, ...wakeUp } = message as WakeUp & { from: string }
      if (from !== node) wakeUps.local.publish(wakeUp)
    })
    return wakeUps
  }

  publish(wakeUp: WakeUp): void {
    this.local.publish(wakeUp)
    const { committed: _ours, ...look } = wakeUp
    this.channels.publish(CHANNEL, { ...look, from: this.node }).catch((thrown: unknown) => {
      this.metrics.count('wakeup_failures')
      this.logger.debug({ err: toError(thrown) }, 'a wake-up could not be published; other nodes find it by polling')
    })
  }

  listen(listener: (wakeUp: WakeUp) => void): () => void {
    return this.local.listen(listener)
  }

  check(): Promise<void> {
    return this.channels.check()
  }

  async close(): Promise<void> {
    await this.local.close()
    this.channels.close()
  }
}
