import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Subscriber } from './history'
import { type Line, ResumingSubscriber, type SubscriberOptions } from './subscriber'
import { seenOf } from './subscriptions'

const PROGRAM = path.join(__dirname, 'subscriber-process.mjs')

/** What makes a subscriber what it is in a history. */
export interface Identity {
  workspaceId: string
  from: Subscriber['from']
  /** In a process of its own, which can be stopped. */
  isApart?: boolean
}

/** A subscriber of a run with all that it got, here or in a process of its own. */
export class RecordedSubscriber {
  /** Close codes of its connections, oldest first. */
  readonly closes: (number | null)[] = []
  private readonly seen: Subscriber['seen'][number][] = []
  private readonly troubles: string[] = []
  private readonly watchers = new Set<() => void>()
  private readonly local: ResumingSubscriber | null
  private readonly child: ChildProcess | null

  constructor(
    readonly options: SubscriberOptions,
    private readonly identity: Identity,
  ) {
    const { isApart = false } = identity
    this.local = isApart ? null : new ResumingSubscriber(options, (line) => this.take(line))
    this.child = isApart ? this.launch() : null
  }

  get isApart(): boolean {
    return this.child !== null
  }

  /** Its process, or the reading of its socket, stands still. */
  stall(): void {
    this.child?.kill('SIGSTOP')
    this.local?.pause()
  }

  /** Resolves when its first socket is open. */
  async opened(): Promise<void> {
    await this.local?.opened
  }

  goOn(): void {
    this.child?.kill('SIGCONT')
    this.local?.resume()
  }

  /** The history of it so far; it grows. */
  get history(): Subscriber {
    const { wish, name } = this.options
    const { workspaceId, from } = this.identity
    return { name, workspaceId, ...wish, from, seen: this.seen, troubles: this.troubles }
  }

  /** Resolves when `is` holds; looked at again after everything that it gets. Rejects when the signal aborts. */
  until(is: (subscriber: Subscriber) => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.watchers.delete(look)
        signal.removeEventListener('abort', giveUp)
      }
      const giveUp = (): void => {
        end()
        reject(signal.reason as Error)
      }
      const look = (): void => {
        if (!is(this.history)) return
        end()
        resolve()
      }
      this.watchers.add(look)
      signal.addEventListener('abort', giveUp)
      if (signal.aborted) giveUp()
      else look()
    })
  }

  async stop(): Promise<void> {
    await this.local?.stop()
    if (!this.child || this.child.exitCode !== null) return
    const ended = once(this.child, 'close')
    this.goOn()
    this.child.kill('SIGTERM')
    await ended
  }

  private launch(): ChildProcess {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(this.options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    createInterface({ input: child.stdout }).on('line', (line) => this.take(JSON.parse(line) as Line))
    return child
  }

  private take(line: Line): void {
    if (line.kind === 'event') this.seen.push(seenOf(this.options.wish.type, line.event))
    else if (line.kind === 'closed') this.closes.push(line.code)
    else this.troubles.push(line.what)
    for (const look of [...this.watchers]) look()
  }
}
