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
  /** What names the same thing beside the id: of two items that share a name the list has the one known last. */
  readonly namesOf?: (item: Item) => readonly string[]
}

/**
 * A list of which the server gives pages and events tell the changes. An event's item takes its place in
 * the order, unless that is in a page that is not loaded yet.
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
  /** What has each of the other names, so that not all items have to be asked for theirs at each change. */
  #named = new Map<string, Item>()
  #endCursor: string | null = null
  /** How far pages were loaded: what comes after it in the order is left to pages to come. Null until one has. */
  #end: Item | 'WHOLE' | null = null
  /** Does again what was begun last. */
  #again: () => Promise<void> = () => this.load()
  /** Grows with each load(), so that an answer to an older one is not taken. */
  #generation = 0
  /** What events said while a page was under way, which may be older than they are; null of what was removed. */
  #meanwhile: Map<string, Item | null> | null = null

  constructor(options: LiveListOptions<Item>) {
    this.#options = options
  }

  /** Loads the first page, or as many pages as `atLeast` items need; also again. Failures are in the state. */
  async load(atLeast = 1): Promise<void> {
    this.#again = () => this.load(atLeast)
    await this.#fetch('FIRST', () => this.#fetchFrom(null, atLeast))
  }

  /** Loads the next page, unless one is under way or there is none. Failures are in the state. */
  async loadMore(): Promise<void> {
    const { hasMore, loading } = this.state.get()
    if (!hasMore || loading !== null) return
    this.#again = () => this.loadMore()
    await this.#fetch('MORE', () => this.#options.fetchPage(this.#endCursor))
  }

  /** Does again what failed; nothing where nothing did. Failures are in the state. */
  async retry(): Promise<void> {
    if (this.state.get().error !== null) await this.#again()
  }

  /** Takes what events bring, newest last. */
  upsert(changed: readonly Item[]): void {
    if (changed.length === 0) return
    const changes = new Map<string, Item | null>()
    for (const item of changed) {
      putLast(changes, item)
      if (this.#meanwhile !== null) putLast(this.#meanwhile, item)
    }
    const state = this.state.get()
    this.state.set({ ...state, items: this.#withChanges(state.items, changes) })
  }

  remove(id: string): void {
    this.#meanwhile?.set(id, null)
    const state = this.state.get()
    if (state.items.some((item) => item.id === id)) {
      this.state.set({ ...state, items: state.items.filter((item) => item.id !== id) })
    }
  }

  /**
   * Lets go of what follows the first `count` items, or as many more as it takes to end with one that has a cursor: the
   * rest can be loaded again. Returns whether it could; while a page is under way it does not.
   */
  trim(count: number, cursorOf: (item: Item) => string | null): boolean {
    const state = this.state.get()
    if (state.loading !== null) return false
    const end = state.items.findIndex((item, index) => index >= count - 1 && cursorOf(item) !== null)
    const last = state.items[end]
    if (last === undefined || end === state.items.length - 1) return false
    this.#endCursor = cursorOf(last)
    this.#end = last
    this.state.set({ ...state, items: state.items.slice(0, end + 1), hasMore: true })
    return true
  }

  async #fetchFrom(after: string | null, atLeast: number): Promise<ListPage<Item>> {
    const page = await this.#options.fetchPage(after)
    if (page.items.length >= atLeast || !page.hasNextPage || page.endCursor === null) return page
    const rest = await this.#fetchFrom(page.endCursor, atLeast - page.items.length)
    // What moved down in the meantime is on both pages: the later one knows better.
    const known = new Set(rest.items.map(({ id }) => id))
    return { ...page, ...rest, items: [...page.items.filter(({ id }) => !known.has(id)), ...rest.items] }
  }

  async #fetch(loading: 'FIRST' | 'MORE', fetchPage: () => Promise<ListPage<Item>>): Promise<void> {
    const generation = ++this.#generation
    this.#meanwhile = new Map()
    this.state.set({ ...this.state.get(), loading, error: null })
    try {
      const page = await fetchPage()
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
    const meanwhile = this.#meanwhile ?? new Map<string, Item | null>()
    this.#meanwhile = null
    this.#endCursor = page.endCursor
    this.#end = page.hasNextPage ? (page.items.at(-1) ?? this.#end) : 'WHOLE'
    if (loading === 'FIRST') this.#named = new Map()
    const replaced = this.#replacedBy(page.items)
    const paged = new Set(page.items.map(({ id }) => id))
    const loaded = loading === 'FIRST' ? [] : before.items
    const kept = loaded.filter((item) => !paged.has(item.id) && !replaced.has(item))
    this.state.set({
      items: this.#withChanges(mergeSorted(kept, page.items, this.#options.compare), meanwhile),
      hasMore: page.hasNextPage,
      loading: null,
      error: null,
      totalCount: page.totalCount ?? before.totalCount,
    })
  }

  /** The items, with those that have changed in their new places; null of what was removed. */
  #withChanges(items: readonly Item[], changes: ReadonlyMap<string, Item | null>): readonly Item[] {
    const { compare, accepts } = this.#options
    const known = [...changes.values()].filter((item) => item !== null)
    const replaced = this.#replacedBy(known)
    const kept = items.filter((item) => !changes.has(item.id) && !replaced.has(item))
    const taken = known.filter((item) => !replaced.has(item) && accepts(item) && this.#reaches(item))
    return mergeSorted(kept, taken.sort(compare), compare)
  }

  /** What has had a name of one that is known later, but another id. */
  #replacedBy(known: readonly Item[]): ReadonlySet<Item> {
    const replaced = new Set<Item>()
    const { namesOf } = this.#options
    if (namesOf === undefined) return replaced
    for (const item of known) {
      for (const name of namesOf(item)) {
        const other = this.#named.get(name)
        if (other !== undefined && other.id !== item.id) replaced.add(other)
        this.#named.set(name, item)
      }
    }
    return replaced
  }

  #reaches(item: Item): boolean {
    if (this.#end === null || this.#end === 'WHOLE') return this.#end !== null
    // Asked this way round, the end itself is reached too where `compare` has no 0 for equals.
    return this.#options.compare(this.#end, item) >= 0
  }
}

/** An item's place in the map says when it was known last. */
function putLast<Item extends { readonly id: string }>(changes: Map<string, Item | null>, item: Item): void {
  changes.delete(item.id)
  changes.set(item.id, item)
}

function mergeSorted<Item>(a: readonly Item[], b: readonly Item[], compare: (a: Item, b: Item) => number): Item[] {
  const [last, first] = [a.at(-1), b[0]]
  // A page mostly follows what was loaded: of a long list not every item is looked at then.
  if (last === undefined || first === undefined || compare(last, first) < 0) return a.concat(b)
  const merged: Item[] = []
  let next = 0
  for (const [index, item] of a.entries()) {
    for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[++next]) merged.push(other)
    if (next === b.length) return merged.concat(a.slice(index))
    merged.push(item)
  }
  return merged.concat(b.slice(next))
}
