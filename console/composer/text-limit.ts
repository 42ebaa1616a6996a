/** The longest text that the server takes, in characters (code points). */
export const TEXT_LIMIT = 65_536
/** From how many left on they are shown. */
const NEAR = 1_000

/** How many characters may follow, below 0 if there are too many already; null while the limit is far. */
export function charactersLeft(text: string): number | null {
  // A character is one or two units of a string: counting is spared where it cannot matter.
  if (text.length < TEXT_LIMIT - NEAR) return null
  const left = TEXT_LIMIT - [...text].length
  return left <= NEAR ? left : null
}

/** What is sent of a text as it was typed: without empty lines before it and white space after it. */
export const toSend = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
