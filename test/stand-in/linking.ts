import { randomBytes, randomInt } from 'node:crypto'

import type { Changes } from './changes'
import type { PageConnection } from './page-connection'

/** Pages that wait for a phone: their QR references and pairing codes. */
export class Linking {
  readonly refs: string[] = []
  readonly codes: { phone: string; code: string }[] = []
  readonly #waiting = new Map<PageConnection, { ref: string | undefined; pairing?: { phone: string; code: string } }>()
  readonly #timer: NodeJS.Timeout | undefined

  constructor(
    readonly changes: Changes,
    qrRefreshMs: number | undefined,
  ) {
    if (qrRefreshMs) this.#timer = setInterval(() => this.refresh(), qrRefreshMs)
  }

  /** The page shows a new QR code; an older one of the same page expires. */
  show(page: PageConnection): void {
    const ref = `2@${randomBytes(24).toString('base64')}`
    this.#waiting.set(page, { ...this.#waiting.get(page), ref })
    this.refs.push(ref)
    page.push({ event: 'unpaired', ref })
    this.changes.announce()
  }

  /** All pages that show a code show a new one. */
  refresh(): void {
    for (const [page, { ref }] of [...this.#waiting]) if (ref !== undefined) this.show(page)
  }

  /** All pages stop showing codes; a page gets a new one when it asks (`refreshQR`). */
  expire(): void {
    for (const [page, waiting] of this.#waiting) {
      waiting.ref = undefined
      page.push({ event: 'idle' })
    }
  }

  leave(page: PageConnection): void {
    this.#waiting.delete(page)
  }

  /** A pairing code for the page, valid for that number only. */
  pairingCode(page: PageConnection, phone: string): string {
    const letters = '123456789ABCDEFGHJKLMNPQRSTVWXYZ'
    const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
    const waiting = this.#waiting.get(page)
    if (!waiting) throw new Error('the page is not waiting to be linked')
    waiting.pairing = { phone, code }
    this.codes.push({ phone, code })
    this.changes.announce()
    return code
  }

  /** The page that shows this code; it stops waiting. Throws if the code is not valid. */
  scan(qr: string): PageConnection {
    const [ref, ...keys] = qr.split(',')
    const found = [...this.#waiting].find(([, waiting]) => waiting.ref !== undefined && waiting.ref === ref)
    if (!found) throw new Error('the QR code is not valid (any more)')
    if (keys.length > 0 && keys.join() !== found[0].keys.join()) throw new Error('the QR code carries wrong keys')
    this.#waiting.delete(found[0])
    return found[0]
  }

  /** The page that was given this pairing code; it stops waiting. Throws if the code is not the number's. */
  enterCode(code: string, phone: string): PageConnection {
    const found = [...this.#waiting].find(([, waiting]) => waiting.pairing?.code === code)
    if (found?.[1].pairing?.phone !== phone) throw new Error('the pairing code is not valid for this number')
    this.#waiting.delete(found[0])
    return found[0]
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
