/** npm run check:generated: fails if a committed generated file is not what its generator makes now. Needs a build. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })

node('scripts/generate.mjs', '--check')
node('scripts/schema.mjs', '--check')

const file = join(root, 'test/generated/operations.ts')
const committed = readFileSync(file, 'utf8')
node('node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--silent')
const made = readFileSync(file, 'utf8')
if (made !== committed) {
  writeFileSync(file, committed)
  console.error('test/generated/operations.ts is not what codegen makes: run `npm run codegen` and commit it.')
  process.exit(1)
}
