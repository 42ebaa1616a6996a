/** npm run bench: runs bench/*.bench.mjs one after the other, so that none disturbs another's figures. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const files = readdirSync(here).filter((name) => name.endsWith('.bench.mjs'))
if (files.length === 0) console.log('There are no benchmarks yet.')
for (const file of files.sort()) {
  console.log(`\n## ${file}`)
  execFileSync(process.execPath, [join(here, file)], { stdio: 'inherit' })
}
