import { Random } from '../../test/harness/random'
import { LiveList, type ListPage } from './live-list'

interface Item {
  readonly id: string
  /** Where it stands: higher comes first, as with the time of a chat's last message. */
  readonly rank: number
  /** Whether the list is to show it, as with "unread only". */
  readonly wanted: boolean
  readonly version: number
}

const PAGE = 4

const compare = (a: Item, b: Item): number => b.rank - a.rank || (a.id > b.id ? -1 : 1)

type Change = { readonly put: Item } | { readonly removed: string }

/** The simplest server that there can be: all items, and each change told once and in order, some time later. */
class Server {
  readonly items = new Map<string, Item>()
  readonly untold: Change[] = []
  #changes = 0

  put(id: string, rank: number, wanted = true): void {
    const item = { id, rank, wanted, version: ++this.#changes }
    this.items.set(id, item)
    this.untold.push({ put: item })
  }

  remove(id: string): void {
    this.items.delete(id)
    this.untold.push({ removed: id })
  }

  get list(): Item[] {
    return [...this.items.values()].filter(({ wanted }) => wanted).sort(compare)
  }

  /** The page after a cursor, which names a place in the order, not an item. */
  page(after: string | null): ListPage<Item> {
    const place = after === null ? null : (JSON.parse(after) as Item)
    const rest = this.list.filter((item) => place === null || compare(place, item) < 0)
    const items = rest.slice(0, PAGE)
    return { items, endCursor: cursorOf(items.at(-1) ?? null), hasNextPage: rest.length > PAGE }
  }
}

const cursorOf = (item: Item | null): string | null => item && JSON.stringify({ id: item.id, rank: item.rank })

/** A list over a server whose answers come when the test says so. */
class Rig {
  readonly server = new Server()
  /** Answers and failures that are on their way. */
  readonly underway: { arrive(): void; fail(error: unknown): void }[] = []
  readonly list = new LiveList<Item>({
    fetchPage: (after) => {
      // Read now, arriving later: what happens in between is not in it.
      const page = this.server.page(after)
      return new Promise((resolve, reject) => void this.underway.push({ arrive: () => resolve(page), fail: reject }))
    },
    compare,
    accepts: ({ wanted }) => wanted,
  })

  /** Tells the list the next `count` changes. */
  tell(count = this.server.untold.length): void {
    for (const change of this.server.untold.splice(0, count)) {
      if ('put' in change) this.list.upsert([change.put])
      else this.list.remove(change.removed)
    }
  }

  async arrive(which = 0): Promise<void> {
    this.underway.splice(which, 1)[0]?.arrive()
    await settle()
  }

  async fail(error: unknown): Promise<void> {
    this.underway.shift()?.fail(error)
    await settle()
  }

  async load(): Promise<void> {
    void this.list.load()
    await this.arrive()
  }

  async loadMore(): Promise<void> {
    void this.list.loadMore()
    await this.arrive()
  }

  get shown(): string[] {
    return this.list.state.get().items.map(({ id }) => id)
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Loaded: the first page of items a to f, the first of them on top. */
async function loadedRig(): Promise<Rig> {
  const rig = new Rig()
  ;['a', 'b', 'c', 'd', 'e', 'f'].forEach((id, index) => rig.server.put(id, 100 - index * 10))
  rig.server.untold.length = 0
  await rig.load()
  return rig
}

describe('pages', () => {
  it('loads the first, then the others, until there are no more', async () => {
    const rig = await loadedRig()
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd'])
    expect(rig.list.state.get()).toMatchObject({ hasMore: true, loading: null, error: null, totalCount: null })
    await rig.loadMore()
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(rig.list.state.get().hasMore).toBe(false)
    await rig.list.loadMore()
    expect(rig.underway).toHaveLength(0)
  })

  it('says what is under way, and asks for a page only once', async () => {
    const rig = await loadedRig()
    void rig.list.loadMore()
    void rig.list.loadMore()
    expect(rig.list.state.get().loading).toBe('MORE')
    expect(rig.underway).toHaveLength(1)
    await rig.arrive()
    void rig.list.load()
    expect(rig.list.state.get()).toMatchObject({ loading: 'FIRST' })
    expect(rig.shown).toHaveLength(6)
    await rig.arrive()
    expect(rig.shown).toHaveLength(PAGE)
  })

  it('keeps what is there when a page fails, and forgets the failure when one comes', async () => {
    const rig = await loadedRig()
    const error = new Error('away')
    void rig.list.loadMore()
    await rig.fail(error)
    expect(rig.list.state.get()).toMatchObject({ error, loading: null, hasMore: true })
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd'])
    await rig.loadMore()
    expect(rig.list.state.get().error).toBeNull()
    void rig.list.load()
    await rig.fail('a text, thrown')
    expect(rig.list.state.get().error).toEqual(new Error('a text, thrown'))
  })

  it('does again what failed, as far as it went, and nothing where nothing failed', async () => {
    const rig = await loadedRig()
    await rig.list.retry()
    expect(rig.underway).toHaveLength(0)
    void rig.list.load(6)
    await rig.fail(new Error('away'))
    void rig.list.retry()
    await rig.arrive()
    await rig.arrive()
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(rig.list.trim(4, cursorOf)).toBe(true)
    void rig.list.loadMore()
    await rig.fail(new Error('away'))
    void rig.list.retry()
    await rig.arrive()
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(rig.list.state.get().error).toBeNull()
  })

  it('does not take the answer to an older question', async () => {
    const rig = await loadedRig()
    void rig.list.loadMore()
    rig.server.put('new', 500)
    void rig.list.load()
    await rig.arrive(1)
    expect(rig.shown).toEqual(['new', 'a', 'b', 'c'])
    await rig.arrive()
    expect(rig.shown).toEqual(['new', 'a', 'b', 'c'])
  })

  it('gives up what is at the end, and loads it again', async () => {
    const rig = await loadedRig()
    await rig.loadMore()
    rig.list.trim(2, cursorOf)
    expect(rig.shown).toEqual(['a', 'b'])
    expect(rig.list.state.get().hasMore).toBe(true)
    await rig.loadMore()
    expect(rig.shown).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})

describe('changes', () => {
  it('takes each to its place, and leaves to a page what is to come with it', async () => {
    const rig = await loadedRig()
    rig.server.put('e', 200)
    rig.server.put('c', 75)
    rig.server.put('late', 1)
    rig.tell()
    expect(rig.shown).toEqual(['e', 'a', 'b', 'c', 'd'])
    await rig.loadMore()
    expect(rig.shown).toEqual(['e', 'a', 'b', 'c', 'd', 'f', 'late'])
  })

  it('takes what stands between the last that is shown and the end of the last page', async () => {
    const rig = await loadedRig()
    rig.server.put('d', 300) // the page ended with it
    rig.server.put('between', 75)
    rig.tell()
    expect(rig.shown).toEqual(['d', 'a', 'b', 'c', 'between'])
    await rig.loadMore()
    expect(rig.shown).toEqual(['d', 'a', 'b', 'c', 'between', 'e', 'f'])
  })

  it('takes what happened while a page was under way', async () => {
    const rig = await loadedRig()
    void rig.list.loadMore()
    rig.server.put('f', 400)
    rig.server.remove('e')
    rig.tell()
    await rig.arrive()
    expect(rig.shown).toEqual(['f', 'a', 'b', 'c', 'd'])
  })

  it('drops what no longer belongs to it', async () => {
    const rig = await loadedRig()
    rig.server.put('b', 90, false)
    rig.tell()
    expect(rig.shown).toEqual(['a', 'c', 'd'])
  })

  it('says nothing where nothing has changed', async () => {
    const rig = await loadedRig()
    const heard = jest.fn()
    rig.list.state.subscribe(heard)
    rig.list.upsert([])
    rig.list.remove('unknown')
    expect(heard).not.toHaveBeenCalled()
  })
})

/** One thing that may happen, chosen by chance. */
async function step(rig: Rig, random: Random): Promise<void> {
  const { server, list } = rig
  const id = `i${random.below(24)}`
  const kind = random.below(20)
  if (kind < 8) server.put(id, random.below(50), random.below(5) > 0)
  else if (kind < 9) server.remove(id)
  else if (kind < 13) rig.tell(1 + random.below(4))
  else if (kind < 14) void list.load()
  else if (kind < 16) void list.loadMore()
  else if (kind < 19 && rig.underway.length > 0) await rig.arrive(random.below(rig.underway.length))
  else if (kind < 20 && random.below(2) > 0) await rig.fail(new Error('away'))
  else list.trim(1 + random.below(8), cursorOf)
}

it.each(Array.from({ length: 120 }, (_, seed) => seed))(
  'shows what the server has, each once and in order, whatever came when (seed %i)',
  async (seed) => {
    const rig = new Rig()
    const random = new Random(`live-list ${seed}`)
    for (let count = 0; count < 15; count += 1) rig.server.put(`i${count}`, random.below(50))
    rig.server.untold.length = 0
    void rig.list.load()
    for (let steps = 60; steps > 0; steps -= 1) {
      await step(rig, random)
      const { items } = rig.list.state.get()
      expect([...items].sort(compare)).toEqual(items)
      expect(new Set(items.map((item) => item.id)).size).toBe(items.length)
    }
    while (rig.underway.length > 0) await rig.arrive()
    rig.tell()
    if (rig.list.state.get().error !== null) await rig.load()
    const whole = rig.server.list
    const { items, hasMore } = rig.list.state.get()
    expect(items).toEqual(whole.slice(0, items.length))
    expect(hasMore || items.length === whole.length).toBe(true)
    while (rig.list.state.get().hasMore) await rig.loadMore()
    expect(rig.list.state.get().items).toEqual(whole)
  },
)
