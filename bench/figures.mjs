/** Figures: the middle of many, and the table that goes into README.md. */

/** The value below which `share` (0 to 1) of them are; NaN of none. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export const median = (values) => quantile(values, 0.5)

/** A size: of its variable where that is set; `small` for a quick look at whether all works (BENCH_SMALL). */
export function size(name, usual, small) {
  const given = process.env[name]
  if (!given) return process.env.BENCH_SMALL ? small : usual
  const count = Number(given)
  if (!Number.isInteger(count) || count < 1) throw new Error(`${name} must be a whole number from 1, not ${given}`)
  return count
}

/** How often what is compared runs in turn; ratios are of the medians. */
export const ROUNDS = size('BENCH_ROUNDS', 5, 1)

/** Calls each measurement in turn, ROUNDS times; resolves to the figures of each, by name. */
export async function interleaved(measurements) {
  const figures = new Map(Object.keys(measurements).map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, measure] of Object.entries(measurements)) figures.get(name).push(await measure())
  }
  return figures
}

/** Prints a Markdown table, its columns as wide as they need. */
export function printTable(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(3, ...lines.map((row) => row[column].length)))
  const lineOf = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const [first, ...rest] = lines.map(lineOf)
  console.log([first, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n'))
}

const faults = []

/** Notes a limit; `fault` says in a sentence what was measured, where it was not kept. Small sizes prove nothing. */
export function limit(kept, fault) {
  if (!kept && !process.env.BENCH_SMALL) faults.push(fault)
}

/** Says which limits were not kept; the process then ends with 1. */
export function reportLimits() {
  for (const fault of faults) console.log(`\nNot kept: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}
