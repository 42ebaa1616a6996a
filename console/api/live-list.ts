import { Store } from './store'

/** A page as the server gives it. */
export interface ListPage<Item> {
  readonly items: readonly Item[]
  readonly endCursor: string | null
  readonly hasNextPage: boolean
  /** How many there are in the whole list, where the server counts them. */
  readonly totalCount?: number
}

/** What is loaded of a list. */
export interface ListState<Item> {
  /** In the list's order, each once. */
  readonly items: readonly Item[]
  readonly hasMore: boolean
  /** What is under way; FIRST also while it is loaded again. */
  readonly loading: 'FIRST' | 'MORE' | null
  /** Why the last loading failed; null once one has worked. */
  readonly error: Error | null
  /** How many there were in the whole list when its first page was loaded; null where nobody counts. */
  readonly totalCount: number | null
}

/** What a list is made of. */
export interface LiveListOptions<Item extends { readonly id: string }> {
  readonly fetchPage: (after: string | null) => Promise<ListPage<Item>>
  /** The server's order: below 0 where a comes before b. */
  readonly compare: (a: Item, b: Item) => number
  /** Whether an item that an event brings belongs into the list. */
  readonly accepts: (item: Item) => boolean
}

/**
 * A list of which the server gives pages and events tell the changes. What was loaded stays; an event's item takes the
 * place of its older self, or its own place in the order, unless that place is in a page that is not loaded yet.
 */
export class LiveList<Item extends { readonly id: string }> {
  readonly state = new Store<ListState<Item>>({
    items: [],
    hasMore: false,
    loading: null,
    error: null,
    totalCount: null,
  })
  readonly #options: LiveListOptions<Item>
  #endCursor: string | null = null
  /** Grows with each load(), so that an answer to an older one is not taken. */
  #generation = 0
  /** What events said while a page was under way: it may be older than they are. */
  #meanwhile: Item[] | null = null

  constructor(options: LiveListOptions<Item>) {
    this.#options = options
  }

  /** Loads the first page, and again what is there. Failures are in the state. */
  async load(): Promise<void> {
    await this.#fetch('FIRST', null)
  }

  /** Loads the next page, unless one is under way or there is none. Failures are in the state. */
  async loadMore(): Promise<void> {
    const { hasMore, loading } = this.state.get()
    if (hasMore && loading === null) await this.#fetch('MORE', this.#endCursor)
  }

  /** Takes what events bring, newest last. */
  upsert(changed: readonly Item[]): void {
    if (changed.length === 0) return
    this.#meanwhile?.push(...changed)
    const state = this.state.get()
    this.state.set({ ...state, items: this.#merge(state.items, changed, state.hasMore) })
  }

  remove(id: string): void {
    const state = this.state.get()
    if (state.items.some((item) => item.id === id)) {
      this.state.set({ ...state, items: state.items.filter((item) => item.id !== id) })
    }
  }

  /** Keeps the first `count` items only; the others can be loaded again. Nothing happens while a page is under way. */
  trim(count: number, cursorOf: (item: Item) => string | null): void {
    const state = this.state.get()
    const last = state.items[count - 1]
    const cursor = last === undefined ? null : cursorOf(last)
    if (state.loading !== null || state.items.length <= count || cursor === null) return
    this.#endCursor = cursor
    this.state.set({ ...state, items: state.items.slice(0, count), hasMore: true })
  }

  async #fetch(loading: 'FIRST' | 'MORE', after: string | null): Promise<void> {
    const generation = ++this.#generation
    this.#meanwhile = []
    this.state.set({ ...this.state.get(), loading, error: null })
    try {
      const page = await this.#options.fetchPage(after)
      if (generation === this.#generation) this.#take(loading, page)
    } catch (thrown) {
      if (generation !== this.#generation) return
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      this.#meanwhile = null
      this.state.set({ ...this.state.get(), loading: null, error })
    }
  }

  #take(loading: 'FIRST' | 'MORE', page: ListPage<Item>): void {
    const before = this.state.get()
    const meanwhile = this.#meanwhile ?? []
    this.#meanwhile = null
    this.#endCursor = page.endCursor
    const kept = loading === 'FIRST' ? [] : before.items
    const loaded = this.#merge(kept, page.items, false)
    this.state.set({
      items: this.#merge(loaded, meanwhile, page.hasNextPage),
      hasMore: page.hasNextPage,
      loading: null,
      error: null,
      totalCount: page.totalCount ?? before.totalCount,
    })
  }

  /** Both in the list's order; with `open`, what would come after the last item is left to a page to come. */
  #merge(items: readonly Item[], changed: readonly Item[], open: boolean): readonly Item[] {
    const newest = new Map(changed.map((item) => [item.id, item]))
    const { compare, accepts } = this.#options
    const kept = items.filter(({ id }) => !newest.has(id))
    const known = new Set(items.length === kept.length ? [] : items.map(({ id }) => id))
    const last = items.at(-1)
    const taken = [...newest.values()]
      .filter((item) => accepts(item))
      .filter((item) => known.has(item.id) || !open || (last !== undefined && compare(item, last) <= 0))
      .sort(compare)
    return mergeSorted(kept, taken, compare)
  }
}

function mergeSorted<Item>(a: readonly Item[], b: readonly Item[], compare: (a: Item, b: Item) => number): Item[] {
  if (b.length === 0) return [...a]
  const merged: Item[] = []
  let next = 0
  for (const item of a) {
    for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[++next]) merged.push(other)
    merged.push(item)
  }
  return merged.concat(b.slice(next))
}
