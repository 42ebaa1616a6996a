import { Store } from '../api/store'

/** How many drafts are kept, and how many characters of them together; the oldest make place. */
const MOST_DRAFTS = 100
const MOST_CHARACTERS = 1_000_000
const PREFIX = 'wagraph.draft.'

/** What is kept of a draft; `at` is milliseconds since 1970. */
interface Kept {
  readonly text: string
  readonly at: number
}

/** Texts that were begun and not sent, by chat, over reloads. */
export class DraftStore {
  /** By chat id, oldest first; none is empty. */
  readonly drafts = new Store<ReadonlyMap<string, string>>(new Map())

  constructor(
    private readonly storage: () => Storage,
    private readonly now: () => number,
  ) {}

  /** Takes up what is kept. @throws DOMException where the browser forbids to keep anything */
  load(): void {
    this.drafts.set(read(this.storage()))
  }

  /** Takes the draft of a chat, or forgets it if it is empty; false if it could not be kept over a reload. */
  set(chatId: string, text: string): boolean {
    if (text === (this.drafts.get().get(chatId) ?? '')) return true
    const drafts = new Map(this.drafts.get())
    drafts.delete(chatId)
    if (text !== '') drafts.set(chatId, text)
    for (const oldest of beyondLimit(drafts)) {
      drafts.delete(oldest)
      this.storage().removeItem(PREFIX + oldest)
    }
    this.drafts.set(drafts)
    return this.#keep(chatId, text)
  }

  /** Gives the draft of a chat to the one that it has become, unless that has one of its own. */
  move(from: string, to: string): void {
    const drafts = this.drafts.get()
    const text = drafts.get(from)
    if (text === undefined || from === to || drafts.has(to)) return
    this.set(from, '')
    this.set(to, text)
  }

  /** Takes what another tab did to one name in the storage; null is all names at once. */
  heard({ key: name, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): void {
    if (name === null) this.drafts.set(new Map())
    if (!name?.startsWith(PREFIX)) return
    const chatId = name.slice(PREFIX.length)
    const drafts = new Map(this.drafts.get())
    drafts.delete(chatId)
    const draft = keptIn(newValue)
    if (draft !== null) drafts.set(chatId, draft.text)
    this.drafts.set(drafts)
  }

  /** How many drafts there are, with those of other tabs that were not heard of yet. */
  count(): number {
    const kept = namesIn(this.storage()).map((name) => name.slice(PREFIX.length))
    return new Set([...kept, ...this.drafts.get().keys()]).size
  }

  /** Forgets all drafts, those of other tabs too. */
  clear(): void {
    for (const name of namesIn(this.storage())) this.storage().removeItem(name)
    this.drafts.set(new Map())
  }

  #keep(chatId: string, text: string): boolean {
    if (text === '') {
      this.storage().removeItem(PREFIX + chatId)
      return true
    }
    try {
      this.storage().setItem(PREFIX + chatId, JSON.stringify({ text, at: this.now() } satisfies Kept))
      return true
    } catch {
      // Full, or forbidden: the caller says so. The page itself still has the text.
      return false
    }
  }
}

function beyondLimit(drafts: ReadonlyMap<string, string>): readonly string[] {
  let characters = 0
  for (const text of drafts.values()) characters += text.length
  const beyond: string[] = []
  for (const [chatId, text] of drafts) {
    if (drafts.size - beyond.length <= MOST_DRAFTS && characters <= MOST_CHARACTERS) break
    beyond.push(chatId)
    characters -= text.length
  }
  return beyond
}

function read(storage: Storage): ReadonlyMap<string, string> {
  const kept: [string, Kept][] = []
  for (const name of namesIn(storage)) {
    const draft = keptIn(storage.getItem(name))
    if (draft === null) storage.removeItem(name)
    else kept.push([name.slice(PREFIX.length), draft])
  }
  return new Map(kept.sort(([, a], [, b]) => a.at - b.at).map(([chatId, { text }]) => [chatId, text]))
}

function namesIn(storage: Storage): readonly string[] {
  const names = Array.from({ length: storage.length }, (_, n) => storage.key(n))
  return names.filter((name) => name?.startsWith(PREFIX)).map(String)
}

/** Null where it is none: the page must not end for it. */
function keptIn(value: string | null): Kept | null {
  try {
    const { text, at } = JSON.parse(value ?? '') as Partial<Kept>
    return typeof text === 'string' && text !== '' && typeof at === 'number' ? { text, at } : null
  } catch {
    return null
  }
}
