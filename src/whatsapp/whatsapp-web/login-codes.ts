import type { EngineEvent } from '../../domain/engine'

/** WhatsApp shows the first QR code for a minute and each further one for 20 seconds. */
const FIRST_QR_MS = 60_000
const NEXT_QR_MS = 20_000

/** QR and pairing codes on their way from the library: each once, and none that no phone could read. */
export class LoginCodes {
  #last: string | null = null
  #isFirst = true

  /** The event for a QR code; null for one that was told already. Throws on a malformed one. */
  qr(code: string): EngineEvent | null {
    if (code === this.#last) return null
    if (!isWellFormed(code)) throw new Error(`a malformed QR code, with ${code.split(',').length} parts`)
    const expiresInMs = this.#isFirst ? FIRST_QR_MS : NEXT_QR_MS
    this.#last = code
    this.#isFirst = false
    return { type: 'qr', code, expiresInMs }
  }

  pairing(code: string): EngineEvent | null {
    if (code === this.#last) return null
    if (!/^[0-9A-Z]{8}$/.test(code)) throw new Error('a malformed pairing code')
    this.#last = code
    return { type: 'pairing-code', code }
  }
}

/** `<reference>,<static key>,<identity key>,<secret>,<platform>`: the page puts "undefined" for what it lacks. */
function isWellFormed(code: string): boolean {
  const [reference, ...keys] = code.split(',').slice(0, 4)
  const parts = [reference, ...keys]
  return parts.length === 4 && parts.every((part) => part && part !== 'undefined' && part !== 'null')
}
