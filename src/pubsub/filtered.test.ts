import { filtered } from './filtered'

async function* numbers(ended: { early: boolean }): AsyncGenerator<number, void, undefined> {
  ended.early = true
  for (let n = 0; n < 10; n += 1) yield await Promise.resolve(n)
  ended.early = false
}

describe('filtered', () => {
  const even = (n: number): string | null => (n % 2 === 0 ? `${n}` : null)

  it('gives what was picked, in order, and ends with its source', async () => {
    const all: string[] = []
    for await (const item of filtered(numbers({ early: false }), even)) all.push(item)
    expect(all).toEqual(['0', '2', '4', '6', '8'])
  })

  it('keeps what is false and empty, but not null', async () => {
    const all: unknown[] = []
    for await (const item of filtered(numbers({ early: false }), (n) => [false, '', 0, null, undefined][n] ?? null)) {
      all.push(item)
    }
    expect(all).toEqual([false, '', 0])
  })

  it('ends its source when it is ended', async () => {
    const ended = { early: false }
    const source = numbers(ended)
    const items = filtered(source, even)
    await items.next()
    expect(await items.return?.()).toEqual({ done: true, value: undefined })
    expect(await source.next()).toEqual({ done: true, value: undefined })
    expect(await items.next()).toEqual({ done: true, value: undefined })
    expect(ended.early).toBe(true)
  })

  it('is ended at once, also while an item is awaited', async () => {
    let end: (result: IteratorResult<number, void>) => void = () => undefined
    const source = {
      next: () => new Promise<IteratorResult<number, void>>((resolve) => (end = resolve)),
      return: () => {
        end({ done: true, value: undefined })
        return Promise.resolve({ done: true, value: undefined })
      },
    } as unknown as AsyncGenerator<number, void, undefined>
    const items = filtered(source, even)
    const waiting = items.next()
    await items.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  it('passes the failure of its source and of the choice on', async () => {
    const fails = (): never => {
      throw new Error('not today')
    }
    await expect(filtered(numbers({ early: false }), fails).next()).rejects.toThrow('not today')
  })
})
