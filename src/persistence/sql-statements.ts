/** Strings, quoted names and comments, in which a semicolon ends nothing; MySQL's strings know backslashes. */
const PIECES = {
  mysql: /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|(?:--(?=\s|$)|#)[^\n]*|\/\*[^]*?\*\/|[^]/gs,
  embedded: /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\/|[^]/g,
}

/** Splits a script into its statements, without comments and empty ones; throws for a quote that is never closed. */
export function splitStatements(sql: string, dialect: 'mysql' | 'embedded'): string[] {
  const statements = ['']
  for (const [piece] of sql.matchAll(PIECES[dialect])) {
    if (piece === ';') statements.push('')
    else if (piece.length === 1 && `'"\``.includes(piece)) throw new Error(`a quote (${piece}) is never closed`)
    else if (piece.startsWith('/*!')) throw new Error('comments that MySQL executes (/*! */) are not supported')
    else statements[statements.length - 1] += isComment(piece, dialect) ? ' ' : piece
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
}

function isComment(piece: string, dialect: 'mysql' | 'embedded'): boolean {
  return piece.startsWith('--') || piece.startsWith('/*') || (dialect === 'mysql' && piece.startsWith('#'))
}
