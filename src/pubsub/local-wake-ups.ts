import type { WakeUp, WakeUps } from '../domain/ports'

/** Wake-ups within this process: all there is to it when one process serves everything. */
export class LocalWakeUps implements WakeUps {
  private readonly listeners = new Set<(wakeUp: WakeUp) => void>()

  publish(wakeUp: WakeUp): void {
    for (const listener of [...this.listeners]) listener(wakeUp)
  }

  listen(listener: (wakeUp: WakeUp) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  check(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.listeners.clear()
    return Promise.resolve()
  }
}
