import type { Answer } from './fetcher'

/** Finds the first QR code in an answer or event: a PNG as a data: URL, wherever it stands. Null if there is none. */
export function findQrImage(result: Answer | null): string | null {
  const waiting: unknown[] = [result?.data]
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (typeof value === 'string' && value.startsWith('data:image/png;base64,')) return value
    // Reversed, so that what stands first in the answer is looked at first.
    if (typeof value === 'object' && value !== null)
      waiting.push(...Object.values(value as Record<string, unknown>).reverse())
  }
  return null
}

/** The id of the session that an answer of startSession tells of, or null if it is another answer. */
export function newSessionId(result: Answer | null): string | null {
  const id = property(property(property(result?.data, 'startSession'), 'session'), 'id')
  return typeof id === 'string' ? id : null
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
