/**
 * One piece of SQL: a `word` is a bare name, keyword or number, a `name` was quoted, a `text` is a string literal.
 * @typedef {{ kind: 'word' | 'name' | 'text' | 'sign', value: string, line: number }} Token
 */

const PIECE = new RegExp(
  [
    '(?<skip>\\s+|--(?=\\s)[^\\n]*|#[^\\n]*|/\\*[\\s\\S]*?\\*/)',
    '`(?<name>[^`]+)`',
    "'(?<text>(?:[^'\\\\]|'')*)'",
    '(?<word>\\w+(?:\\.\\d+)?)',
    '(?<sign><=|>=|<>|!=|[(),;=<>*+/.-])',
  ].join('|'),
  'y',
)

/**
 * Splits a MySQL script into statements of tokens, so that a semicolon in a string or a comment ends nothing.
 *
 * Backslash escapes and double quotes are refused: the two dialects read them differently.
 *
 * @param {string} sql
 * @returns {Token[][]}
 */
export function readStatements(sql) {
  const statements = [[]]
  let line = 1
  PIECE.lastIndex = 0
  while (PIECE.lastIndex < sql.length) {
    const at = PIECE.lastIndex
    const groups = PIECE.exec(sql)?.groups
    if (!groups) throw new Error(`line ${line}: cannot read ${JSON.stringify(sql.slice(at, at + 20))}`)
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined)
    if (kind === 'sign' && groups.sign === ';') statements.push([])
    else if (kind !== 'skip') statements.at(-1).push({ kind, value: groups[kind], line })
    line += sql.slice(at, PIECE.lastIndex).split('\n').length - 1
  }
  return statements.filter((tokens) => tokens.length > 0)
}

/** Reads a statement's tokens one after the other; each failure names the line and what stands there. */
export class TokenReader {
  #tokens
  #at = 0

  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.#tokens = tokens
  }

  get done() {
    return this.#at >= this.#tokens.length
  }

  /** The words of `phrase` come next, in any case: steps over them and says true. */
  take(phrase) {
    const words = phrase.split(' ')
    const found = words.every((word, i) => {
      const token = this.#tokens[this.#at + i]
      return (token?.kind === 'word' || token?.kind === 'sign') && token.value.toUpperCase() === word
    })
    if (found) this.#at += words.length
    return found
  }

  /** As take(), but anything else is an error. */
  expect(phrase) {
    if (!this.take(phrase)) this.fail(`expected ${phrase}`)
  }

  next() {
    return this.#tokens[this.#at++] ?? this.fail('the statement ends too early')
  }

  name() {
    const token = this.next()
    if (token.kind === 'name') return token.value
    this.#at -= 1
    return this.fail('expected a name in backticks')
  }

  /** Reads `( item, item )`. */
  list(item) {
    const items = []
    this.expect('(')
    do items.push(item())
    while (this.take(','))
    this.expect(')')
    return items
  }

  fail(reason) {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]
    throw new Error(`line ${token.line}: ${reason} at ${JSON.stringify(token.value)}`)
  }
}
