/**
 * The items that `pick` does not turn to null. It holds nothing itself, and `return()` goes straight to the source,
 * also while an item is awaited, so that a cancelled subscription ends at once.
 */
export function filtered<Item, Picked>(
  source: AsyncGenerator<Item, void, undefined>,
  pick: (item: Item) => Picked | null | Promise<Picked | null>,
): AsyncIterableIterator<Picked> {
  return {
    async next() {
      for (;;) {
        const { done, value } = await source.next()
        if (done) return { done: true, value: undefined }
        const picked = await pick(value)
        if (picked !== null) return { done: false, value: picked }
      }
    },
    async return() {
      await source.return()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
