import { createHash } from 'node:crypto'

/** Chance that falls the same way each time for the same seed, so that a failing case can be run again. */
export class Random {
  #drawn = 0

  constructor(readonly seed: string) {}

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    this.#drawn += 1
    const digest = createHash('sha256').update(`${this.seed}:${this.#drawn}`).digest()
    return digest.readUIntBE(0, 6) % bound
  }

  /** One of the items; throws RangeError if there is none. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from')
    return items[this.below(items.length)] as Item
  }
}
