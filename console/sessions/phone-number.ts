/**
 * A phone number as people write it (spaces, dashes, brackets, 00 for +) in E.164, or null where it is none. Only
 * WhatsApp knows whether somebody has it.
 */
export function toE164(written: string): string | null {
  const digits = written.replaceAll(/[\s().\-‐-–\u200e\u200f\u202a-\u202e]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null
}
