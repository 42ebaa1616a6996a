import { createHash } from 'node:crypto'
import { digest } from './seeded'

/** How long the first QR code of a start is good, in milliseconds, as in WhatsApp Web. */
export const FIRST_QR_MS = 60_000
/** How long each further QR code is good, in milliseconds, as in WhatsApp Web. */
export const NEXT_QR_MS = 20_000
/** How long a pairing code is good, in milliseconds, as in WhatsApp Web. */
export const PAIRING_CODE_MS = 180_000

/** WhatsApp's pairing codes leave out 0, I, O and U. */
const PAIRING_ALPHABET = '123456789ABCDEFGHJKLMNPQRSTVWXYZ'

const key = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\u0000')).digest('base64')

/** The `index`-th QR code of one start, in WhatsApp's form: `2@reference,key,key,secret,1`; no phone can scan it. */
export function qrCode(seed: string, startedAt: number, index: number): string {
  const reference = key(seed, startedAt, index, 'reference a') + key(seed, startedAt, index, 'reference b')
  const keys = ['noise', 'identity', 'secret'].map((part) => key(seed, startedAt, part))
  return [`2@${reference.replaceAll('=', '')}`, ...keys, '1'].join(',')
}

/** The `index`-th pairing code of one start: 8 characters, which WhatsApp shows as two groups of four. */
export function pairingCode(seed: string, startedAt: number, index: number): string {
  const bytes = Buffer.from(digest(seed, startedAt, index, 'pairing code').slice(0, 16), 'hex')
  return [...bytes].map((byte) => PAIRING_ALPHABET[byte % PAIRING_ALPHABET.length]).join('')
}
