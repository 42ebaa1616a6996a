/** A browser's storage for tests, which takes `most` characters at most. */
export class FakeStorage implements Storage {
  readonly #values = new Map<string, string>()

  constructor(readonly most = Infinity) {}

  get length(): number {
    return this.#values.size
  }

  clear(): void {
    this.#values.clear()
  }

  getItem(name: string): string | null {
    return this.#values.get(name) ?? null
  }

  key(n: number): string | null {
    return [...this.#values.keys()][n] ?? null
  }

  removeItem(name: string): void {
    this.#values.delete(name)
  }

  setItem(name: string, value: string): void {
    if (name.length + value.length > this.most) throw new DOMException('full', 'QuotaExceededError')
    this.#values.set(name, value)
  }
}
