/** Codes that are shown without being used before the session is given up. */
export const MAX_CODES = 6

/** Why a session that nobody logged in is FAILED. */
export const NOBODY_CAME = `${MAX_CODES} codes were shown and none was used`

/** How long a pairing code is valid, in milliseconds, as WhatsApp has it. */
export const PAIRING_CODE_MS = 180_000

/** A code that is not followed by another this long after it expired is dead, in milliseconds. */
const GRACE_MS = 30_000

/** Counts the codes of one login. The library's own refresh may stop without a word, so each has a deadline. */
export class LoginCodes {
  private shown = 0

  /** A login has succeeded, or begins anew. */
  reset(): void {
    this.shown = 0
  }

  /** Takes the next code: how long to wait for what follows it, and whether it is the last; null if it is too many. */
  take(validMs: number): { waitMs: number; isLast: boolean } | null {
    this.shown += 1
    if (this.shown > MAX_CODES) return null
    const isLast = this.shown === MAX_CODES
    return { isLast, waitMs: isLast ? validMs : validMs + GRACE_MS }
  }
}
