/** A stretch of a message's text: with an address it is a link. */
interface TextPart {
  readonly text: string
  readonly href: string | null
}

/** An address as people write it: no blanks, no quotes, and nothing that turns the direction of what follows. */
const ADDRESS = /https?:\/\/[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu
/** A longer one is no link, in characters: many servers would not take it either. */
const LONGEST = 2048
/** What ends a sentence, not an address. */
const SENTENCE_END = '.,;:!?…。，、！？؟،'
const BRACKETS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const

/** The parts of a text: http and https addresses are links, nothing else is. Joined they are the text again. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (const { 0: written, index } of text.matchAll(ADDRESS)) {
    const address = withoutEnd(written)
    if (address.length > LONGEST || !URL.canParse(address)) continue
    if (index > done) parts.push({ text: text.slice(done, index), href: null })
    parts.push({ text: address, href: address })
    done = index + address.length
  }
  if (done < text.length) parts.push({ text: text.slice(done), href: null })
  return parts
}

/**
 * An address without the punctuation that belongs to the sentence around it. Each letter is looked at a fixed number of
 * times: what somebody sends must not hold up the page, however many of them there are.
 */
function withoutEnd(address: string): string {
  const count = (bracket: string): number => address.split(bracket).length
  const unopened = new Map<string, number>(
    BRACKETS.map(([opening, closing]) => [closing, count(closing) - count(opening)]),
  )
  let end = address.length
  for (; end > 0; end--) {
    const last = address.charAt(end - 1)
    const left = unopened.get(last) ?? 0
    if (left > 0) unopened.set(last, left - 1)
    else if (!SENTENCE_END.includes(last)) break
  }
  return address.slice(0, end)
}

/** A text that is longer, or has more lines, is shown in part at first. */
const FOLD = { letters: 900, lines: 16 } as const
/** So much longer a text has to be for folding it to be worth it. */
const WORTH = 1.4

/** The part of a long text that is shown at first; null for a text that is not long. */
export function foldedText(text: string): string | null {
  const lines = text.split('\n')
  const isLong = text.length > FOLD.letters * WORTH || lines.length > FOLD.lines * WORTH
  if (!isLong) return null
  const start = lines.slice(0, FOLD.lines).join('\n')
  if (start.length <= FOLD.letters) return start
  const cut = start.slice(0, FOLD.letters)
  const blank = cut.search(/\s\S*$/u)
  // Without a blank near the end the cut may be within a letter of two halves.
  return (blank > FOLD.letters / 2 ? cut.slice(0, blank) : cut).replace(/[\ud800-\udbff]$/, '')
}

/** More emoji than this are text. */
const MOST_EMOJI = 6
const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\u20e3|\s|[\u{e0020}-\u{e007f}])+$/u
const segmenter = new Intl.Segmenter()

/** Whether a text is a few emoji and nothing else. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 100 || !EMOJI_ONLY.test(text) || !/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text)) {
    return false
  }
  return [...segmenter.segment(text.replace(/\s/gu, ''))].length <= MOST_EMOJI
}
