/** A piece of JSON text, and what it is. */
interface JsonToken {
  readonly kind: 'key' | 'string' | 'literal' | 'plain'
  readonly text: string
}

/** A string, with the colon after it if it is a key; or a number, true, false or null. */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g

/** Takes JSON text apart; the pieces together are the text. */
export function jsonTokens(json: string): readonly JsonToken[] {
  const tokens: JsonToken[] = []
  let end = 0
  const plain = (until: number): void => {
    if (until > end) tokens.push({ kind: 'plain', text: json.slice(end, until) })
  }
  for (const match of json.matchAll(TOKEN)) {
    const [all, string, colon] = match
    plain(match.index)
    if (string === undefined) tokens.push({ kind: 'literal', text: all })
    else tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string })
    end = match.index + (string ?? all).length
  }
  plain(json.length)
  return tokens
}
