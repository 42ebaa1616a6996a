/** As much of a text as fits on a line, whichever letters it has; the rest would only be laid out and hidden. */
const LONGEST = 200

/** A text on one line, and not longer than anybody sees. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, LONGEST * 2)
    .trim()
    .replace(/\s+/g, ' ')
  return line.length <= LONGEST ? line : `${[...line].slice(0, LONGEST).join('')}…`
}
