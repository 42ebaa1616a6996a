/**
 * A key that nobody has used: 128 random bits in hexadecimal. crypto.randomUUID() would do, but browsers have it only
 * where the page comes by HTTPS or from the machine itself, and in a local network wagraph may be reached by HTTP.
 */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
