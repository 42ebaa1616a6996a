import { randomBytes } from 'node:crypto'

import type { Changes } from './changes'
import type { PageConnection } from './page-connection'
import type { Deliveries } from './stand-in'
import type { AccountEvent, Login, ServerPush, Snapshot } from './wire'

/** The linked devices and connected pages of one account, and the log of what happened, which they all follow. */
export class Connections implements Deliveries {
  readonly #devices = new Map<string, string>()
  readonly #pages = new Set<PageConnection>()
  readonly #log: AccountEvent[] = []
  #silentUntil = 0
  #networkDown = false
  /** What happened and is not told yet; null while everything is told at once. */
  #held: AccountEvent[] | null = null
  #marks = 0

  /** `takeSnapshot(at)` is the account as it is now, `at` the number of events in it. */
  constructor(
    readonly changes: Changes,
    readonly takeSnapshot: (at: number) => Snapshot,
  ) {}

  get devices(): number {
    return this.#devices.size
  }

  get pages(): number {
    return this.#pages.size
  }

  /** The phone accepted the page: a new device. */
  link(page: PageConnection): void {
    const login = { device: randomBytes(8).toString('hex'), secret: randomBytes(16).toString('hex') }
    this.#devices.set(login.device, login.secret)
    this.#enter(page)
    page.push({ event: 'linked', login, snapshot: this.takeSnapshot(this.#log.length) })
    page.push({ event: 'mark', mark: this.#marks })
  }

  isLinked(login: Login): boolean {
    return this.#devices.get(login.device) === login.secret
  }

  /** A linked page connects: after a load it gets all there is, after a lost connection what it missed. */
  resume(page: PageConnection, since: number | undefined): void {
    if (this.#networkDown) return page.cut()
    this.#enter(page)
    if (since === undefined) page.push({ event: 'resumed', snapshot: this.takeSnapshot(this.#log.length) })
    else this.#catchUp(page, since)
    page.push({ event: 'mark', mark: this.#marks })
  }

  leave(page: PageConnection): void {
    this.#pages.delete(page)
    this.changes.announce()
  }

  /** Forgets all devices and tells their pages. */
  unlink(): void {
    this.#devices.clear()
    this.push({ event: 'loggedOut' })
    for (const page of this.#pages) page.owner = undefined
    this.#pages.clear()
    this.changes.announce()
  }

  /** Forgets one device, without a word to its page. */
  forget(login: Login): void {
    this.#devices.delete(login.device)
    this.changes.announce()
  }

  /** Something happened: for the pages that are here now, and for those that come back later. */
  publish(event: AccountEvent): void {
    if (this.#held) this.#held.push(event)
    else this.#tell(event)
    this.changes.announce()
  }

  /** Tells nothing of what happens from now on, until `release`. */
  hold(): void {
    this.#held ??= []
  }

  /** Tells what was held: messages in the order that `reorder` gives them, then all else, which may be about them. */
  release(reorder: <Item>(messages: readonly Item[]) => readonly Item[]): void {
    const held = this.#held ?? []
    this.#held = null
    const messages = held.filter(({ event }) => event === 'message')
    for (const event of reorder(messages)) this.#tell(event)
    for (const event of held) if (event.event !== 'message') this.#tell(event)
    this.changes.announce()
  }

  push(message: ServerPush): void {
    for (const page of this.#pages) page.push(message)
  }

  /** Resolves once every page that is connected then has taken in all that was pushed so far. */
  async settled(): Promise<void> {
    this.#marks += 1
    const mark = this.#marks
    this.push({ event: 'mark', mark })
    await this.changes.until('the pages to settle', () => {
      return [...this.#pages].every((page) => page.mark >= mark) ? true : undefined
    })
  }

  cutAll(): void {
    for (const page of [...this.#pages]) page.cut()
  }

  /** Cuts all pages and lets none in. */
  dropNetwork(): void {
    this.#networkDown = true
    this.cutAll()
  }

  /** Lets pages in again; not announced: what they missed comes without live events. */
  restoreNetwork(announce: boolean): void {
    if (!announce) this.#silentUntil = this.#log.length
    this.#networkDown = false
  }

  again(key: string): void {
    this.push({ event: 'again', key })
  }

  #tell(event: AccountEvent): void {
    this.#log.push(event)
    this.push({ ...event, at: this.#log.length })
  }

  #catchUp(page: PageConnection, since: number): void {
    page.push({ event: 'resumed' })
    for (const [index, event] of this.#log.entries()) {
      if (index < since) continue
      const told = event.event === 'message' && index < this.#silentUntil ? { ...event, live: false } : event
      page.push({ ...told, at: index + 1 })
    }
  }

  #enter(page: PageConnection): void {
    this.#pages.add(page)
    this.changes.announce()
  }
}
