import { EngineCallTimeout } from '../../domain/engine'
import type { CallName, ToWorker, WorkerCalls } from './protocol'

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** Calls that a worker has not answered yet; each ends by its answer, its time limit, or the worker's end. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(readonly post: (message: ToWorker) => void) {}

  /** Asks the worker. The limit holds here, on the main thread, because a worker can hang too. */
  ask<N extends CallName>(name: N, args: Parameters<WorkerCalls[N]>, limitMs: number): ReturnType<WorkerCalls[N]> {
    const id = ++this.#lastId
    const answer = new Promise<unknown>((resolve, reject) => {
      const timeout = () => this.reject(id, new EngineCallTimeout(`${name} did not end within ${limitMs} ms`))
      this.#pending.set(id, { resolve, reject, timer: setTimeout(timeout, limitMs) })
      this.post({ type: 'call', id, name, args })
    })
    // The worker answers each call with what the same call of the port gives.
    return answer as ReturnType<WorkerCalls[N]>
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value)
  }

  reject(id: number, error: Error): void {
    this.#take(id)?.reject(error)
  }

  rejectAll(makeError: () => Error): void {
    for (const id of [...this.#pending.keys()]) this.reject(id, makeError())
  }

  /** Undefined for a call whose time was up before its answer came. */
  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    clearTimeout(pending?.timer)
    return pending
  }
}
