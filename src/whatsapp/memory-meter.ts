import type { Clock } from '../domain/clock'
import type { EngineFactory } from '../domain/engine'
import { toError } from '../domain/errors'
import type { Logger } from '../domain/logger'

/** How long a measurement may take, in milliseconds: the leases are renewed after it, and must be. */
const LIMIT_MS = 1_000

const NOTHING: ReadonlyMap<string, number> = new Map()

/** Measures what the engines of this process take outside of it. */
export class MemoryMeter {
  private measuring: Promise<ReadonlyMap<string, number>> | null = null

  constructor(
    private readonly factories: readonly EngineFactory[],
    private readonly parts: { clock: Clock; logger: Logger },
  ) {}

  /** Bytes by session; nothing where measuring fails, or takes longer than a second. Never rejects. */
  async read(): Promise<ReadonlyMap<string, number>> {
    let cancel: () => void = () => undefined
    const timeUp = new Promise<typeof NOTHING>((resolve) => {
      cancel = this.parts.clock.after(LIMIT_MS, () => resolve(NOTHING))
    })
    // One that hangs, as reading of a process can, is waited for and not begun again beside it.
    this.measuring ??= this.measure().finally(() => (this.measuring = null))
    try {
      return await Promise.race([this.measuring, timeUp])
    } finally {
      cancel()
    }
  }

  private async measure(): Promise<ReadonlyMap<string, number>> {
    try {
      const each = await Promise.all(this.factories.map(async (factory) => (await factory.memory?.()) ?? NOTHING))
      return new Map(each.flatMap((measured) => [...measured]))
    } catch (thrown) {
      this.parts.logger.warn({ err: toError(thrown) }, 'the memory of browsers could not be measured')
      return NOTHING
    }
  }
}
