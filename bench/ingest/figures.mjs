/** Figures: the middle of many, and the table that goes into README.md. */
import { cpus, totalmem } from 'node:os'

/** The value below which `share` (0 to 1) of them are. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export const median = (values) => quantile(values, 0.5)

export const describeMachine = () =>
  `${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`

/** Prints a Markdown table, its columns as wide as they need. */
export function printTable(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(3, ...lines.map((row) => row[column].length)))
  const lineOf = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const [first, ...rest] = lines.map(lineOf)
  console.log([first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n'))
}
