/** npm run check:generated: fails if a committed generated file is not what its generator makes now. Needs a build. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })

node('scripts/generate.mjs', '--check')
node('scripts/schema.mjs', '--check')

const files = ['test/generated/operations.ts', 'console/generated/operations.ts']
const committed = files.map((file) => readFileSync(join(root, file), 'utf8'))
node('node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--silent')
files.forEach((file, index) => {
  if (readFileSync(join(root, file), 'utf8') === committed[index]) return
  writeFileSync(join(root, file), committed[index])
  console.error(`${file} is not what codegen makes: run \`npm run codegen\` and commit it.`)
  process.exitCode = 1
})
