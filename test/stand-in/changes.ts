interface Waiter {
  readonly check: () => boolean
  readonly reject: () => void
}

/** Lets tests wait for a state instead of sleeping: a wait is looked at again whenever something was announced. */
export class Changes {
  readonly #waiters = new Set<Waiter>()
  #closed = false

  /** Resolves to the first value of `read` that is not undefined. Rejects when the stand-in closes first. */
  until<T>(what: string, read: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const value = read()
        if (value !== undefined) resolve(value)
        return value !== undefined
      }
      if (check()) return
      const closed = () => reject(new Error(`the stand-in closed while a test waited for ${what}`))
      if (this.#closed) return closed()
      this.#waiters.add({ check, reject: closed })
    })
  }

  announce(): void {
    for (const waiter of [...this.#waiters]) if (waiter.check()) this.#waiters.delete(waiter)
  }

  close(): void {
    this.#closed = true
    for (const waiter of this.#waiters) waiter.reject()
    this.#waiters.clear()
  }
}
